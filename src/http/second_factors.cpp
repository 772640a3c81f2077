#include "http/second_factors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/totp.hpp"

namespace haidang::http {
namespace {

constexpr std::size_t recovery_bytes = 10;  // 80 bits: no slow hash is needed
constexpr std::size_t group = 4;
constexpr std::size_t code_bytes_max = 64;

Error nothing_in_force() {
  return {Code::not_found, "no authenticator app is set up for this account", "",
          "haidang officer totp"};
}

// "ABCD-EFGH-IJKL-MNOP", typed in any case, with or without the dashes.
std::string plain_of(std::string_view code) {
  std::string plain;
  for (const char c : code) {
    if (c >= 'a' && c <= 'z') plain.push_back(static_cast<char>(c - 'a' + 'A'));
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) plain.push_back(c);
  }
  return plain;
}

std::string grouped(const std::string& plain) {
  std::string text;
  for (std::size_t at = 0; at < plain.size(); at += group)
    text += (at == 0 ? "" : "-") + plain.substr(at, group);
  return text;
}

Digest digest_of(const std::string& officer, std::string_view code) {
  const std::string owner = fmt::format("haidang recovery code v1\n{}\n", officer);
  return crypto::sha256(as_bytes(owner), as_bytes(plain_of(code)));
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::string_view factor_rule_name(FactorRule rule) {
  return rule == FactorRule::required ? "required" : "optional";
}

Result<FactorRule> parse_factor_rule(std::string_view name) {
  if (name == "required") return FactorRule::required;
  if (name == "optional") return FactorRule::optional;
  return Error{Code::bad_value, "the rule is neither 'required' nor 'optional'"};
}

struct SecondFactors::Stored {
  Bytes secret;
  std::optional<Time> since;
  std::int64_t last_step = 0;
};

Result<std::unique_ptr<SecondFactors>> SecondFactors::open(store::Database database,
                                                           const crypto::AeadKey& key,
                                                           Random& random) {
  HD_TRY_VOID(database.execute(R"sql(
    CREATE TABLE IF NOT EXISTS totp (
      officer TEXT PRIMARY KEY, secret BLOB NOT NULL, since INTEGER,
      last_step INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS recovery_code (
      digest BLOB PRIMARY KEY, officer TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sign_in_rule (
      name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  )sql"));
  // Not the key that evidence is wrapped under, but one that only whoever has that one can make.
  const Digest own = crypto::sha256(as_bytes("haidang second factors v1\n"), ByteView(key));
  return std::unique_ptr<SecondFactors>(new SecondFactors(std::move(database), own, random));
}

Result<std::optional<SecondFactors::Stored>> SecondFactors::find(const std::string& officer) {
  auto& row = database_.cached("SELECT secret, since, last_step FROM totp WHERE officer = ?1");
  HD_TRY(const bool found, row.bind(1, officer).step());
  if (!found) return std::optional<Stored>{};
  Stored stored;
  HD_TRY(stored.secret, crypto::open_secret(key_, as_bytes(officer), row.blob(0)));
  stored.since = row.optional_time_at(1);
  stored.last_step = row.integer(2);
  row.reset();
  return std::optional<Stored>{std::move(stored)};
}

Result<SecondFactors::Standing> SecondFactors::standing(const std::string& officer) {
  const std::scoped_lock lock(mutex_);
  auto& row = database_.cached(R"sql(
    SELECT since, (SELECT count(*) FROM recovery_code WHERE officer = ?1)
    FROM totp WHERE officer = ?1 AND since IS NOT NULL)sql");
  HD_TRY(const bool found, row.bind(1, officer).step());
  Standing standing;
  if (found) standing = {row.time_at(0), row.integer(1)};
  row.reset();
  return standing;
}

Result<SecondFactors::Begun> SecondFactors::begin(const std::string& officer,
                                                  const std::string& issuer) {
  const std::scoped_lock lock(mutex_);
  HD_TRY(const auto stored, find(officer));
  if (stored && stored->since) {
    return Error{Code::already_exists, "an authenticator app is set up for this account already",
                 "", "Remove it first: haidang officer totp-remove"};
  }
  Bytes secret(crypto::totp_secret_bytes);
  random_.fill(secret);
  crypto::AeadNonce nonce{};
  random_.fill(nonce);
  auto insert = database_.prepare(
      "INSERT OR REPLACE INTO totp(officer, secret, since, last_step) VALUES (?1, ?2, NULL, 0)");
  const Bytes sealed = crypto::seal_secret(key_, as_bytes(officer), secret, nonce);
  HD_TRY_VOID(insert.bind(1, officer).bind(2, ByteView(sealed)).run());
  const std::string text = crypto::base32(secret);
  return Begun{text, fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", escaped(issuer),
                                 escaped(officer), text, escaped(issuer))};
}

Result<std::int64_t> SecondFactors::first_step(const std::string& officer, const std::string& code,
                                               Time now) {
  HD_TRY(const auto stored, find(officer));
  if (!stored || stored->since) return nothing_in_force();
  const auto step = crypto::totp_step(stored->secret, code, now);
  if (step) return *step;
  return Error{Code::bad_credentials, "this is not the code that the app shows now", "",
               "Check the clock of the telephone, and type the code that it shows next."};
}

Result<void> SecondFactors::check_first_code(const std::string& officer, const std::string& code,
                                             Time now) {
  const std::scoped_lock lock(mutex_);
  HD_TRY_VOID(first_step(officer, code, now));
  return {};
}

Result<std::vector<std::string>> SecondFactors::confirm(const std::string& officer,
                                                        const std::string& code, Time now) {
  const std::scoped_lock lock(mutex_);
  HD_TRY(const std::int64_t step, first_step(officer, code, now));
  HD_TRY(store::Transaction transaction, database_.begin());
  auto update = database_.prepare("UPDATE totp SET since = ?2, last_step = ?3 WHERE officer = ?1");
  HD_TRY_VOID(update.bind(1, officer).bind(2, now).bind(3, step).run());
  HD_TRY(std::vector<std::string> codes, make_recovery(officer));
  HD_TRY_VOID(transaction.commit());
  return codes;
}

// Inside a transaction: the ones there were are good no more.
Result<std::vector<std::string>> SecondFactors::make_recovery(const std::string& officer) {
  auto clear = database_.prepare("DELETE FROM recovery_code WHERE officer = ?1");
  HD_TRY_VOID(clear.bind(1, officer).run());
  std::vector<std::string> codes;
  while (codes.size() < recovery_codes) {
    std::array<std::uint8_t, recovery_bytes> secret{};
    random_.fill(secret);
    codes.push_back(grouped(crypto::base32(secret)));
    auto insert = database_.prepare("INSERT INTO recovery_code(digest, officer) VALUES (?1, ?2)");
    const Digest digest = digest_of(officer, codes.back());
    HD_TRY_VOID(insert.bind(1, ByteView(digest)).bind(2, officer).run());
  }
  return codes;
}

Result<std::vector<std::string>> SecondFactors::renew_recovery(const std::string& officer) {
  const std::scoped_lock lock(mutex_);
  HD_TRY(const auto stored, find(officer));
  if (!stored || !stored->since) return nothing_in_force();
  HD_TRY(store::Transaction transaction, database_.begin());
  HD_TRY(std::vector<std::string> codes, make_recovery(officer));
  HD_TRY_VOID(transaction.commit());
  return codes;
}

Result<void> SecondFactors::remove(const std::string& officer) {
  const std::scoped_lock lock(mutex_);
  HD_TRY(store::Transaction transaction, database_.begin());
  HD_TRY_VOID(
      database_.prepare("DELETE FROM recovery_code WHERE officer = ?1").bind(1, officer).run());
  HD_TRY_VOID(database_.prepare("DELETE FROM totp WHERE officer = ?1").bind(1, officer).run());
  return transaction.commit();
}

// A code seen over somebody's shoulder, or taken on its way, is good for nothing (RFC 6238
// section 5.2): no step is accepted twice, and none before one that was.
Result<SecondFactors::Match> SecondFactors::spend(const std::string& officer,
                                                  const std::string& code, Time now) {
  if (code.size() > code_bytes_max) return Match::no;
  const std::scoped_lock lock(mutex_);
  HD_TRY(const auto stored, find(officer));
  if (!stored || !stored->since) return Match::no;
  const auto step = crypto::totp_step(stored->secret, code, now);
  if (!step) return spend_recovery(officer, code);
  if (*step <= stored->last_step) return Match::no;
  auto update =
      database_.prepare("UPDATE totp SET last_step = ?2 WHERE officer = ?1 AND last_step < ?2");
  HD_TRY_VOID(update.bind(1, officer).bind(2, *step).run());
  return database_.changes() == 1 ? Match::yes : Match::no;
}

Result<SecondFactors::Match> SecondFactors::spend_recovery(const std::string& officer,
                                                           const std::string& code) {
  const Digest digest = digest_of(officer, code);
  auto remove = database_.prepare("DELETE FROM recovery_code WHERE digest = ?1 AND officer = ?2");
  HD_TRY_VOID(remove.bind(1, ByteView(digest)).bind(2, officer).run());
  return database_.changes() == 1 ? Match::yes : Match::no;
}

Result<FactorRule> SecondFactors::rule() {
  const std::scoped_lock lock(mutex_);
  auto& row = database_.cached("SELECT value FROM sign_in_rule WHERE name = 'second-factor'");
  HD_TRY(const bool found, row.step());
  const std::string name = found ? row.text(0) : std::string(factor_rule_name({}));
  row.reset();
  return parse_factor_rule(name);
}

Result<void> SecondFactors::set_rule(FactorRule rule) {
  const std::scoped_lock lock(mutex_);
  auto put = database_.prepare(
      "INSERT OR REPLACE INTO sign_in_rule(name, value) VALUES ('second-factor', ?1)");
  return put.bind(1, factor_rule_name(rule)).run();
}

}  // namespace haidang::http
