// Evidence at rest. One folder per item:
//   data      ciphertext of chunk n at offset n * chunk_size (AES-256-GCM keeps the length)
//   chunks    48 bytes per chunk: SHA-256 of the plain chunk, then the GCM tag
//   progress  only while an item is being received: which chunks are there (progress.hpp)
// The same ciphertext is on disk and on the wire: a chunk travels as ciphertext followed by its tag.
// Nonce: the chunk's index as 96-bit big-endian number under a random key per item. Associated data:
// item id, index, chunk count: a chunk cannot be moved, and a list cannot be cut, unnoticed.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "acts/body.hpp"
#include "crypto/aead.hpp"
#include "journal/journal.hpp"

namespace haidang::vault {

constexpr std::uint32_t default_chunk_size = 4 * 1024 * 1024;

struct Geometry {
  ItemId item;
  std::uint64_t size = 0;
  std::uint32_t chunk_size = default_chunk_size;
  [[nodiscard]] std::uint64_t chunk_count() const;
  [[nodiscard]] std::uint32_t chunk_bytes(std::uint64_t index) const;  // plain bytes of that chunk
};

// RFC 6962 root over the chunk digests (each digest is one leaf entry).
Digest chunk_root(const std::vector<Digest>& chunk_digests);

using Progress = std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total)>;

struct Ingested {
  Geometry geometry;
  Digest sha256{};      // of the whole file, what courts and forensic tools compare
  Digest chunk_root{};
  crypto::AeadKey key{};
};
// One pass over `source`: whole-file digest on one thread, chunk digests and encryption on another,
// durable when it returns. Constant memory. The item folder appears under `items` only when complete.
// Errors: not_found, storage_full, storage_failed; a source that changes while it is read: bad_value.
Result<Ingested> ingest(const std::filesystem::path& source, const std::filesystem::path& items, ItemId id,
                        Random& random, const Progress& progress, std::stop_token stop);

// Reads a complete item.
class ItemReader {
 public:
  static Result<ItemReader> open(const std::filesystem::path& items, const Geometry& geometry);
  ItemReader(ItemReader&&) noexcept;
  ~ItemReader();
  // The list of chunk digests, 32 bytes each, as served to the receiver.
  Result<std::vector<Digest>> chunk_digests() const;
  // Ciphertext and tag of one chunk: no key is needed to pass evidence on.
  Result<Bytes> sealed_chunk(std::uint64_t index) const;
  // Decrypted and checked against its digest. Error: chunk_mismatch naming the index and offset.
  Result<void> plain_chunk(std::uint64_t index, crypto::Aead& aead, Bytes& out) const;

 private:
  struct State;
  explicit ItemReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Receives an item, chunk by chunk, in any order, from any number of threads, across crashes.
class ItemWriter {
 public:
  // Creates or resumes. Resuming reads `progress` only: nothing verified is hashed again. Chunks whose
  // durability is not certain after a power loss (another boot) count as missing.
  // Error: chunk_mismatch when `digests` do not give `root`.
  static Result<ItemWriter> open(const std::filesystem::path& items, const Geometry& geometry, const Digest& root,
                                 std::vector<Digest> digests, const crypto::AeadKey& key);
  ItemWriter(ItemWriter&&) noexcept;
  ~ItemWriter();
  [[nodiscard]] std::vector<std::uint64_t> missing(std::size_t count_max) const;
  [[nodiscard]] std::uint64_t missing_count() const;
  // Opens, checks and stores one chunk. Thread-safe. A chunk that is there already is ok and ignored.
  // Errors: chunk_mismatch, storage_full, storage_failed.
  Result<void> put(std::uint64_t index, ByteView sealed);
  // All chunks there: durable, `progress` removed.
  Result<void> finish();

 private:
  struct State;
  explicit ItemWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Item keys at rest, wrapped under the node's vault key. Unwrapping needs the journal's proof that
// this access was committed: kind "evidence-access" whose event names this item.
class KeySafe {
 public:
  explicit KeySafe(const crypto::AeadKey& vault_key) : vault_key_(vault_key) {}
  [[nodiscard]] Bytes wrap(const ItemId& item, const crypto::AeadKey& key, Random& random) const;
  // Errors: not_permitted (the entry is of another kind or item), cannot_open.
  Result<crypto::AeadKey> unwrap(const ItemId& item, ByteView wrapped, const journal::CommittedEntry& access) const;

 private:
  crypto::AeadKey vault_key_;
};

// Writes the plain file and returns its SHA-256 (must be compared by the caller with the manifest's).
// Decryption, chunk checks and the whole-file digest in one pass, constant memory, durable.
Result<Digest> export_file(const ItemReader& item, const Geometry& geometry, const crypto::AeadKey& key,
                           const std::filesystem::path& target, const Progress& progress, std::stop_token stop);

}  // namespace haidang::vault
