#include "node/mail_book.hpp"

#include <algorithm>

#include "node/notice_rules.hpp"

namespace haidang::node {
namespace {

constexpr std::string_view password_context = "haidang mail relay password v1";
constexpr std::int64_t doublings_max = 6;
constexpr std::size_t reason_bytes_max = 400;
constexpr std::string_view new_code_next = "Have another one sent: haidang notice confirm --send";

json::object write(const mail::Relay& relay) {
  return {{"relay", mail::relay_text(relay)},
          {"plain", relay.security == mail::Security::none},
          {"from", relay.from},
          {"user", relay.user},
          {"authority", relay.authority}};
}

Result<mail::Relay> read(const json::object& body) {
  ObjectReader in(body, "relay");
  HD_TRY(const std::string url, in.text("relay"));
  HD_TRY(const mail::Place place, mail::parse_relay(url));
  HD_TRY(const bool plain, in.boolean("plain"));
  mail::Relay relay{place.host, place.port, plain ? mail::Security::none : place.security, ""};
  HD_TRY(relay.from, in.text("from"));
  HD_TRY(relay.user, in.text("user"));
  HD_TRY(relay.authority, in.text("authority", std::size_t{256} * 1024));
  HD_TRY_VOID(in.finish());
  return relay;
}

}  // namespace

Millis mail_pause(std::int64_t failures) {
  const std::int64_t doublings = std::clamp<std::int64_t>(failures - 1, 0, doublings_max);
  const Millis pause = std::chrono::minutes(1) * (std::int64_t{1} << doublings);
  return std::min<Millis>(pause, std::chrono::hours(1));
}

Result<MailBook> MailBook::open(store::Database& database, const crypto::AeadKey& key) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS mail_relay(id INTEGER PRIMARY KEY CHECK(id = 1),"
      " relay TEXT NOT NULL, password BLOB NOT NULL) STRICT;"
      "CREATE TABLE IF NOT EXISTS mail_trouble(officer TEXT PRIMARY KEY, failures INTEGER NOT NULL,"
      " next_attempt INTEGER NOT NULL, reason TEXT NOT NULL) STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS mail_code(officer TEXT PRIMARY KEY, address TEXT NOT NULL,"
      " code BLOB NOT NULL, sent_at INTEGER NOT NULL, tries INTEGER NOT NULL)"
      " STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS mail_confirmed(officer TEXT PRIMARY KEY, address TEXT NOT NULL,"
      " at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"));
  return MailBook(database, key);
}

Result<std::optional<mail::Relay>> MailBook::relay() {
  auto& row = database_->cached("SELECT relay, password FROM mail_relay WHERE id = 1");
  HD_TRY(const bool found, row.step());
  if (!found) return std::optional<mail::Relay>{};
  const std::string text = row.text(0);
  const Bytes sealed = row.blob(1);
  row.reset();
  HD_TRY(const json::object body, parse_json_object(text));
  HD_TRY(mail::Relay relay, read(body));
  HD_TRY(const Bytes password, crypto::open_secret(key_, as_bytes(password_context), sealed));
  relay.password = as_text(password);
  return std::optional(std::move(relay));
}

Result<void> MailBook::set_relay(const mail::Relay& relay, Random& random) {
  crypto::AeadNonce nonce{};
  random.fill(nonce);
  const Bytes sealed =
      crypto::seal_secret(key_, as_bytes(password_context), as_bytes(relay.password), nonce);
  auto& upsert =
      database_->cached("INSERT OR REPLACE INTO mail_relay(id, relay, password) VALUES(1, ?1, ?2)");
  HD_TRY_VOID(upsert.bind(1, canonical(write(relay))).bind(2, sealed).run());
  return database_->execute("UPDATE mail_trouble SET next_attempt = 0");
}

Result<void> MailBook::remove_relay() {
  return database_->execute("DELETE FROM mail_relay; DELETE FROM mail_trouble");
}

Result<AddressStanding> MailBook::standing(const std::string& officer, const std::string& address,
                                           Time now) {
  AddressStanding standing;
  auto& confirmed =
      database_->cached("SELECT 1 FROM mail_confirmed WHERE officer = ?1 AND address = ?2");
  HD_TRY(standing.is_confirmed, confirmed.bind(1, officer).bind(2, address).step());
  confirmed.reset();
  auto& code = database_->cached(
      "SELECT sent_at FROM mail_code WHERE officer = ?1 AND address = ?2 AND sent_at > ?3");
  code.bind(1, officer).bind(2, address).bind(3, now - code_lives);
  HD_TRY(const bool waits, code.step());
  if (waits) standing.code_sent_at = code.time_at(0);
  code.reset();
  return standing;
}

Result<void> MailBook::keep_code(const std::string& officer, const std::string& address,
                                 const Digest& code, Time now) {
  auto& upsert = database_->cached(
      "INSERT OR REPLACE INTO mail_code(officer, address, code, sent_at, tries)"
      " VALUES(?1, ?2, ?3, ?4, 0)");
  upsert.bind(1, officer).bind(2, address).bind(3, ByteView(code));
  return upsert.bind(4, now).run();
}

Result<void> MailBook::spend_code(const std::string& officer, const std::string& address,
                                  const Digest& code, Time now) {
  auto& row = database_->cached(
      "SELECT code, tries FROM mail_code WHERE officer = ?1 AND address = ?2 AND sent_at > ?3");
  row.bind(1, officer).bind(2, address).bind(3, now - code_lives);
  HD_TRY(const bool waits, row.step());
  if (!waits) {
    return Error{Code::not_in_this_state, "no code for this address is good any more", "",
                 std::string(new_code_next)};
  }
  const bool right = row.blob(0) == to_bytes(code);
  const std::int64_t tries = row.integer(1) + 1;
  row.reset();
  if (tries > code_tries_max) {
    return Error{Code::too_many_attempts, "too many codes were tried", "",
                 std::string(new_code_next)};
  }
  if (!right) {
    auto& count = database_->cached("UPDATE mail_code SET tries = ?2 WHERE officer = ?1");
    HD_TRY_VOID(count.bind(1, officer).bind(2, tries).run());
    return Error{Code::bad_value, "this is not the code that was sent to the address", "",
                 "Read it in the latest message, or: haidang notice confirm --send"};
  }
  HD_TRY_VOID(database_->cached("DELETE FROM mail_code WHERE officer = ?1").bind(1, officer).run());
  auto& upsert = database_->cached(
      "INSERT OR REPLACE INTO mail_confirmed(officer, address, at) VALUES(?1, ?2, ?3)");
  return upsert.bind(1, officer).bind(2, address).bind(3, now).run();
}

Result<std::vector<MailDue>> MailBook::due(Time now) {
  auto& row = database_->cached(
      "SELECT t.officer, count(*), sum(n.kind IN (1, 3)),"
      " coalesce((SELECT failures FROM mail_trouble m WHERE m.officer = t.officer), 0)"
      " FROM notice_to t JOIN notice n ON n.id = t.notice"
      " LEFT JOIN notice_telling a ON a.officer = t.officer AND a.notice = t.notice"
      " WHERE t.seen_at IS NULL AND n.settled_at IS NULL AND coalesce(a.at, 0) <= ?1"
      " AND coalesce((SELECT next_attempt FROM mail_trouble m WHERE m.officer = t.officer), 0) <= "
      "?1"
      " AND EXISTS (SELECT 1 FROM mail_confirmed c JOIN notice_choice h ON h.officer = c.officer"
      " WHERE c.officer = t.officer AND c.address = json_extract(h.chosen, '$.mail_to'))"
      " GROUP BY t.officer HAVING max(a.mail = 1 AND a.mailed_at IS NULL) ORDER BY t.officer");
  row.bind(1, now);
  std::vector<MailDue> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    list.push_back({row.text(0), row.integer(1), row.integer(2), row.integer(3)});
  }
}

Result<std::optional<Time>> MailBook::next() {
  auto& row = database_->cached(
      "SELECT min(max(a.at, coalesce(m.next_attempt, 0))) FROM notice_telling a"
      " JOIN notice n ON n.id = a.notice"
      " JOIN notice_to t ON t.officer = a.officer AND t.notice = a.notice"
      " LEFT JOIN mail_trouble m ON m.officer = a.officer"
      " WHERE a.mail = 1 AND a.mailed_at IS NULL AND t.seen_at IS NULL AND n.settled_at IS NULL"
      " AND EXISTS (SELECT 1 FROM mail_confirmed c JOIN notice_choice h ON h.officer = c.officer"
      " WHERE c.officer = a.officer AND c.address = json_extract(h.chosen, '$.mail_to'))"
      " AND EXISTS (SELECT 1 FROM mail_relay)");
  HD_TRY(const bool found, row.step());
  if (!found || row.is_null(0)) return std::optional<Time>{};
  const Time at = row.time_at(0);
  row.reset();
  return std::optional(at);
}

Result<std::vector<std::string>> MailBook::unconfirmed() {
  auto& row = database_->cached(
      "SELECT h.officer FROM notice_choice h WHERE json_extract(h.chosen, '$.mail')"
      " AND NOT EXISTS (SELECT 1 FROM mail_confirmed c WHERE c.officer = h.officer"
      " AND c.address = json_extract(h.chosen, '$.mail_to')) ORDER BY h.officer");
  std::vector<std::string> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    list.push_back(row.text(0));
  }
}

Result<std::int64_t> MailBook::waiting() {
  auto& row = database_->cached(
      "SELECT count(DISTINCT a.officer) FROM notice_telling a JOIN notice n ON n.id = a.notice"
      " JOIN notice_to t ON t.officer = a.officer AND t.notice = a.notice"
      " WHERE a.mail = 1 AND a.mailed_at IS NULL AND t.seen_at IS NULL AND n.settled_at IS NULL");
  HD_TRY(const bool counted, row.step());
  const std::int64_t count = counted ? row.integer(0) : 0;
  row.reset();
  return count;
}

Result<std::vector<MailTrouble>> MailBook::trouble() {
  auto& row = database_->cached(
      "SELECT officer, failures, next_attempt, reason FROM mail_trouble ORDER BY officer");
  std::vector<MailTrouble> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    list.push_back({row.text(0), row.integer(1), row.time_at(2), row.text(3)});
  }
}

Result<void> MailBook::sent(const std::string& officer, Time as_of, Time now) {
  auto& update = database_->cached(
      "UPDATE notice_telling SET mailed_at = ?3 WHERE officer = ?1 AND at <= ?2 AND mail = 1"
      " AND mailed_at IS NULL");
  HD_TRY_VOID(update.bind(1, officer).bind(2, as_of).bind(3, now).run());
  return database_->cached("DELETE FROM mail_trouble WHERE officer = ?1").bind(1, officer).run();
}

Result<void> MailBook::failed(const std::string& officer, const std::string& reason, Time now) {
  auto& count = database_->cached("SELECT failures FROM mail_trouble WHERE officer = ?1");
  HD_TRY(const bool found, count.bind(1, officer).step());
  const std::int64_t failures = (found ? count.integer(0) : 0) + 1;
  count.reset();
  auto& upsert = database_->cached(
      "INSERT OR REPLACE INTO mail_trouble(officer, failures, next_attempt, reason)"
      " VALUES(?1, ?2, ?3, ?4)");
  upsert.bind(1, officer).bind(2, failures).bind(3, now + mail_pause(failures));
  return upsert.bind(4, reason.substr(0, reason_bytes_max)).run();
}

}  // namespace haidang::node
