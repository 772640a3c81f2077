#include "http/autosave_book.hpp"

namespace haidang::http {

Result<std::unique_ptr<AutosaveBook>> AutosaveBook::open(store::Database database) {
  HD_TRY_VOID(database.execute(R"sql(
    CREATE TABLE IF NOT EXISTS autosave (
      officer TEXT NOT NULL REFERENCES officer(name), name TEXT NOT NULL,
      version INTEGER NOT NULL, saved_ms INTEGER NOT NULL, content TEXT NOT NULL,
      PRIMARY KEY (officer, name)) STRICT;
    CREATE TABLE IF NOT EXISTS device_key (
      officer TEXT PRIMARY KEY REFERENCES officer(name), key BLOB NOT NULL) STRICT;
  )sql"));
  return std::unique_ptr<AutosaveBook>(new AutosaveBook(std::move(database)));
}

Result<Bytes> AutosaveBook::key_of(const std::string& officer, Random& random) {
  const std::scoped_lock lock(mutex_);
  Bytes fresh(key_bytes);
  random.fill(fresh);
  auto insert = database_.prepare("INSERT OR IGNORE INTO device_key(officer, key) VALUES (?1, ?2)");
  HD_TRY_VOID(insert.bind(1, officer).bind(2, fresh).run());
  auto row = database_.prepare("SELECT key FROM device_key WHERE officer = ?1");
  HD_TRY(const bool found, row.bind(1, officer).step());
  if (!found) return Error{Code::not_found, "there is no such officer"};
  return row.blob(0);
}

Result<std::vector<Autosave>> AutosaveBook::list(const std::string& officer) {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare(
      "SELECT name, version, saved_ms FROM autosave WHERE officer = ?1 ORDER BY name");
  row.bind(1, officer);
  std::vector<Autosave> rows;
  while (true) {
    HD_TRY(const bool more, row.step());
    if (!more) return rows;
    rows.push_back({row.text(0), row.integer(1), row.time_at(2), ""});
  }
}

Result<std::optional<Autosave>> AutosaveBook::find(const std::string& officer,
                                                   const std::string& name) {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare(
      "SELECT version, saved_ms, content FROM autosave WHERE officer = ?1 AND name = ?2");
  HD_TRY(const bool found, row.bind(1, officer).bind(2, name).step());
  if (!found) return std::optional<Autosave>();
  return std::optional(Autosave{name, row.integer(0), row.time_at(1), row.text(2)});
}

Result<void> AutosaveBook::check_room(const std::string& officer) {
  auto count = database_.prepare("SELECT count(*) FROM autosave WHERE officer = ?1");
  HD_TRY(const bool counted, count.bind(1, officer).step());
  if (!counted || count.integer(0) < rows_max) return {};
  return Error{Code::unavailable, "there are fifty texts of yours here already", "",
               "Send some of them, or throw them away."};
}

Result<std::optional<Autosave>> AutosaveBook::save(const std::string& officer,
                                                   std::int64_t replaces, Autosave row) {
  if (row.content.size() > content_bytes_max) {
    return Error{Code::too_large, "what is typed is over 256 KiB", "",
                 "Send long texts as evidence."};
  }
  const std::scoped_lock lock(mutex_);
  row.version = replaces + 1;
  if (replaces == 0) {
    HD_TRY_VOID(check_room(officer));
  }
  constexpr store::Sql first =
      "INSERT OR IGNORE INTO autosave(version, saved_ms, content, officer, name)"
      " VALUES (?1, ?2, ?3, ?4, ?5)";
  constexpr store::Sql next =
      "UPDATE autosave SET version = ?1, saved_ms = ?2, content = ?3"
      " WHERE officer = ?4 AND name = ?5 AND version = ?1 - 1";
  auto write = database_.prepare(replaces == 0 ? first : next);
  write.bind(1, row.version).bind(2, row.saved_at);
  write.bind(3, row.content).bind(4, officer);
  HD_TRY_VOID(write.bind(5, row.name).run());
  if (database_.changes() == 0) return std::optional<Autosave>();
  return std::optional(std::move(row));
}

Result<void> AutosaveBook::remove(const std::string& officer, const std::string& name) {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare("DELETE FROM autosave WHERE officer = ?1 AND name = ?2");
  HD_TRY_VOID(row.bind(1, officer).bind(2, name).run());
  if (database_.changes() > 0) return {};
  return Error{Code::not_found, "nothing of yours of this name is kept here"};
}

}  // namespace haidang::http
