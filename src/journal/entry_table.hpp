// The journal's rows: one for each entry, in the database of the node, inside its transactions.
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "journal/journal.hpp"

namespace haidang::journal {

constexpr std::size_t leaf_entry_bytes = 33;
using LeafEntry = std::array<std::uint8_t, leaf_entry_bytes>;

class EntryTable {
 public:
  // The database outlives the table.
  static Result<EntryTable> open(store::Database& database);

  [[nodiscard]] store::Database& database() { return *database_; }
  // One more than the last row's number.
  Result<TreeSize> size();
  // Error: head_moved if there is a row of this number, for then another process writes too.
  Result<void> add(LeafIndex index, const Entry& entry, ByteView event, const LeafEntry& leaf);
  // Leaves the commitment, takes what it commits to. Error: not_found.
  Result<void> erase(LeafIndex index);
  // Exactly `count` leaf entries. Error: journal_altered naming the one that is missing.
  Result<std::vector<LeafEntry>> leaves(LeafIndex first, std::uint64_t count);
  Result<std::optional<Journal::StoredEntry>> entry(LeafIndex index);

  // A row as it is found, for the audit.
  struct Row {
    LeafIndex index;
    std::optional<Bytes> event;  // nothing: erased
    Bytes salt;
    Bytes leaf;
  };
  // The rows of [first, first + count) that are there, in order.
  Result<std::vector<Row>> rows(LeafIndex first, std::uint64_t count);

 private:
  explicit EntryTable(store::Database& database) : database_(&database) {}
  store::Database* database_;
};

}  // namespace haidang::journal
