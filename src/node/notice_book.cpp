#include "node/notice_book.hpp"

namespace haidang::node {
namespace {

// id, kind, request, case_id, measure, rule, due, days, level, authority, made_at, settled_at
Result<Notice> read_row(const store::Statement& row) {
  Notice notice;
  notice.id = row.integer(0);
  notice.kind = static_cast<NoticeKind>(row.integer(1));
  HD_TRY(notice.request, ActId::parse(row.text(2)));
  HD_TRY(notice.case_id, CaseId::parse(row.text(3)));
  notice.measure = row.text(4);
  notice.rule = row.text(5);
  notice.due = row.time_at(6);
  notice.days = static_cast<int>(row.integer(7));
  notice.level = row.text(8);
  notice.authority = row.text(9);
  notice.made_at = row.time_at(10);
  notice.settled_at = row.optional_time_at(11);
  return notice;
}

Result<std::vector<Notice>> read_all(store::Statement& row) {
  std::vector<Notice> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    HD_TRY(Notice notice, read_row(row));
    list.push_back(std::move(notice));
  }
}

}  // namespace

Result<NoticeBook> NoticeBook::open(store::Database& database) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS notice(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL,"
      " request TEXT NOT NULL, case_id TEXT NOT NULL, measure TEXT NOT NULL, rule TEXT NOT NULL,"
      " due INTEGER NOT NULL, days INTEGER NOT NULL, level TEXT NOT NULL, authority TEXT NOT NULL,"
      " made_at INTEGER NOT NULL, settled_at INTEGER,"
      " UNIQUE(request, kind, rule, due, days, level)) STRICT;"
      "CREATE INDEX IF NOT EXISTS notice_open ON notice(made_at) WHERE settled_at IS NULL;"
      "CREATE TABLE IF NOT EXISTS notice_to(officer TEXT NOT NULL, notice INTEGER NOT NULL"
      " REFERENCES notice(id), seen_at INTEGER, PRIMARY KEY(officer, notice))"
      " STRICT, WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS notice_to_notice ON notice_to(notice);"
      // When each of them counts for the officer, and whether a mail tells him of it.
      "CREATE TABLE IF NOT EXISTS notice_telling(officer TEXT NOT NULL, notice INTEGER NOT NULL"
      " REFERENCES notice(id), at INTEGER NOT NULL, mail INTEGER NOT NULL, mailed_at INTEGER,"
      " PRIMARY KEY(officer, notice)) STRICT, WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS notice_telling_mail ON notice_telling(at)"
      " WHERE mail = 1 AND mailed_at IS NULL;"
      "CREATE TABLE IF NOT EXISTS notice_choice(officer TEXT PRIMARY KEY, chosen TEXT NOT NULL)"
      " STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS notice_watch(request TEXT PRIMARY KEY, case_id TEXT NOT NULL,"
      " look_at INTEGER) STRICT, WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS notice_watch_at ON notice_watch(look_at)"
      " WHERE look_at IS NOT NULL;"
      "INSERT OR IGNORE INTO notice_watch SELECT id, case_id, 0 FROM request;"));
  return NoticeBook(database);
}

Result<std::optional<std::int64_t>> NoticeBook::find(const Notice& notice) {
  auto& row = database_->cached(
      "SELECT id FROM notice WHERE request=?1 AND kind=?2 AND rule=?3 AND due=?4 AND days=?5"
      " AND level=?6");
  row.bind(1, notice.request.text()).bind(2, static_cast<std::int64_t>(notice.kind));
  row.bind(3, notice.rule).bind(4, notice.due);
  row.bind(5, static_cast<std::int64_t>(notice.days)).bind(6, notice.level);
  HD_TRY(const bool found, row.step());
  if (!found) return std::optional<std::int64_t>{};
  return std::optional(row.integer(0));
}

Result<std::int64_t> NoticeBook::add(const Notice& notice, const std::vector<Telling>& tellings) {
  auto& insert = database_->cached(
      "INSERT INTO notice(kind, request, case_id, measure, rule, due, days, level, authority,"
      " made_at) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
  insert.bind(1, static_cast<std::int64_t>(notice.kind)).bind(2, notice.request.text());
  insert.bind(3, notice.case_id.text()).bind(4, notice.measure).bind(5, notice.rule);
  insert.bind(6, notice.due).bind(7, static_cast<std::int64_t>(notice.days));
  insert.bind(8, notice.level).bind(9, notice.authority).bind(10, notice.made_at);
  HD_TRY_VOID(insert.run());
  const std::int64_t id = database_->last_insert_id();
  for (const Telling& row : tellings) {
    HD_TRY_VOID(database_->cached("INSERT OR IGNORE INTO notice_to(officer, notice) VALUES(?1,?2)")
                    .bind(1, row.officer)
                    .bind(2, id)
                    .run());
    auto& telling = database_->cached(
        "INSERT OR IGNORE INTO notice_telling(officer, notice, at, mail) VALUES(?1,?2,?3,?4)");
    telling.bind(1, row.officer).bind(2, id).bind(3, row.at);
    HD_TRY_VOID(telling.bind(4, static_cast<std::int64_t>(row.mail == Mail::on)).run());
  }
  return id;
}

Result<void> NoticeBook::settle(std::int64_t id, Time at) {
  auto& update = database_->cached("UPDATE notice SET settled_at=?2 WHERE id=?1");
  return update.bind(1, id).bind(2, at).run();
}

Result<void> NoticeBook::reopen(std::int64_t id) {
  auto& update =
      database_->cached("UPDATE notice SET settled_at=NULL WHERE id=?1 AND settled_at IS NOT NULL");
  return update.bind(1, id).run();
}

Result<std::vector<OpenNotice>> NoticeBook::open_of(const ActId& request) {
  auto& row = database_->cached(
      "SELECT id, kind, request, case_id, measure, rule, due, days, level, authority, made_at,"
      " settled_at, (SELECT min(seen_at) FROM notice_to WHERE notice = id) FROM notice"
      " WHERE request=?1 AND settled_at IS NULL ORDER BY id");
  row.bind(1, request.text());
  std::vector<OpenNotice> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    HD_TRY(Notice notice, read_row(row));
    list.push_back({std::move(notice), row.optional_time_at(12)});
  }
}

Result<std::vector<Notice>> NoticeBook::open_ones(std::size_t most) {
  auto& row = database_->cached(
      "SELECT id, kind, request, case_id, measure, rule, due, days, level, authority, made_at,"
      " settled_at FROM notice WHERE settled_at IS NULL ORDER BY made_at DESC, id DESC LIMIT ?1");
  return read_all(row.bind(1, static_cast<std::int64_t>(most)));
}

Result<std::vector<std::string>> NoticeBook::officers_of(std::int64_t id) {
  auto& row = database_->cached("SELECT officer FROM notice_to WHERE notice=?1 ORDER BY officer");
  row.bind(1, id);
  std::vector<std::string> names;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return names;
    names.push_back(row.text(0));
  }
}

Result<std::vector<Told>> NoticeBook::told(const std::string& officer, std::size_t most) {
  auto& row = database_->cached(
      "SELECT n.id, kind, request, case_id, measure, rule, due, days, level, authority, made_at,"
      " settled_at, coalesce(a.at, made_at), seen_at FROM notice_to t"
      " JOIN notice n ON n.id = t.notice"
      " LEFT JOIN notice_telling a ON a.officer = t.officer AND a.notice = t.notice"
      " WHERE t.officer=?1"
      " ORDER BY settled_at IS NOT NULL, seen_at IS NOT NULL, made_at DESC, n.id DESC LIMIT ?2");
  row.bind(1, officer).bind(2, static_cast<std::int64_t>(most));
  std::vector<Told> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    HD_TRY(Notice notice, read_row(row));
    list.push_back({std::move(notice), row.time_at(12), row.optional_time_at(13)});
  }
}

Result<std::int64_t> NoticeBook::unseen(const std::string& officer, Time now) {
  auto& row = database_->cached(
      "SELECT count(*) FROM notice_to t JOIN notice n ON n.id = t.notice"
      " LEFT JOIN notice_telling a ON a.officer = t.officer AND a.notice = t.notice"
      " WHERE t.officer=?1 AND t.seen_at IS NULL AND n.settled_at IS NULL"
      " AND coalesce(a.at, 0) <= ?2");
  HD_TRY(const bool counted, row.bind(1, officer).bind(2, now).step());
  return counted ? row.integer(0) : 0;
}

Result<std::optional<Time>> NoticeBook::next_told(const std::string& officer, Time now) {
  auto& row = database_->cached(
      "SELECT min(a.at) FROM notice_telling a JOIN notice n ON n.id = a.notice"
      " JOIN notice_to t ON t.officer = a.officer AND t.notice = a.notice"
      " WHERE a.officer=?1 AND a.at > ?2 AND t.seen_at IS NULL AND n.settled_at IS NULL");
  HD_TRY(const bool found, row.bind(1, officer).bind(2, now).step());
  return found ? row.optional_time_at(0) : std::nullopt;
}

Result<bool> NoticeBook::is_told(std::int64_t id, const std::string& officer) {
  auto& row = database_->cached("SELECT 1 FROM notice_to WHERE notice=?1 AND officer=?2");
  HD_TRY(const bool found, row.bind(1, id).bind(2, officer).step());
  row.reset();
  return found;
}

Result<void> NoticeBook::see(std::int64_t id, const std::string& officer, Time at) {
  auto& update = database_->cached(
      "UPDATE notice_to SET seen_at=coalesce(seen_at, ?3) WHERE notice=?1 AND officer=?2");
  return update.bind(1, id).bind(2, officer).bind(3, at).run();
}

Result<std::optional<NoticePreferences>> NoticeBook::preferences_of(const std::string& officer) {
  auto& row = database_->cached("SELECT chosen FROM notice_choice WHERE officer=?1");
  HD_TRY(const bool found, row.bind(1, officer).step());
  if (!found) return std::optional<NoticePreferences>{};
  const std::string text = row.text(0);
  row.reset();
  HD_TRY(const json::object body, parse_json_object(text));
  HD_TRY(NoticePreferences chosen, read_notice_preferences(body));
  return std::optional(std::move(chosen));
}

Result<void> NoticeBook::choose(const std::string& officer, const NoticePreferences& preferences) {
  auto& upsert = database_->cached(
      "INSERT INTO notice_choice(officer, chosen) VALUES(?1,?2)"
      " ON CONFLICT(officer) DO UPDATE SET chosen=excluded.chosen");
  return upsert.bind(1, officer).bind(2, canonical(describe(preferences))).run();
}

Result<void> NoticeBook::watch(const Watch& watch, std::optional<Time> look_at) {
  auto& upsert = database_->cached(
      "INSERT INTO notice_watch(request, case_id, look_at) VALUES(?1,?2,?3)"
      " ON CONFLICT(request) DO UPDATE SET look_at=excluded.look_at"
      " WHERE look_at IS NOT excluded.look_at");
  upsert.bind(1, watch.request.text()).bind(2, watch.case_id.text());
  return upsert.bind(3, look_at).run();
}

Result<void> NoticeBook::watch_all() {
  return database_->execute(
      "INSERT OR REPLACE INTO notice_watch SELECT id, case_id, 0 FROM request");
}

Result<std::optional<Time>> NoticeBook::next_look() {
  auto& row = database_->cached(
      "SELECT look_at FROM notice_watch WHERE look_at IS NOT NULL ORDER BY look_at LIMIT 1");
  HD_TRY(const bool found, row.step());
  if (!found) return std::optional<Time>{};
  const auto at = row.optional_time_at(0);
  row.reset();
  return at;
}

Result<std::vector<NoticeBook::Watch>> NoticeBook::to_look_at(Time now, std::size_t most) {
  auto& row = database_->cached(
      "SELECT request, case_id FROM notice_watch WHERE look_at IS NOT NULL AND look_at <= ?1"
      " ORDER BY look_at LIMIT ?2");
  row.bind(1, now).bind(2, static_cast<std::int64_t>(most));
  std::vector<Watch> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    Watch watch;
    HD_TRY(watch.request, ActId::parse(row.text(0)));
    HD_TRY(watch.case_id, CaseId::parse(row.text(1)));
    list.push_back(watch);
  }
}

}  // namespace haidang::node
