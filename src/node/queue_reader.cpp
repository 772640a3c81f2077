#include "node/queue_reader.hpp"

#include <algorithm>
#include <limits>

namespace haidang::node {
namespace {

using Limits = std::numeric_limits<std::int64_t>;

// A literal put together of literals, while compiling.
template <std::size_t Size>
struct Text {
  char data[Size]{};
};
template <std::size_t... Sizes>
consteval auto joined(const char (&... parts)[Sizes]) {
  Text<(Sizes + ...) - sizeof...(Sizes) + 1> text;
  std::size_t at = 0;
  const auto add = [&](const char* part, std::size_t size) {
    for (std::size_t i = 0; i + 1 < size; ++i)
      text.data[at++] = part[i];
  };
  (add(parts, Sizes), ...);
  return text;
}

// ?16 whose "mine" is, ?1 the view, ?2 who we are, ?3 since when, ?4 to ?11 four words: a part of
// an id, and the names that the word means as a JSON array. Every column is in the index
// request_ranked.
constexpr char status_fits[] =
    " ?1 = 'all'"
    " OR ?1 = 'open' AND status NOT IN ('closed', 'withdrawn', 'refused', 'released')"
    " OR ?1 = 'finished' AND status IN ('closed', 'withdrawn', 'refused', 'released')"
    " OR ?1 = 'ours' AND waits_for = ?2"
    " AND status NOT IN ('closed', 'withdrawn', 'refused', 'released')"
    " OR ?1 = 'theirs' AND waits_for NOT IN ('', ?2)";
constexpr auto view_fits =
    joined(" (", status_fits,
           " OR ?1 = 'mine' AND id IN (SELECT request FROM request_owner WHERE officer = ?16)"
           " AND status NOT IN ('closed', 'withdrawn', 'refused', 'released'))"
           " AND last_act_at > ?3");
constexpr char word_1_fits[] =
    " AND (?4 IS NULL OR instr(id, ?4) OR measure IN (SELECT value FROM json_each(?5))"
    " OR status IN (SELECT value FROM json_each(?5))"
    " OR requesting IN (SELECT value FROM json_each(?5))"
    " OR requested IN (SELECT value FROM json_each(?5)))";
constexpr char word_2_fits[] =
    " AND (?6 IS NULL OR instr(id, ?6) OR measure IN (SELECT value FROM json_each(?7))"
    " OR status IN (SELECT value FROM json_each(?7))"
    " OR requesting IN (SELECT value FROM json_each(?7))"
    " OR requested IN (SELECT value FROM json_each(?7)))";
constexpr char word_3_fits[] =
    " AND (?8 IS NULL OR instr(id, ?8) OR measure IN (SELECT value FROM json_each(?9))"
    " OR status IN (SELECT value FROM json_each(?9))"
    " OR requesting IN (SELECT value FROM json_each(?9))"
    " OR requested IN (SELECT value FROM json_each(?9)))";
constexpr char word_4_fits[] =
    " AND (?10 IS NULL OR instr(id, ?10) OR measure IN (SELECT value FROM json_each(?11))"
    " OR status IN (SELECT value FROM json_each(?11))"
    " OR requesting IN (SELECT value FROM json_each(?11))"
    " OR requested IN (SELECT value FROM json_each(?11)))";

// ?12 to ?14 the place, ?15 the limit.
constexpr char is_before[] =
    " rank <= ?12 AND (rank < ?12"
    " OR (requested_at, id) < (?13, ?14))";
constexpr char is_after[] =
    " rank >= ?12 AND (rank > ?12"
    " OR (requested_at, id) > (?13, ?14))";

constexpr auto count_sql =
    joined("SELECT count(*) FROM request INDEXED BY request_ranked WHERE", view_fits.data,
           word_1_fits, word_2_fits, word_3_fits, word_4_fits);
constexpr auto offset_sql =
    joined("SELECT count(*) FROM request INDEXED BY request_ranked WHERE", is_before, " AND",
           view_fits.data, word_1_fits, word_2_fits, word_3_fits, word_4_fits);
constexpr auto tally_sql =
    joined("SELECT ifnull(sum(requests), 0) FROM request_tally WHERE", status_fits);
constexpr auto after_sql =
    joined("SELECT id FROM request INDEXED BY request_ranked WHERE", is_after, " AND",
           view_fits.data, word_1_fits, word_2_fits, word_3_fits, word_4_fits,
           " ORDER BY rank, requested_at, id LIMIT ?15");
constexpr auto before_sql =
    joined("SELECT id FROM request INDEXED BY request_ranked WHERE", is_before, " AND",
           view_fits.data, word_1_fits, word_2_fits, word_3_fits, word_4_fits,
           " ORDER BY rank DESC, requested_at DESC, id DESC LIMIT ?15");

void bind(store::Statement& row, const QueueFilter& filter) {
  HD_CHECK(filter.words.size() <= QueueFilter::words_max);
  row.bind(1, filter.view).bind(2, filter.self.text());
  row.bind(3, filter.since ? filter.since->time_since_epoch().count() : Limits::min());
  int index = 4;
  for (const QueueWord& word : filter.words) {
    json::array names;
    for (const std::string& name : word.names)
      names.emplace_back(name);
    row.bind(index, word.of_id).bind(index + 1, json::serialize(names));
    index += 2;
  }
  row.bind(16, filter.officer);
}

void bind(store::Statement& row, const QueuePlace& place) {
  row.bind(12, place.rank).bind(13, place.requested_ms).bind(14, place.id);
}

Result<std::uint64_t> one_number(store::Statement& row) {
  HD_TRY(const bool there, row.step());
  HD_CHECK(there);
  return static_cast<std::uint64_t>(row.integer(0));
}

}  // namespace

QueuePlace QueuePlace::begin() {
  return {Limits::min(), Limits::min(), ""};
}
QueuePlace QueuePlace::end() {
  return {Limits::max(), Limits::max(), "g"};  // no id begins with it
}

QueuePlace place_of(const RequestRow& row) {
  return {rank_of(row), row.requested_at.time_since_epoch().count(), row.id.text()};
}

Result<QueueReader> QueueReader::open(const std::filesystem::path& path) {
  HD_TRY(store::Database database, store::Database::open(path));
  // Its pages are in the operating system's cache already.
  HD_TRY_VOID(database.execute("PRAGMA query_only=ON; PRAGMA cache_size=-2048;"));
  return QueueReader(std::move(database));
}

Result<QueueRows> QueueReader::read(const QueueFilter& filter, const QueuePlace& place, Side side,
                                    std::size_t limit) {
  const std::lock_guard lock(*mutex_);
  // Page and counts are of one moment. Nothing is kept open afterwards: a snapshot that stays would
  // keep the log from being folded back.
  HD_TRY_VOID(database_.execute("BEGIN"));
  Result<QueueRows> found = read_snapshot(filter, place, side, limit);
  const Result<void> ended = database_.execute("COMMIT");
  if (!ended.ok()) return ended.error();
  return found;
}

Result<QueueRows> QueueReader::read_snapshot(const QueueFilter& filter, const QueuePlace& place,
                                             Side side, std::size_t limit) {
  store::Statement walk = database_.prepare(side == Side::after ? store::Sql(after_sql.data)
                                                                : store::Sql(before_sql.data));
  bind(walk, filter);
  bind(walk, place);
  walk.bind(15, static_cast<std::int64_t>(limit));
  store::Statement whole = database_.prepare(
      "SELECT id, case_id, measure, requesting, requested, status, waits_for, due, requested_at,"
      " last_act_at, line, rank, (SELECT officer FROM request_owner WHERE request = id)"
      " FROM request WHERE id=?1");
  QueueRows found;
  for (;;) {
    HD_TRY(const bool more, walk.step());
    if (!more) break;
    whole.reset();
    HD_TRY(const bool there, whole.bind(1, walk.text(0)).step());
    HD_CHECK(there);
    found.rows.push_back(read_request_row(whole));
    if (!whole.is_null(12)) found.rows.back().owner = whole.text(12);
  }
  if (side == Side::before) std::reverse(found.rows.begin(), found.rows.end());
  HD_TRY_VOID(count(filter, place, side, found));
  const bool is_past_the_end = found.rows.empty() && side == Side::after;
  if (is_past_the_end) found.offset = found.total;
  return found;
}

// How many fit, and how many of them come before the first of the rows.
Result<void> QueueReader::count(const QueueFilter& filter, const QueuePlace& asked, Side side,
                                QueueRows& found) {
  HD_TRY(found.total, total(filter));
  if (found.rows.empty()) return {};
  // The first and the last page need no counting.
  if (side == Side::after && asked == QueuePlace::begin()) return {};
  if (side == Side::before && asked == QueuePlace::end()) {
    found.offset = found.total - found.rows.size();
    return {};
  }
  store::Statement row = database_.prepare(offset_sql.data);
  bind(row, filter);
  bind(row, place_of(found.rows.front()));
  HD_TRY(found.offset, one_number(row));
  return {};
}

Result<std::uint64_t> QueueReader::total(const QueueFilter& filter) {
  const bool is_tallied = filter.words.empty() && !filter.since && filter.view != "mine";
  if (!is_tallied) {
    store::Statement row = database_.prepare(count_sql.data);
    bind(row, filter);
    return one_number(row);
  }
  store::Statement row = database_.prepare(tally_sql.data);
  row.bind(1, filter.view).bind(2, filter.self.text());
  return one_number(row);
}

}  // namespace haidang::node
