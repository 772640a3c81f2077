#include "journal/entry_search.hpp"

namespace haidang::journal {
namespace {

std::int64_t count_of(const std::optional<Time>& time, std::int64_t otherwise) {
  return time ? time->time_since_epoch().count() : otherwise;
}

}  // namespace

std::unique_ptr<EntrySearch> EntrySearch::over(store::Database database) {
  return std::unique_ptr<EntrySearch>(new EntrySearch(std::move(database)));
}

Result<std::vector<Journal::StoredEntry>> EntrySearch::find(const EntryQuery& query) {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare(R"sql(
    SELECT idx, kind, at, event FROM journal_entry
    WHERE idx < ?1 AND at >= ?2 AND at < ?3 AND (?4 = '' OR kind = ?4)
      AND (?5 = '' OR instr(lower(CAST(event AS TEXT)), lower(?5)) > 0)
    ORDER BY idx DESC LIMIT ?6)sql");
  row.bind(1, static_cast<std::int64_t>(query.before));
  row.bind(2, count_of(query.from, std::numeric_limits<std::int64_t>::min()));
  row.bind(3, count_of(query.until, std::numeric_limits<std::int64_t>::max()));
  row.bind(4, std::string_view(query.kind)).bind(5, std::string_view(query.words));
  row.bind(6, static_cast<std::int64_t>(query.limit));
  std::vector<Journal::StoredEntry> found;
  while (true) {
    HD_TRY(const bool more, row.step());
    if (!more) return found;
    found.push_back({LeafIndex{static_cast<std::uint64_t>(row.integer(0))},
                     row.text(1),
                     row.time_at(2),
                     row.is_null(3) ? Bytes{} : row.blob(3),
                     {}});
  }
}

Result<std::vector<std::string>> EntrySearch::kinds() {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare("SELECT DISTINCT kind FROM journal_entry ORDER BY kind");
  std::vector<std::string> kinds;
  while (true) {
    HD_TRY(const bool more, row.step());
    if (!more) return kinds;
    kinds.push_back(row.text(0));
  }
}

}  // namespace haidang::journal
