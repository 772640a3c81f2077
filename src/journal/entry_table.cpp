#include "journal/entry_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::journal {
namespace {

std::int64_t row_number(LeafIndex index) {
  HD_CHECK(index.value < tree_size_max);
  return static_cast<std::int64_t>(index.value);
}

Error missing(std::uint64_t index) {
  return {Code::journal_altered, fmt::format("entry {} of the journal is missing", index),
          "its row was removed, or its commitment is not 33 bytes long",
          "Stop the node and restore the journal's database from a backup that holds the entry."};
}

std::optional<LeafEntry> as_leaf_entry(ByteView bytes) {
  LeafEntry leaf{};
  if (bytes.size() != leaf.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), leaf.begin());
  return leaf;
}

}  // namespace

Result<EntryTable> EntryTable::open(store::Database& database) {
  HD_TRY_VOID(
      database.execute("CREATE TABLE IF NOT EXISTS journal_entry("
                       "  idx INTEGER PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL,"
                       "  event BLOB, salt BLOB, leaf BLOB NOT NULL) STRICT"));
  return EntryTable(database);
}

Result<TreeSize> EntryTable::size() {
  auto& row = database_->cached("SELECT max(idx) FROM journal_entry");
  HD_TRY(const bool found, row.step());
  TreeSize size;
  if (found && !row.is_null(0)) size.value = static_cast<std::uint64_t>(row.integer(0)) + 1;
  row.reset();
  return size;
}

Result<void> EntryTable::add(LeafIndex index, const Entry& entry, ByteView event,
                             const LeafEntry& leaf) {
  auto& insert = database_->cached(
      "INSERT INTO journal_entry(idx, kind, at, event, salt, leaf) VALUES(?, ?, ?, ?, ?, ?)");
  insert.bind(1, row_number(index)).bind(2, std::string_view(entry.kind));
  insert.bind(3, std::int64_t{entry.at.time_since_epoch().count()});
  insert.bind(4, event).bind(5, ByteView(entry.salt)).bind(6, ByteView(leaf));
  auto inserted = insert.run();
  if (inserted.ok() || inserted.error().code != Code::already_exists) return inserted;
  return Error{Code::head_moved, fmt::format("the journal already has an entry {}", index.value),
               "another process writes this journal", "Stop the other process, then start again."};
}

Result<void> EntryTable::erase(LeafIndex index) {
  // Erased means overwritten, not only unlinked from its page.
  HD_TRY_VOID(database_->execute("PRAGMA secure_delete=ON"));
  auto& update =
      database_->cached("UPDATE journal_entry SET event = NULL, salt = NULL WHERE idx = ?");
  HD_TRY_VOID(update.bind(1, row_number(index)).run());
  if (database_->changes() == 1) return {};
  return Error{Code::not_found, fmt::format("the journal has no entry {}", index.value)};
}

Result<std::vector<LeafEntry>> EntryTable::leaves(LeafIndex first, std::uint64_t count) {
  auto& row = database_->cached(
      "SELECT idx, leaf FROM journal_entry WHERE idx >= ? AND idx < ? ORDER BY idx");
  row.bind(1, row_number(first)).bind(2, row_number({first.value + count}));
  std::vector<LeafEntry> leaves;
  leaves.reserve(count);
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) break;
    const auto leaf = as_leaf_entry(row.blob(1));
    const std::uint64_t expected = first.value + leaves.size();
    if (!leaf || row.integer(0) != row_number({expected})) return missing(expected);
    leaves.push_back(*leaf);
  }
  if (leaves.size() < count) return missing(first.value + leaves.size());
  return leaves;
}

Result<std::optional<Journal::StoredEntry>> EntryTable::entry(LeafIndex index) {
  using Found = std::optional<Journal::StoredEntry>;
  auto& row = database_->cached("SELECT kind, at, event, salt FROM journal_entry WHERE idx = ?");
  HD_TRY(const bool found, row.bind(1, row_number(index)).step());
  if (!found) return Found{};
  Journal::StoredEntry entry{index, row.text(0), row.time_at(1), row.blob(2), {}};
  const Bytes salt = row.blob(3);
  row.reset();
  if (salt.size() == entry.salt.size()) std::copy(salt.begin(), salt.end(), entry.salt.begin());
  return Found(std::move(entry));
}

Result<std::vector<EntryTable::Row>> EntryTable::rows(LeafIndex first, std::uint64_t count) {
  auto& row = database_->cached(
      "SELECT idx, event, salt, leaf FROM journal_entry WHERE idx >= ? AND idx < ? ORDER BY idx");
  row.bind(1, row_number(first)).bind(2, row_number({first.value + count}));
  std::vector<Row> rows;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return rows;
    rows.push_back({LeafIndex{static_cast<std::uint64_t>(row.integer(0))},
                    row.is_null(1) ? std::nullopt : std::optional(row.blob(1)), row.blob(2),
                    row.blob(3)});
  }
}

}  // namespace haidang::journal
