#include "vault/progress.hpp"

#include <algorithm>

#include "crypto/digest.hpp"

namespace haidang::vault {
namespace {

constexpr std::string_view magic = "HDPROG";
constexpr std::string_view version = "01";
constexpr std::size_t boot_id_bytes = 40;
constexpr std::size_t checked_bytes = 96;

void append_number(Bytes& to, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8)
    to.push_back(static_cast<std::uint8_t>(value >> shift & 0xFF));
}

std::uint64_t number_at(ByteView bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes.subspan(at, 8))
    value = value << 8 | byte;
  return value;
}

Error malformed(std::string why) {
  return {Code::malformed, "the progress file of an incoming item is damaged", std::move(why)};
}

ChunkState state_of(std::uint8_t byte) {
  if (byte == static_cast<std::uint8_t>(ChunkState::written)) return ChunkState::written;
  if (byte == static_cast<std::uint8_t>(ChunkState::durable)) return ChunkState::durable;
  return ChunkState::missing;
}

Result<void> check_header(ByteView bytes) {
  if (bytes.size() < progress_header_bytes) return malformed("it is too short");
  const std::string_view text = as_text(bytes);
  if (!text.starts_with(magic)) return malformed("it does not begin as one");
  if (text.substr(magic.size(), version.size()) != version) {
    return Error{Code::unsupported_version,
                 "the progress file of an incoming item is of a version "
                 "that this node does not read"};
  }
  const Digest sum = crypto::sha256(bytes.first(checked_bytes));
  if (!std::ranges::equal(sum, bytes.subspan(checked_bytes, sum.size()))) {
    return malformed("its header was altered");
  }
  return {};
}

std::string boot_id_in(ByteView bytes) {
  const std::string_view field = as_text(bytes.subspan(8, boot_id_bytes));
  return std::string(field.substr(0, field.find('\0')));
}

}  // namespace

Bytes write_progress(const ProgressFile& progress) {
  HD_CHECK(progress.boot_id.size() <= boot_id_bytes);
  Bytes out = to_bytes(magic);
  append(out, as_bytes(version));
  append(out, as_bytes(progress.boot_id));
  out.resize(8 + boot_id_bytes);
  append_number(out, progress.size);
  append_number(out, progress.chunk_size);
  append(out, progress.root);
  HD_CHECK(out.size() == checked_bytes);
  append(out, crypto::sha256(out));
  for (const ChunkState state : progress.chunks)
    out.push_back(static_cast<std::uint8_t>(state));
  return out;
}

Result<ProgressFile> parse_progress(ByteView bytes) {
  HD_TRY_VOID(check_header(bytes));
  ProgressFile out;
  out.boot_id = boot_id_in(bytes);
  out.size = number_at(bytes, 48);
  const std::uint64_t chunk_size = number_at(bytes, 56);
  if (chunk_size == 0 || chunk_size > chunk_size_max) return malformed("its chunk size is wrong");
  out.chunk_size = static_cast<std::uint32_t>(chunk_size);
  std::ranges::copy(bytes.subspan(64, out.root.size()), out.root.begin());
  const ByteView states = bytes.subspan(progress_header_bytes);
  const Geometry geometry{.item = {}, .size = out.size, .chunk_size = out.chunk_size};
  if (states.size() != geometry.chunk_count()) return malformed("it has another number of chunks");
  out.chunks.resize(states.size());
  std::ranges::transform(states, out.chunks.begin(), state_of);
  return out;
}

BootChange settle_boot(ProgressFile& progress, const std::string& boot_id) {
  if (!boot_id.empty() && progress.boot_id == boot_id) return BootChange::same_boot;
  progress.boot_id = boot_id;
  std::ranges::replace(progress.chunks, ChunkState::written, ChunkState::missing);
  return BootChange::another_boot;
}

}  // namespace haidang::vault
