#include "vault/chunk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.hpp"

namespace haidang::vault {
namespace {

std::array<std::uint8_t, 8> big_endian(std::uint64_t value) {
  std::array<std::uint8_t, 8> out{};
  for (std::size_t i = out.size(); i-- > 0; value >>= 8)
    out[i] = static_cast<std::uint8_t>(value & 0xFF);
  return out;
}

}  // namespace

ChunkRecord chunk_record(const Digest& digest, ByteView tag) {
  HD_CHECK(digest.size() + tag.size() == chunk_record_bytes);
  ChunkRecord record{};
  std::ranges::copy(digest, record.begin());
  std::ranges::copy(tag, record.begin() + digest.size());
  return record;
}

Digest record_digest(const ChunkRecord& record) {
  Digest digest{};
  std::copy_n(record.begin(), digest.size(), digest.begin());
  return digest;
}

ByteView record_tag(const ChunkRecord& record) {
  return ByteView(record).last(crypto::aead_tag_bytes);
}

crypto::AeadNonce chunk_nonce(std::uint64_t index) {
  crypto::AeadNonce nonce{};
  std::ranges::copy(big_endian(index), nonce.begin() + 4);
  return nonce;
}

Bytes chunk_associated_data(const Geometry& geometry, std::uint64_t index) {
  Bytes out = to_bytes(geometry.item.text());
  append(out, big_endian(index));
  append(out, big_endian(geometry.chunk_count()));
  return out;
}

Error chunk_error(const Geometry& geometry, std::uint64_t index, std::string why) {
  const std::uint64_t first = index * geometry.chunk_size;
  const std::uint64_t end = std::min(first + geometry.chunk_size, geometry.size);
  return {Code::chunk_mismatch,
          fmt::format("chunk {} of item {} (at byte offset {}, up to {}) is not the one that the "
                      "manifest names",
                      index, geometry.item.text(), first, end),
          std::move(why)};
}

Result<void> open_chunk(const Geometry& geometry, std::uint64_t index, crypto::Aead& aead,
                        const Digest& digest, ByteView sealed, std::span<std::uint8_t> plain) {
  const auto opened =
      aead.open(chunk_nonce(index), chunk_associated_data(geometry, index), sealed, plain);
  if (!opened.ok()) {
    return chunk_error(geometry, index, "it does not open: altered bytes, or another key");
  }
  if (crypto::sha256(plain) != digest) {
    return chunk_error(geometry, index, "it opens, but its SHA-256 is not the one in the list");
  }
  return {};
}

}  // namespace haidang::vault
