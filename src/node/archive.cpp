#include "node/archive.hpp"

#include <algorithm>
#include <limits>

namespace haidang::node {
namespace {

Digest to_digest(const Bytes& bytes) {
  Digest digest{};
  HD_CHECK(bytes.size() == digest.size());
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// Ids and codes in our own rows were checked when they went in.
template <class T>
T own(Result<T> result) {
  HD_CHECK(result.ok());
  return *std::move(result);
}

StoredAct read_act(const store::Statement& row) {
  return {own(ActId::parse(row.text(0))),
          own(CaseId::parse(row.text(1))),
          to_digest(row.blob(2)),
          row.blob(3),
          row.text(4),
          {static_cast<std::uint64_t>(row.integer(5))}};
}

Result<void> read_requests(store::Statement& from, std::vector<RequestRow>& rows) {
  for (;;) {
    HD_TRY(const bool found, from.step());
    if (!found) return {};
    rows.push_back(read_request_row(from));
  }
}

}  // namespace

std::int64_t rank_of(const RequestRow& row) {
  using Limits = std::numeric_limits<std::int64_t>;
  const std::int64_t due =
      row.due ? std::max<std::int64_t>(row.due->time_since_epoch().count(), 0) : Limits::max();
  return row.urgent ? due + Limits::min() : due;
}

RequestRow read_request_row(const store::Statement& row) {
  RequestRow request;
  request.id = own(ActId::parse(row.text(0)));
  request.case_id = own(CaseId::parse(row.text(1)));
  request.measure = row.text(2);
  request.requesting = own(PartyCode::parse(row.text(3)));
  request.requested = own(PartyCode::parse(row.text(4)));
  request.status = row.text(5);
  request.waits_for = row.text(6);
  request.due = row.optional_time_at(7);
  request.requested_at = row.time_at(8);
  request.last_act_at = row.time_at(9);
  request.line = row.text(10);
  request.urgent = row.integer(11) < 0;
  return request;
}

namespace {

// A table of an earlier layout; one that is not there lacks nothing.
Result<bool> lacks_column(store::Database& database, std::string_view table,
                          std::string_view column) {
  auto columns =
      database.prepare("SELECT count(*), coalesce(sum(name = ?2), 0) FROM pragma_table_info(?1)");
  columns.bind(1, table).bind(2, column);
  HD_TRY(const bool found, columns.step());
  return found && columns.integer(0) > 0 && columns.integer(1) == 0;
}

Result<void> create_tables(store::Database& database) {
  return database.execute(
      "CREATE TABLE IF NOT EXISTS act(id TEXT PRIMARY KEY, case_id TEXT NOT NULL,"
      " party TEXT NOT NULL, seq INTEGER NOT NULL, digest BLOB NOT NULL, signed BLOB NOT NULL,"
      " content TEXT NOT NULL, leaf INTEGER NOT NULL,"
      " UNIQUE(case_id, party, seq)) STRICT;"
      "CREATE TABLE IF NOT EXISTS outbox(act TEXT NOT NULL, position INTEGER NOT NULL,"
      " party TEXT NOT NULL, authority TEXT NOT NULL, case_id TEXT NOT NULL,"
      " bytes INTEGER NOT NULL, parked_code TEXT, parked_reason TEXT, PRIMARY KEY(act, party))"
      " STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS receipt(act TEXT NOT NULL, party TEXT NOT NULL,"
      " receipt TEXT NOT NULL, PRIMARY KEY(act, party)) STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS refusal(digest BLOB PRIMARY KEY, signed BLOB NOT NULL,"
      " leaf INTEGER NOT NULL) STRICT;"
      "CREATE TABLE IF NOT EXISTS request(id TEXT PRIMARY KEY, case_id TEXT NOT NULL,"
      " measure TEXT NOT NULL, requesting TEXT NOT NULL, requested TEXT NOT NULL,"
      " status TEXT NOT NULL, waits_for TEXT NOT NULL, due INTEGER, requested_at INTEGER NOT NULL,"
      " last_act_at INTEGER NOT NULL, line TEXT NOT NULL,"
      " rank INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS custody(case_id TEXT NOT NULL, leaf INTEGER NOT NULL,"
      " PRIMARY KEY(case_id, leaf)) STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS contact(party TEXT PRIMARY KEY, received_at INTEGER,"
      " confirmed_at INTEGER) STRICT, WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS request_measure ON"
      " request(measure, requested, requested_at);"
      "DROP INDEX IF EXISTS request_due; DROP INDEX IF EXISTS request_queue;"
      "DROP INDEX IF EXISTS request_view;"
      // Whatever a view, a search or a count asks of a row: none of them reads the table.
      "CREATE INDEX IF NOT EXISTS request_ranked ON"
      " request(rank, requested_at, id, status, waits_for, measure, requesting, requested,"
      " last_act_at);"
      // How many there are of each status and move: counted as they change, not when asked.
      "CREATE TABLE IF NOT EXISTS request_tally(status TEXT NOT NULL, waits_for TEXT NOT NULL,"
      " requests INTEGER NOT NULL, PRIMARY KEY(status, waits_for)) STRICT, WITHOUT ROWID;"
      "INSERT INTO request_tally SELECT status, waits_for, count(*) FROM request"
      " WHERE NOT EXISTS (SELECT 1 FROM request_tally) GROUP BY status, waits_for;"
      "CREATE TRIGGER IF NOT EXISTS request_counted AFTER INSERT ON request BEGIN"
      " INSERT INTO request_tally VALUES(new.status, new.waits_for, 1)"
      " ON CONFLICT DO UPDATE SET requests = requests + 1; END;"
      "CREATE TRIGGER IF NOT EXISTS request_uncounted AFTER DELETE ON request BEGIN"
      " UPDATE request_tally SET requests = requests - 1"
      " WHERE status = old.status AND waits_for = old.waits_for; END;"
      "CREATE TRIGGER IF NOT EXISTS request_recounted AFTER UPDATE OF status, waits_for ON request"
      " WHEN (old.status, old.waits_for) IS NOT (new.status, new.waits_for) BEGIN"
      " UPDATE request_tally SET requests = requests - 1"
      " WHERE status = old.status AND waits_for = old.waits_for;"
      " INSERT INTO request_tally VALUES(new.status, new.waits_for, 1)"
      " ON CONFLICT DO UPDATE SET requests = requests + 1; END;");
}

// Stores from before emergencies stood first: `rank_of`, of the rows that are there.
Result<void> add_rank(store::Database& database) {
  HD_TRY(const bool old, lacks_column(database, "request", "rank"));
  if (!old) return {};
  HD_TRY(store::Transaction transaction, database.begin());
  HD_TRY_VOID(
      database.execute("ALTER TABLE request ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;"
                       "UPDATE request SET rank = max(ifnull(due, 9223372036854775807), 0);"
                       "UPDATE request SET rank = rank - 9223372036854775807 - 1"
                       " WHERE waits_for <> '' AND line ->> '$.emergency';"));
  return transaction.commit();
}

// Each row goes on with the Party that it was for.
Result<void> widen(store::Database& database) {
  HD_TRY(store::Transaction transaction, database.begin());
  HD_TRY_VOID(
      database.execute("ALTER TABLE outbox RENAME TO outbox_of_one;"
                       "ALTER TABLE receipt RENAME TO receipt_of_one;"));
  HD_TRY_VOID(create_tables(database));
  HD_TRY_VOID(database.execute(
      "INSERT INTO outbox SELECT act, position, party, authority, case_id, bytes, parked_code,"
      " parked_reason FROM outbox_of_one;"
      "INSERT INTO receipt SELECT act, json_extract(receipt, '$.event.to'), receipt"
      " FROM receipt_of_one;"
      "DROP TABLE outbox_of_one; DROP TABLE receipt_of_one;"));
  return transaction.commit();
}

}  // namespace

Result<Archive> Archive::open(store::Database& database) {
  HD_TRY_VOID(add_rank(database));
  // Stores from before an act could go to several Parties hold one row for each act.
  HD_TRY(const bool old, lacks_column(database, "receipt", "party"));
  HD_TRY_VOID(old ? widen(database) : create_tables(database));
  return Archive(database);
}

Result<void> Archive::add_act(const StoredAct& stored, const Act& act) {
  return database_
      ->cached(
          "INSERT INTO act(id, case_id, party, seq, digest, signed, content, leaf)"
          " VALUES(?,?,?,?,?,?,?,?)")
      .bind(1, stored.id.text())
      .bind(2, stored.case_id.text())
      .bind(3, act.author.party.text())
      .bind(4, static_cast<std::int64_t>(act.seq))
      .bind(5, ByteView(stored.digest))
      .bind(6, ByteView(stored.signed_bytes))
      .bind(7, stored.text)
      .bind(8, static_cast<std::int64_t>(stored.leaf.value))
      .run();
}

Result<std::optional<StoredAct>> Archive::act(const ActId& id) {
  auto& row =
      database_->cached("SELECT id, case_id, digest, signed, content, leaf FROM act WHERE id=?");
  HD_TRY(const bool found, row.bind(1, id.text()).step());
  if (!found) return std::optional<StoredAct>{};
  return std::optional(read_act(row));
}

Result<std::optional<Bytes>> Archive::signed_bytes(const ActId& id) {
  auto& row = database_->cached("SELECT signed FROM act WHERE id=?");
  HD_TRY(const bool found, row.bind(1, id.text()).step());
  if (!found) return std::optional<Bytes>{};
  return std::optional(row.blob(0));
}

Result<std::optional<Digest>> Archive::digest(const ActId& id) {
  auto& row = database_->cached("SELECT digest FROM act WHERE id=?");
  HD_TRY(const bool found, row.bind(1, id.text()).step());
  if (!found) return std::optional<Digest>{};
  return std::optional(to_digest(row.blob(0)));
}

Result<std::optional<StoredAct>> Archive::act_at(const CaseId& case_id, const PartyCode& party,
                                                 std::uint64_t seq) {
  auto& row = database_->cached(
      "SELECT id, case_id, digest, signed, content, leaf FROM act"
      " WHERE case_id=? AND party=? AND seq=?");
  row.bind(1, case_id.text()).bind(2, party.text()).bind(3, static_cast<std::int64_t>(seq));
  HD_TRY(const bool found, row.step());
  if (!found) return std::optional<StoredAct>{};
  return std::optional(read_act(row));
}

Result<std::vector<StoredAct>> Archive::stored_acts_of(const CaseId& case_id) {
  auto& row = database_->cached(
      "SELECT id, case_id, digest, signed, content, leaf FROM act WHERE case_id=? ORDER BY leaf");
  row.bind(1, case_id.text());
  std::vector<StoredAct> acts;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return acts;
    acts.push_back(read_act(row));
  }
}

Result<std::vector<casework::CommittedAct>> Archive::acts_of(const CaseId& case_id) {
  HD_TRY(const std::vector<StoredAct> stored, stored_acts_of(case_id));
  std::vector<casework::CommittedAct> acts;
  acts.reserve(stored.size());
  for (const StoredAct& row : stored) {
    HD_TRY(Act act, parse_act(row.text));
    acts.push_back({std::move(act), row.digest});
  }
  return acts;
}

Result<void> Archive::add_refusal(const Digest& digest, ByteView signed_bytes,
                                  journal::LeafIndex leaf) {
  return database_->cached("INSERT INTO refusal(digest, signed, leaf) VALUES(?,?,?)")
      .bind(1, ByteView(digest))
      .bind(2, signed_bytes)
      .bind(3, static_cast<std::int64_t>(leaf.value))
      .run();
}

Result<std::optional<journal::LeafIndex>> Archive::refusal(const Digest& digest) {
  auto& row = database_->cached("SELECT leaf FROM refusal WHERE digest=?");
  HD_TRY(const bool found, row.bind(1, ByteView(digest)).step());
  if (!found) return std::optional<journal::LeafIndex>{};
  return std::optional(journal::LeafIndex{static_cast<std::uint64_t>(row.integer(0))});
}

Result<void> Archive::enqueue(const Address& to, const exchange::Waiting& act,
                              journal::LeafIndex leaf) {
  return database_
      ->cached(
          "INSERT INTO outbox(act, position, party, authority, case_id, bytes)"
          " VALUES(?,?,?,?,?,?)")
      .bind(1, act.id.text())
      .bind(2, static_cast<std::int64_t>(leaf.value))
      .bind(3, to.party.text())
      .bind(4, to.authority)
      .bind(5, act.case_id.text())
      .bind(6, static_cast<std::int64_t>(act.bytes))
      .run();
}

Result<void> Archive::settle(const ActId& act, const PartyCode& party, const std::string& receipt) {
  HD_TRY_VOID(database_->cached("INSERT OR IGNORE INTO receipt(act, party, receipt) VALUES(?,?,?)")
                  .bind(1, act.text())
                  .bind(2, party.text())
                  .bind(3, receipt)
                  .run());
  return database_->cached("DELETE FROM outbox WHERE act=? AND party=?")
      .bind(1, act.text())
      .bind(2, party.text())
      .run();
}

Result<void> Archive::keep_refusal(const ActId& act, const PartyCode& party,
                                   const std::string& receipt) {
  return database_->cached("INSERT OR REPLACE INTO receipt(act, party, receipt) VALUES(?,?,?)")
      .bind(1, act.text())
      .bind(2, party.text())
      .bind(3, receipt)
      .run();
}

// A parked act stays in the outbox's rows, with why, until somebody says to try again.
Result<void> Archive::park(const PartyCode& party, const exchange::Parked& row) {
  return database_
      ->cached("UPDATE outbox SET parked_code=?3, parked_reason=?4 WHERE act=?1 AND party=?2")
      .bind(1, row.act.id.text())
      .bind(2, party.text())
      .bind(3, row.code)
      .bind(4, row.reason)
      .run();
}

Result<void> Archive::unpark(const PartyCode& party) {
  return database_->cached("UPDATE outbox SET parked_code=NULL, parked_reason=NULL WHERE party=?1")
      .bind(1, party.text())
      .run();
}

Result<void> Archive::load_outbox(exchange::Outbox& outbox) {
  auto& row = database_->cached(
      "SELECT party, authority, act, case_id, bytes, parked_code, parked_reason FROM outbox"
      " ORDER BY position");
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return {};
    const Address to{own(PartyCode::parse(row.text(0))), row.text(1)};
    exchange::Waiting act{own(ActId::parse(row.text(2))), own(CaseId::parse(row.text(3))),
                          static_cast<std::size_t>(row.integer(4))};
    if (row.is_null(5)) {
      outbox.add(to, std::move(act));
    } else {
      outbox.add_parked(to, {std::move(act), row.text(5), row.text(6)});
    }
  }
}

Result<std::map<PartyCode, std::string>> Archive::receipts(const ActId& act) {
  auto& row = database_->cached("SELECT party, receipt FROM receipt WHERE act=?");
  row.bind(1, act.text());
  std::map<PartyCode, std::string> receipts;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return receipts;
    receipts.emplace(own(PartyCode::parse(row.text(0))), row.text(1));
  }
}

Result<void> Archive::add_custody(std::string_view case_id, journal::LeafIndex leaf) {
  return database_->cached("INSERT INTO custody(case_id, leaf) VALUES(?,?)")
      .bind(1, case_id)
      .bind(2, static_cast<std::int64_t>(leaf.value))
      .run();
}

Result<std::vector<journal::LeafIndex>> Archive::custody_of(const CaseId& case_id) {
  auto& row = database_->cached("SELECT leaf FROM custody WHERE case_id=? ORDER BY leaf");
  row.bind(1, case_id.text());
  std::vector<journal::LeafIndex> leaves;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return leaves;
    leaves.push_back({static_cast<std::uint64_t>(row.integer(0))});
  }
}

// Every act of a case writes all its rows; those that stay as they are cost no page.
Result<void> Archive::put_request(const RequestRow& row) {
  auto& insert = database_->cached(
      "INSERT INTO request(id, case_id, measure, requesting, requested, status, waits_for,"
      " due, requested_at, last_act_at, line, rank) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"
      " ON CONFLICT(id) DO UPDATE SET case_id=excluded.case_id, measure=excluded.measure,"
      " requesting=excluded.requesting, requested=excluded.requested, status=excluded.status,"
      " waits_for=excluded.waits_for, due=excluded.due, requested_at=excluded.requested_at,"
      " last_act_at=excluded.last_act_at, line=excluded.line, rank=excluded.rank"
      " WHERE (status, waits_for, due, last_act_at, line) IS NOT (excluded.status,"
      " excluded.waits_for, excluded.due, excluded.last_act_at, excluded.line)");
  insert.bind(1, row.id.text()).bind(2, row.case_id.text()).bind(3, row.measure);
  insert.bind(4, row.requesting.text()).bind(5, row.requested.text()).bind(6, row.status);
  insert.bind(7, row.waits_for);
  if (row.due) insert.bind(8, *row.due);
  insert.bind(9, row.requested_at).bind(10, row.last_act_at);
  insert.bind(11, row.line).bind(12, rank_of(row));
  return insert.run();
}

Result<std::vector<RequestRow>> Archive::requests() {
  auto& all = database_->cached(
      "SELECT id, case_id, measure, requesting, requested, status, waits_for, due, requested_at,"
      " last_act_at, line, rank FROM request ORDER BY rank, requested_at, id");
  std::vector<RequestRow> rows;
  HD_TRY_VOID(read_requests(all, rows));
  return rows;
}

Result<std::vector<RequestRow>> Archive::open_requests(std::size_t limit) {
  auto& open = database_->cached(
      "SELECT id, case_id, measure, requesting, requested, status, waits_for, due, requested_at,"
      " last_act_at, line, rank FROM request WHERE status NOT IN ('closed', 'withdrawn')"
      " AND (due IS NOT NULL OR waits_for <> '')"
      " ORDER BY rank, requested_at, id LIMIT ?1");
  open.bind(1, static_cast<std::int64_t>(limit));
  std::vector<RequestRow> rows;
  HD_TRY_VOID(read_requests(open, rows));
  return rows;
}

Result<std::vector<RequestRow>> Archive::open_requests_with(const PartyCode& party,
                                                            std::size_t limit) {
  auto& open = database_->cached(
      "SELECT id, case_id, measure, requesting, requested, status, waits_for, due, requested_at,"
      " last_act_at, '', rank FROM request WHERE (requesting=?1 OR requested=?1)"
      " AND status NOT IN ('closed', 'withdrawn', 'refused', 'released')"
      " ORDER BY rank, requested_at, id LIMIT ?2");
  open.bind(1, party.text()).bind(2, static_cast<std::int64_t>(limit));
  std::vector<RequestRow> rows;
  HD_TRY_VOID(read_requests(open, rows));
  return rows;
}

// The request's own act says which authority made it and which one it went to.
Result<std::optional<ActId>> Archive::unclosed_request_at(const Address& ours) {
  auto& row = database_->cached(
      "SELECT request.id FROM request JOIN act ON act.id = request.id"
      " WHERE request.status <> 'closed'"
      " AND (request.requesting=?1 AND act.content ->> '$.author.authority' = ?2"
      " OR request.requested=?1 AND act.content ->> '$.to.authority' = ?2) LIMIT 1");
  HD_TRY(const bool found, row.bind(1, ours.party.text()).bind(2, ours.authority).step());
  if (!found) return std::optional<ActId>{};
  return std::optional(own(ActId::parse(row.text(0))));
}

Result<std::optional<RequestRow>> Archive::request_by_prefix(std::string_view prefix) {
  auto& row = database_->cached(
      "SELECT id, case_id, measure, requesting, requested, status, waits_for, due, requested_at,"
      " last_act_at, line, rank FROM request WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2");
  HD_TRY(const bool found, row.bind(1, prefix).step());
  if (!found) return std::optional<RequestRow>{};
  RequestRow first = read_request_row(row);
  HD_TRY(const bool second, row.step());
  if (second) {
    return Error{Code::bad_value, "more than one request begins with these characters", "",
                 "Give more characters of the reference."};
  }
  return std::optional(std::move(first));
}

Result<std::vector<CaseId>> Archive::cases() {
  auto& row = database_->cached("SELECT DISTINCT case_id FROM act");
  std::vector<CaseId> ids;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return ids;
    ids.push_back(own(CaseId::parse(row.text(0))));
  }
}

Result<void> Archive::clear_requests() {
  return database_->execute("DELETE FROM request");
}

Result<std::optional<RequestRow>> Archive::latest_request(std::string_view measure,
                                                          const PartyCode& requesting,
                                                          const PartyCode& requested) {
  auto& row = database_->cached(
      "SELECT id, case_id, measure, requesting, requested, status, waits_for, due, requested_at,"
      " last_act_at, line, rank FROM request WHERE measure=? AND requested=? AND requesting=?"
      " ORDER BY requested_at DESC LIMIT 1");
  row.bind(1, measure).bind(2, requested.text()).bind(3, requesting.text());
  HD_TRY(const bool found, row.step());
  if (!found) return std::optional<RequestRow>{};
  return std::optional(read_request_row(row));
}

Result<void> Archive::received_from(const PartyCode& party, Time at) {
  return database_
      ->cached(
          "INSERT INTO contact(party, received_at) VALUES(?1, ?2)"
          " ON CONFLICT(party) DO UPDATE SET received_at=?2")
      .bind(1, party.text())
      .bind(2, at)
      .run();
}

Result<void> Archive::confirmed_by(const PartyCode& party, Time at) {
  return database_
      ->cached(
          "INSERT INTO contact(party, confirmed_at) VALUES(?1, ?2)"
          " ON CONFLICT(party) DO UPDATE SET confirmed_at=?2")
      .bind(1, party.text())
      .bind(2, at)
      .run();
}

Result<std::vector<ContactRow>> Archive::contacts() {
  auto& row = database_->cached("SELECT party, received_at, confirmed_at FROM contact");
  std::vector<ContactRow> rows;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return rows;
    ContactRow contact{own(PartyCode::parse(row.text(0))), {}, {}};
    contact.received_at = row.optional_time_at(1);
    contact.confirmed_at = row.optional_time_at(2);
    rows.push_back(std::move(contact));
  }
}

}  // namespace haidang::node
