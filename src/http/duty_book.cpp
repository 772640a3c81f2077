#include "http/duty_book.hpp"

namespace haidang::http {
namespace {

Delegation delegation_in(const store::Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.time_at(4)};
}

Result<void> require_change(const store::Database& database) {
  if (database.changes() > 0) return {};
  return Error{Code::not_found, "there is no such entry"};
}

}  // namespace

Result<std::unique_ptr<DutyBook>> DutyBook::open(store::Database database) {
  HD_TRY_VOID(database.execute(R"sql(
    CREATE TABLE IF NOT EXISTS shift (
      id INTEGER PRIMARY KEY, authority TEXT NOT NULL,
      officer TEXT NOT NULL REFERENCES officer(name),
      from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS shift_end ON shift(until_ms);
  )sql"));
  return std::unique_ptr<DutyBook>(new DutyBook(std::move(database)));
}

Result<Delegation> DutyBook::delegate(Delegation row) {
  const std::scoped_lock lock(mutex_);
  auto insert = database_.prepare(
      "INSERT INTO delegation(officer, deputy, authority, until) VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, row.officer).bind(2, row.deputy).bind(3, row.authority);
  HD_TRY_VOID(insert.bind(4, row.until).run());
  row.id = database_.last_insert_id();
  return row;
}

Result<Delegation> DutyBook::delegation(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  auto row = database_.prepare(
      "SELECT id, officer, deputy, authority, until FROM delegation WHERE id = ?1");
  HD_TRY(const bool found, row.bind(1, id).step());
  if (!found) return Error{Code::not_found, "there is no such delegation"};
  return delegation_in(row);
}

Result<void> DutyBook::end_delegation(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  HD_TRY_VOID(database_.prepare("DELETE FROM delegation WHERE id = ?1").bind(1, id).run());
  return require_change(database_);
}

Result<std::vector<Delegation>> DutyBook::delegations(Time now) {
  const std::scoped_lock lock(mutex_);
  auto rows = database_.prepare(
      "SELECT id, officer, deputy, authority, until FROM delegation WHERE until > ?1"
      " ORDER BY until, id LIMIT 10000");
  rows.bind(1, now);
  std::vector<Delegation> list;
  for (;;) {
    HD_TRY(const bool found, rows.step());
    if (!found) return list;
    list.push_back(delegation_in(rows));
  }
}

Result<Shift> DutyBook::add_shift(Shift row) {
  const std::scoped_lock lock(mutex_);
  auto insert = database_.prepare(
      "INSERT INTO shift(authority, officer, from_ms, until_ms) VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, row.authority).bind(2, row.officer).bind(3, row.from);
  HD_TRY_VOID(insert.bind(4, row.until).run());
  row.id = database_.last_insert_id();
  return row;
}

Result<void> DutyBook::remove_shift(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  HD_TRY_VOID(database_.prepare("DELETE FROM shift WHERE id = ?1").bind(1, id).run());
  return require_change(database_);
}

Result<std::vector<Shift>> DutyBook::shifts(Time now) {
  const std::scoped_lock lock(mutex_);
  auto rows = database_.prepare(
      "SELECT id, authority, officer, from_ms, until_ms FROM shift WHERE until_ms > ?1"
      " ORDER BY from_ms, id LIMIT 10000");
  rows.bind(1, now);
  std::vector<Shift> list;
  for (;;) {
    HD_TRY(const bool found, rows.step());
    if (!found) return list;
    list.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.time_at(3), rows.time_at(4)});
  }
}

}  // namespace haidang::http
