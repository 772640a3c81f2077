// The append-only journal of one node. An entry is staged inside the caller's transaction, so that
// what it records and the record itself become durable together; afterwards the head is signed:
//
//   append (in the caller's transaction) -> COMMIT (durable) -> committed() -> publish():
//   full tiles written -> checkpoint signed -> compare-and-swap in the lock store -> served
//
// Never signs before durable; refuses to open below a head that the lock store holds
// (reference: C2SP tlog-tiles; the lock store follows Sunlight's LockBackend contract).
// One thread uses a journal: the one that uses its database.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "journal/note.hpp"
#include "store/database.hpp"

namespace haidang::journal {

// The log's leaf: one type byte 0x01, then SHA-256(salt || event). It tells nothing by itself; the
// salted event beside it can be erased without touching the tree.
using Salt = std::array<std::uint8_t, 16>;
constexpr std::size_t event_bytes_max = std::size_t{64} * 1024;  // in canonical JSON
constexpr std::uint64_t prove_count_max = 4096;
Bytes leaf_entry(const Salt& salt, ByteView event);

struct Entry {
  std::string kind;  // 1..64 bytes: "act-committed", "act-received", "receipt", "refused",
                     // "evidence-read", ...
  Time at;
  json::object event;  // what happened: ids, digests, names; canonical JSON when hashed
  Salt salt{};
};

// Proof that an entry is committed in this process's journal: only a Journal makes one. The vault
// asks for it before it unwraps a key (DESIGN section 2, rule 3).
class CommittedEntry {
 public:
  [[nodiscard]] LeafIndex index() const { return index_; }
  [[nodiscard]] const json::object& event() const { return event_; }
  [[nodiscard]] const std::string& kind() const { return kind_; }

 private:
  friend class Journal;
  CommittedEntry(LeafIndex index, std::string kind, json::object event)
      : index_(index), kind_(std::move(kind)), event_(std::move(event)) {}
  LeafIndex index_;
  std::string kind_;
  json::object event_;
};

struct Head {
  TreeSize size;
  std::string note;  // the signed checkpoint
};

// Where signed heads live: apart from the journal's own storage, so that a restored backup of the
// one is caught by the other. Serializable, durable when it returns.
class HeadStore {
 public:
  virtual ~HeadStore() = default;
  virtual Result<std::optional<Head>> latest() = 0;
  // Stores `next` only if the latest head still has size `expected` (0: none yet). Error:
  // head_moved.
  virtual Result<void> compare_and_swap(TreeSize expected, const Head& next) = 0;
  // The smallest signed head that covers the leaf: receipts always use it, so that a receipt for
  // the same act is the same bytes for ever.
  virtual Result<std::optional<Head>> first_covering(LeafIndex leaf) = 0;
};

class SqliteHeadStore final : public HeadStore {
 public:
  static Result<std::unique_ptr<SqliteHeadStore>> open(store::Database database);
  Result<std::optional<Head>> latest() override;
  Result<void> compare_and_swap(TreeSize expected, const Head& next) override;
  Result<std::optional<Head>> first_covering(LeafIndex leaf) override;

 private:
  explicit SqliteHeadStore(store::Database database) : database_(std::move(database)) {}
  store::Database database_;
};

class Journal {
 public:
  // `tiles`: the folder for full tiles, or nullopt to keep them only in the database's reach
  // (simulator). Errors: journal_behind_head, journal_altered, storage_*.
  static Result<std::unique_ptr<Journal>> open(store::Database& database, HeadStore& heads,
                                               const NoteSigner& signer,
                                               std::optional<std::filesystem::path> tiles);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Inside the caller's transaction on the same database. The index is final if the caller commits.
  // Errors: too_large, head_moved (another process appended), storage_*.
  Result<LeafIndex> append(store::Transaction& transaction, Entry entry);
  // Erases what an entry committed to, and its salt, if the caller commits. The leaf stays: tree,
  // proofs and receipts are what they were. Error: not_found.
  Result<void> erase_event(store::Transaction& transaction, LeafIndex leaf);
  // After COMMIT returned ok: the staged entries are now in the tree. One proof per staged entry.
  std::vector<CommittedEntry> committed();
  // After a rollback: the staged entries never were.
  void rolled_back();

  // Signs and publishes a head over everything committed; the same head again if nothing is new.
  // Errors: head_moved, after which this journal never signs again; journal_altered; storage_*.
  Result<Head> publish();
  // The last published head; nullopt before the first.
  [[nodiscard]] std::optional<Head> head() const;
  [[nodiscard]] TreeSize size() const;  // committed entries, signed or not

  // Inclusion of the leaf under the first head that covers it. Error: unavailable if none does yet.
  Result<InclusionProof> prove(LeafIndex leaf);
  // The same for consecutive leaves. Errors: too_large over prove_count_max; as prove.
  Result<std::vector<InclusionProof>> prove_range(LeafIndex first, std::uint64_t count);
  // Between two sizes up to the published one. Errors: bad_value, unavailable.
  Result<std::vector<Digest>> prove_consistency(TreeSize older, TreeSize newer);

  struct StoredEntry {
    LeafIndex index;
    std::string kind;
    Time at;
    Bytes event;  // canonical JSON; empty if it was erased, and the salt with it
    Salt salt{};
  };
  Result<std::optional<StoredEntry>> entry(LeafIndex leaf);

  // C2SP tlog-tiles, for anyone: "tile/0/x001/067", "tile/0/000.p/12", "tile/entries/000.p/12".
  // Only what published heads cover. Error: not_found.
  Result<Bytes> tile(std::string_view path);

  // Reads everything again: each entry's commitment, every tile, the root at each signed head.
  struct Audit {
    TreeSize size;
    std::vector<std::string> findings;  // empty: the journal is what its heads say
  };
  Result<Audit> audit();  // journal/audit.hpp does it for a journal that does not open

 private:
  struct State;
  explicit Journal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haidang::journal
