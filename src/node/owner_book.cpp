#include "node/owner_book.hpp"

namespace haidang::node {

Result<OwnerBook> OwnerBook::open(store::Database& database) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS request_owner(request TEXT PRIMARY KEY, officer TEXT NOT NULL,"
      " since INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS request_of_owner ON request_owner(officer);"));
  return OwnerBook(database);
}

Result<std::optional<Ownership>> OwnerBook::of(const ActId& request) {
  auto& row = database_->cached("SELECT officer, since FROM request_owner WHERE request=?1");
  HD_TRY(const bool found, row.bind(1, request.text()).step());
  if (!found) return std::optional<Ownership>{};
  Ownership owner{row.text(0), row.time_at(1)};
  row.reset();
  return std::optional(std::move(owner));
}

Result<void> OwnerBook::put(const ActId& request, const Ownership& row) {
  auto& upsert = database_->cached(
      "INSERT INTO request_owner(request, officer, since) VALUES(?1,?2,?3)"
      " ON CONFLICT(request) DO UPDATE SET officer=excluded.officer, since=excluded.since");
  upsert.bind(1, request.text()).bind(2, row.officer);
  return upsert.bind(3, row.since).run();
}

Result<void> OwnerBook::remove(const ActId& request) {
  auto& gone = database_->cached("DELETE FROM request_owner WHERE request=?1");
  return gone.bind(1, request.text()).run();
}

}  // namespace haidang::node
