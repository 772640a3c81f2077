#include "http/look_book.hpp"

namespace haidang::http {
namespace {

// authority, name, light, dark, emblem
Result<Look> read_row(const store::Statement& row) {
  Look look{row.text(0), row.text(1), {}, {}, row.blob(4)};
  HD_TRY(look.light, parse_colour(row.text(2)));
  HD_TRY(look.dark, parse_colour(row.text(3)));
  return look;
}

}  // namespace

Result<std::unique_ptr<LookBook>> LookBook::open(store::Database database) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS look(authority TEXT PRIMARY KEY, name TEXT NOT NULL,"
      " light TEXT NOT NULL, dark TEXT NOT NULL, emblem BLOB NOT NULL) STRICT"));
  return std::unique_ptr<LookBook>(new LookBook(std::move(database)));
}

Result<std::vector<Look>> LookBook::list() {
  const std::scoped_lock lock(mutex_);
  auto row =
      database_.prepare("SELECT authority, name, light, dark, emblem FROM look ORDER BY authority");
  std::vector<Look> rows;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return rows;
    HD_TRY(Look look, read_row(row));
    rows.push_back(std::move(look));
  }
}

Result<std::optional<Look>> LookBook::find(const std::string& authority) {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare(
      "SELECT authority, name, light, dark, emblem FROM look WHERE authority = ?1");
  HD_TRY(const bool found, row.bind(1, authority).step());
  if (!found) return std::optional<Look>();
  HD_TRY(Look look, read_row(row));
  return std::optional(std::move(look));
}

Result<void> LookBook::put(const Look& look) {
  HD_TRY_VOID(check_look(look));
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare(
      "INSERT OR REPLACE INTO look(authority, name, light, dark, emblem) VALUES(?1,?2,?3,?4,?5)");
  row.bind(1, look.authority).bind(2, look.name).bind(3, colour_text(look.light));
  return row.bind(4, colour_text(look.dark)).bind(5, look.emblem).run();
}

Result<void> LookBook::remove(const std::string& authority) {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare("DELETE FROM look WHERE authority = ?1");
  HD_TRY_VOID(row.bind(1, authority).run());
  if (database_.changes() > 0) return {};
  return Error{Code::not_found, "this agency has no look of its own", "", "haidang look show"};
}

}  // namespace haidang::http
