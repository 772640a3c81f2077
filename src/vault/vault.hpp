// Evidence at rest. One folder per item:
//   data      ciphertext of chunk n at offset n * chunk_size (AES-256-GCM keeps the length)
//   chunks    48 bytes per chunk: SHA-256 of the plain chunk, then the GCM tag
//   progress  only while an item is being received: which chunks are there (progress.hpp)
// The same ciphertext is on disk and on the wire: a chunk travels as ciphertext followed by its
// tag. Nonce: the chunk's index as 96-bit big-endian number under a random key per item. Associated
// data: item id, index, chunk count: a chunk cannot be moved, and a list cannot be cut, unnoticed.
//
// An item that comes in stands in `items/.incoming-<id>` and appears as `items/<id>` only when
// every byte of it is durable.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "acts/body.hpp"
#include "crypto/aead.hpp"
#include "journal/journal.hpp"
#include "vault/machine.hpp"

namespace haidang::vault {

constexpr std::uint32_t default_chunk_size = 4 * 1024 * 1024;
constexpr std::uint32_t chunk_size_max = 16 * 1024 * 1024;
constexpr std::uint64_t chunk_count_max = 4 * 1024 * 1024;  // 16 TiB in chunks of the default size

struct Geometry {
  ItemId item;
  std::uint64_t size = 0;
  std::uint32_t chunk_size = default_chunk_size;
  [[nodiscard]] std::uint64_t chunk_count() const;                     // none for an empty file
  [[nodiscard]] std::uint32_t chunk_bytes(std::uint64_t index) const;  // plain bytes of that chunk
  bool operator==(const Geometry&) const = default;
};

// To be asked of a geometry that came from outside. Errors: bad_value, too_large.
Result<void> check_geometry(const Geometry& geometry);

// RFC 6962 root over the chunk digests (each digest is one leaf entry).
Digest chunk_root(const std::vector<Digest>& chunk_digests);

// Called on the caller's own thread, after each chunk.
using Progress = std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total)>;

struct Ingested {
  Geometry geometry;
  Digest sha256{};  // of the whole file, what courts and forensic tools compare
  Digest chunk_root{};
  crypto::AeadKey key{};
};

// One pass over `source`: whole-file digest on one thread, chunk digests and encryption on another,
// durable when it returns. Constant memory. The item folder appears under `items` only when
// complete; after an error nothing is left of it.
// Errors: not_found, already_exists, storage_full, storage_failed, too_large; unavailable when
// stopped; a source that is no plain file, or changes while it is read: bad_value.
Result<Ingested> ingest(const std::filesystem::path& source, const std::filesystem::path& items,
                        ItemId id, Random& random, const Progress& progress, std::stop_token stop,
                        std::uint32_t chunk_size = default_chunk_size,
                        const Machine& machine = this_machine());

// Removes what an interrupted ingest left behind (folders `.incoming-*` without `progress`); items
// that are being received stay. Only while nothing is coming in: when a node starts. Returns how
// many.
Result<std::size_t> remove_abandoned(const std::filesystem::path& items);

// Reads a complete item. Every const member may be called from any number of threads.
class ItemReader {
 public:
  // Error: not_found.
  static Result<ItemReader> open(const std::filesystem::path& items, const Geometry& geometry);
  ItemReader(ItemReader&&) noexcept;
  ItemReader& operator=(ItemReader&&) noexcept;
  ~ItemReader();

  [[nodiscard]] const Geometry& geometry() const;
  // The list of chunk digests, 32 bytes each, as served to the receiver.
  Result<std::vector<Digest>> chunk_digests() const;
  // Ciphertext and tag of one chunk: no key is needed to pass evidence on.
  Result<Bytes> sealed_chunk(std::uint64_t index) const;
  // Decrypted and checked against its digest. Error: chunk_mismatch naming the index and offset.
  Result<void> plain_chunk(std::uint64_t index, crypto::Aead& aead, Bytes& out) const;
  // The same into a caller's buffer, which has room for the chunk and its tag. Returns the plain
  // bytes' number.
  Result<std::size_t> plain_chunk(std::uint64_t index, crypto::Aead& aead,
                                  std::span<std::uint8_t> buffer) const;

 private:
  struct State;
  explicit ItemReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Receives an item, chunk by chunk, in any order, from any number of threads, across crashes.
class ItemWriter {
 public:
  // Creates or resumes. Resuming reads `progress` only: nothing verified is hashed again. Chunks
  // whose durability is not certain after a power loss (another boot) count as missing. An item
  // that is complete already opens with nothing missing.
  // Errors: chunk_mismatch when `digests` do not give `root`; same_id_other_bytes when the folder
  // holds an item with another root; locked when another writer has it; storage_full for want of
  // room for the whole item (a new item then leaves nothing behind); storage_failed, bad_value,
  // too_large.
  static Result<ItemWriter> open(const std::filesystem::path& items, const Geometry& geometry,
                                 const Digest& root, std::vector<Digest> digests,
                                 const crypto::AeadKey& key,
                                 const Machine& machine = this_machine());
  ItemWriter(ItemWriter&&) noexcept;
  ItemWriter& operator=(ItemWriter&&) noexcept;
  ~ItemWriter();

  [[nodiscard]] std::vector<std::uint64_t> missing(std::size_t count_max) const;
  [[nodiscard]] std::uint64_t missing_count() const;
  // Opens, checks and stores one chunk. Thread-safe. A chunk that is there already is ok and
  // ignored. Errors: chunk_mismatch, storage_full, storage_failed. After storage_failed chunks that
  // were reported as stored may be missing again: ask missing().
  Result<void> put(std::uint64_t index, ByteView sealed);
  // All chunks there: durable, in place, `progress` removed. Again: ok. Error: gap when chunks are
  // missing.
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
  Result<crypto::AeadKey> unwrap(const ItemId& item, ByteView wrapped,
                                 const journal::CommittedEntry& access) const;

 private:
  crypto::AeadKey vault_key_;
};

// Writes the plain file and returns its SHA-256 (must be compared by the caller with the
// manifest's). Decryption, chunk checks and the whole-file digest in one pass, constant memory,
// durable. The file appears at `target`, replacing what stood there, only when it is whole.
// Errors: chunk_mismatch naming index and byte offset, storage_full, storage_failed; unavailable
// when stopped.
Result<Digest> export_file(const ItemReader& item, const Geometry& geometry,
                           const crypto::AeadKey& key, const std::filesystem::path& target,
                           const Progress& progress, std::stop_token stop,
                           const Machine& machine = this_machine());

// Read-back verification: the indices of all chunks that cannot be read, opened or do not have
// their digest, in order; empty when the item is sound. Error: unavailable when stopped.
Result<std::vector<std::uint64_t>> scrub(const ItemReader& item, const Geometry& geometry,
                                         const crypto::AeadKey& key, const Progress& progress,
                                         std::stop_token stop);

}  // namespace haidang::vault
