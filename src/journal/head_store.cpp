#include <fmt/format.h>

#include "journal/journal.hpp"

namespace haidang::journal {
namespace {

using MaybeHead = std::optional<Head>;

Result<MaybeHead> first_row(store::Statement& row) {
  HD_TRY(const bool found, row.step());
  MaybeHead head;
  if (found) head = Head{TreeSize{static_cast<std::uint64_t>(row.integer(0))}, row.text(1)};
  row.reset();
  return head;
}

Error head_moved(TreeSize expected, std::uint64_t found) {
  return {Code::head_moved, "another process has signed a head of this journal",
          fmt::format("the last head has size {}, not {}", found, expected.value),
          "Stop the other process that uses these keys, then start again."};
}

}  // namespace

Result<std::unique_ptr<SqliteHeadStore>> SqliteHeadStore::open(store::Database database) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS head(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT"));
  return std::unique_ptr<SqliteHeadStore>(new SqliteHeadStore(std::move(database)));
}

Result<std::optional<Head>> SqliteHeadStore::latest() {
  return first_row(database_.cached("SELECT size, note FROM head ORDER BY size DESC LIMIT 1"));
}

Result<void> SqliteHeadStore::compare_and_swap(TreeSize expected, const Head& next) {
  HD_CHECK(next.size >= expected && next.size.value <= tree_size_max);
  HD_TRY(store::Transaction transaction, database_.begin());
  HD_TRY(const std::optional<Head> last, latest());
  const std::uint64_t found = last ? last->size.value : 0;
  if (found != expected.value) return head_moved(expected, found);
  auto& insert = database_.cached("INSERT INTO head(size, note) VALUES(?, ?)");
  insert.bind(1, static_cast<std::int64_t>(next.size.value)).bind(2, std::string_view(next.note));
  if (auto inserted = insert.run(); !inserted.ok()) {
    // An empty tree has been signed already: the size alone could not tell.
    const bool twice = inserted.error().code == Code::already_exists;
    return twice ? head_moved(expected, found) : inserted.error();
  }
  return transaction.commit();
}

Result<std::optional<Head>> SqliteHeadStore::first_covering(LeafIndex leaf) {
  if (leaf.value >= tree_size_max) return MaybeHead{};
  auto& row = database_.cached("SELECT size, note FROM head WHERE size > ? ORDER BY size LIMIT 1");
  return first_row(row.bind(1, static_cast<std::int64_t>(leaf.value)));
}

}  // namespace haidang::journal
