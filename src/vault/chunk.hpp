// How one chunk is sealed, and how it stands in the `chunks` file; internal to this room.
#pragma once
#include <array>

#include "vault/vault.hpp"

namespace haidang::vault {

constexpr std::size_t chunk_record_bytes = 48;
using ChunkRecord = std::array<std::uint8_t, chunk_record_bytes>;

ChunkRecord chunk_record(const Digest& digest, ByteView tag);
Digest record_digest(const ChunkRecord& record);
ByteView record_tag(const ChunkRecord& record);

crypto::AeadNonce chunk_nonce(std::uint64_t index);
Bytes chunk_associated_data(const Geometry& geometry, std::uint64_t index);

// chunk_mismatch, naming the chunk and its bytes within the file.
Error chunk_error(const Geometry& geometry, std::uint64_t index, std::string why);

// Decrypts and compares with the digest, in place when `plain` begins at `sealed`.
// Error: chunk_mismatch.
Result<void> open_chunk(const Geometry& geometry, std::uint64_t index, crypto::Aead& aead,
                        const Digest& digest, ByteView sealed, std::span<std::uint8_t> plain);

}  // namespace haidang::vault
