#include "http/passkeys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "crypto/digest.hpp"

namespace haidang::http {
namespace {

constexpr std::size_t nonce_bytes = 16;
constexpr std::size_t time_bytes = 8;
constexpr std::size_t open_bytes = time_bytes + nonce_bytes;
constexpr std::size_t client_data_bytes_max = 4096;
constexpr std::size_t passkey_name_bytes_max = 64;
constexpr std::size_t host_bytes_max = 253;
constexpr std::size_t shown_bytes = 16;

Bytes user_of(const std::string& officer) {
  return to_bytes(
      ByteView(crypto::sha256(as_bytes("haidang passkey user v1\n"), as_bytes(officer))));
}

std::string shown_id(ByteView id) {
  return hex(ByteView(crypto::sha256(id)).first(shown_bytes));
}

Result<void> check_passkey_name(std::string_view name) {
  const bool control = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (!name.empty() && name.size() <= passkey_name_bytes_max && !control) return {};
  return Error{Code::bad_value, "the passkey's name is empty or too long", "",
               "Name it after what holds it, in at most 64 bytes: \"blue key\"."};
}

Error no_such_passkey() {
  return {Code::not_found, "you have no such passkey; it may have been removed"};
}

// For signing in all of them are the same kind of no, with the reason.
Error refused(const Error& error) {
  return {Code::bad_credentials, error.what, error.why, error.next};
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > host_bytes_max || host.front() == '.' || host.back() == '.' ||
      host.find("..") != std::string_view::npos ||
      !std::all_of(host.begin(), host.end(), is_host_character)) {
    return false;
  }
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return std::any_of(last.begin(), last.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_port(std::string_view text) {
  constexpr std::size_t digits_max = 5;
  constexpr int port_max = 65535;
  if (text.empty() || text.size() > digits_max || text.front() == '0') return false;
  int port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + (c - '0');
  }
  return port <= port_max;
}

}  // namespace

struct Passkeys::Stored {
  Bytes id;
  std::string officer;
  crypto::PasskeyKey key;
  std::uint32_t counter = 0;
};

struct Passkeys::Checked {
  crypto::NewPasskey made;
  std::string challenge;
};

namespace {

std::string member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// Section 7.1 steps 5 to 10, section 7.2 steps 9 to 13; others may add members, and they are left
// alone. Returns the challenge as text.
Result<std::string> read_client_data(ByteView bytes, std::string_view type,
                                     const PasskeySite& site) {
  HD_TRY(const json::object said,
         parse_json_object(as_text(bytes), {.bytes_max = client_data_bytes_max}));
  if (member(said, "type") != type) {
    return Error{Code::bad_value, "the passkey was used for something else"};
  }
  const json::value* crossed = said.if_contains("crossOrigin");
  const bool framed = crossed != nullptr && (!crossed->is_bool() || crossed->get_bool());
  if (member(said, "origin") != site.origin || framed) {
    return Error{Code::bad_value, "the passkey was used on another page than this node's",
                 framed ? "it stood inside another page" : "it was " + member(said, "origin"),
                 "Open the node at " + site.origin};
  }
  return member(said, "challenge");
}

std::uint64_t number_of(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes)
    number = number << 8U | byte;
  return number;
}

}  // namespace

Result<Bytes> parse_base64url(std::string_view text) {
  std::string standard;
  for (const char c : text) {
    if (c == '+' || c == '/' || c == '=') return Error{Code::malformed, "this is no base64url"};
    standard.push_back(c == '-' ? '+' : c == '_' ? '/' : c);
  }
  constexpr std::size_t group = 4;
  while (standard.size() % group != 0)
    standard.push_back('=');
  return parse_base64(standard);
}

Result<PasskeySite> parse_site(std::string_view origin) {
  constexpr std::string_view scheme = "https://";
  const Error wrong{Code::bad_value, "this is no address at which a browser makes passkeys",
                    "https://, a host's name (not its number), perhaps a port, and nothing else",
                    "For example: https://desk.example:8443"};
  if (!origin.starts_with(scheme)) return wrong;
  const std::string_view rest = origin.substr(scheme.size());
  const std::size_t colon = std::min(rest.find(':'), rest.size());
  const std::string_view host = rest.substr(0, colon);
  if (!is_host_name(host)) return wrong;
  if (colon == rest.size()) return PasskeySite{std::string(origin), std::string(host)};
  const std::string_view port = rest.substr(colon + 1);
  if (!is_port(port)) return wrong;
  // Browsers leave the usual port out.
  const std::string_view written = port == "443" ? origin.substr(0, scheme.size() + colon) : origin;
  return PasskeySite{std::string(written), std::string(host)};
}

Passkeys::Passkeys(store::Database database, Random& random)
    : database_(std::move(database)), random_(random) {
  random_.fill(key_);
}

Result<std::unique_ptr<Passkeys>> Passkeys::open(store::Database database, Random& random) {
  HD_TRY_VOID(database.execute(R"sql(
    CREATE TABLE IF NOT EXISTS passkey (
      id BLOB PRIMARY KEY, shown TEXT NOT NULL UNIQUE, officer TEXT NOT NULL, name TEXT NOT NULL,
      algorithm INTEGER NOT NULL, key BLOB NOT NULL, counter INTEGER NOT NULL,
      created INTEGER NOT NULL, last_used INTEGER) STRICT;
    CREATE INDEX IF NOT EXISTS passkey_of_officer ON passkey(officer, created);
    CREATE TABLE IF NOT EXISTS passkey_site (
      one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL) STRICT;
  )sql"));
  return std::unique_ptr<Passkeys>(new Passkeys(std::move(database), random));
}

// --- where

Result<std::optional<PasskeySite>> Passkeys::site() {
  const std::scoped_lock lock(mutex_);
  auto& row = database_.cached("SELECT origin FROM passkey_site");
  HD_TRY(const bool found, row.step());
  const std::string origin = found ? row.text(0) : "";
  row.reset();
  if (!found) return std::optional<PasskeySite>{};
  HD_TRY(PasskeySite site, parse_site(origin));
  return std::optional<PasskeySite>{std::move(site)};
}

Result<void> Passkeys::set_site(const std::optional<PasskeySite>& site) {
  const std::scoped_lock lock(mutex_);
  if (!site) return database_.execute("DELETE FROM passkey_site");
  auto put = database_.prepare(R"sql(
    INSERT INTO passkey_site(one, origin) VALUES (1, ?1)
    ON CONFLICT(one) DO UPDATE SET origin = excluded.origin)sql");
  return put.bind(1, site->origin).run();
}

Result<PasskeySite> Passkeys::needed_site() {
  HD_TRY(std::optional<PasskeySite> known, site());
  if (known) return *std::move(known);
  return Error{Code::not_in_this_state, "this node takes no passkeys yet",
               "nobody said at which address browsers open it",
               "An administrator: haidang officer sign-in-rule --origin https://desk.example:8443"};
}

// --- challenges

Digest Passkeys::seal_of(Purpose purpose, const std::string& officer, ByteView open) const {
  const std::string_view what = purpose == Purpose::add ? "add" : "sign in";
  const std::string said = fmt::format("haidang passkey challenge v1\n{}\n{}\n", what, officer);
  return crypto::sha256(ByteView(key_), ByteView(crypto::sha256(as_bytes(said), open)));
}

// Nothing is kept for a challenge until it is used: whoever asks for many fills nothing.
Bytes Passkeys::challenge_for(Purpose purpose, const std::string& officer, Time now) {
  const std::scoped_lock lock(mutex_);
  const auto ends = static_cast<std::uint64_t>((now + challenge_lives).time_since_epoch().count());
  Bytes open;
  for (int shift = 56; shift >= 0; shift -= 8)
    open.push_back(static_cast<std::uint8_t>(ends >> static_cast<unsigned>(shift)));
  open.resize(open_bytes);
  random_.fill(std::span(open).subspan(time_bytes));
  append(open, seal_of(purpose, officer, ByteView(open).first(open_bytes)));
  return open;
}

Result<PasskeyChallenge> Passkeys::invite(const std::string& officer, Time now) {
  HD_TRY(const PasskeySite here, needed_site());
  PasskeyChallenge made{challenge_for(Purpose::add, officer, now), here.id, user_of(officer), {}};
  const std::scoped_lock lock(mutex_);
  auto rows = database_.prepare("SELECT id FROM passkey WHERE officer = ?1 ORDER BY created, id");
  rows.bind(1, officer);
  while (true) {
    HD_TRY(const bool row, rows.step());
    if (!row) return made;
    made.known.push_back(rows.blob(0));
  }
}

Result<PasskeyChallenge> Passkeys::ask(Time now) {
  HD_TRY(const PasskeySite here, needed_site());
  return PasskeyChallenge{challenge_for(Purpose::sign_in, "", now), here.id, {}, {}};
}

Result<void> Passkeys::check_challenge(const std::string& challenge, Purpose purpose,
                                       const std::string& officer, Time now) {
  const Error wrong{Code::bad_value, "the passkey answers a question that was not asked here", "",
                    "Begin again."};
  const auto bytes = parse_base64url(challenge);
  if (!bytes.ok() || bytes->size() != open_bytes + Digest{}.size()) return wrong;
  const ByteView open = ByteView(*bytes).first(open_bytes);
  const Digest seal = seal_of(purpose, officer, open);
  if (!crypto::equal_secret(ByteView(*bytes).subspan(open_bytes), seal)) return wrong;
  const auto ends = static_cast<std::int64_t>(number_of(open.first(time_bytes)));
  if (now >= Time(Millis(ends))) {
    return Error{Code::bad_value, "the passkey was used too late", "a question lives five minutes",
                 "Begin again."};
  }
  if (spent_.contains(challenge)) {
    return Error{Code::bad_value, "this answer of the passkey was used already", "",
                 "Begin again."};
  }
  return {};
}

void Passkeys::spend(const std::string& challenge, Time now) {
  std::erase_if(spent_, [&](const auto& row) { return row.second <= now; });
  spent_[challenge] = now + challenge_lives;
}

// --- what officers have

Result<std::vector<Passkey>> Passkeys::list(const std::string& officer) {
  const std::scoped_lock lock(mutex_);
  auto rows = database_.prepare(R"sql(
    SELECT shown, name, created, last_used FROM passkey WHERE officer = ?1
    ORDER BY created, shown)sql");
  rows.bind(1, officer);
  std::vector<Passkey> all;
  while (true) {
    HD_TRY(const bool row, rows.step());
    if (!row) return all;
    Passkey passkey{rows.text(0), rows.text(1), rows.time_at(2), std::nullopt};
    passkey.last_used = rows.optional_time_at(3);
    all.push_back(std::move(passkey));
  }
}

Result<std::int64_t> Passkeys::count(const std::string& officer) {
  const std::scoped_lock lock(mutex_);
  auto& row = database_.cached("SELECT count(*) FROM passkey WHERE officer = ?1");
  HD_TRY(const bool found, row.bind(1, officer).step());
  const std::int64_t number = found ? row.integer(0) : 0;
  row.reset();
  return number;
}

Result<std::optional<Passkeys::Stored>> Passkeys::find(ByteView id) {
  auto row =
      database_.prepare("SELECT officer, algorithm, key, counter FROM passkey WHERE id = ?1");
  HD_TRY(const bool found, row.bind(1, id).step());
  if (!found) return std::optional<Stored>{};
  return std::optional<Stored>{Stored{to_bytes(id),
                                      row.text(0),
                                      {row.integer(1), row.blob(2)},
                                      static_cast<std::uint32_t>(row.integer(3))}};
}

Result<Passkeys::Checked> Passkeys::checked(const PasskeySite& here, const std::string& officer,
                                            const PasskeyOffer& offer, Time now) {
  HD_TRY_VOID(check_passkey_name(offer.name));
  HD_TRY(std::string challenge, read_client_data(offer.client_data, "webauthn.create", here));
  HD_TRY_VOID(check_challenge(challenge, Purpose::add, officer, now));
  HD_TRY(crypto::NewPasskey made, crypto::read_new_passkey(here.id, offer.authenticator_data));
  HD_TRY(const std::optional<Stored> same, find(made.id));
  if (same) return Error{Code::already_exists, "this passkey is known here already"};
  auto row = database_.prepare("SELECT count(*) FROM passkey WHERE officer = ?1");
  HD_TRY(const bool found, row.bind(1, officer).step());
  if (found && row.integer(0) >= rows_max) {
    return Error{Code::already_exists, fmt::format("you have {} passkeys already", rows_max), "",
                 "Remove one that you do not use any more."};
  }
  return Checked{std::move(made), std::move(challenge)};
}

Result<void> Passkeys::check(const std::string& officer, const PasskeyOffer& offer, Time now) {
  HD_TRY(const PasskeySite here, needed_site());
  const std::scoped_lock lock(mutex_);
  HD_TRY_VOID(checked(here, officer, offer, now));
  return {};
}

Result<void> Passkeys::add(const std::string& officer, const PasskeyOffer& offer, Time now) {
  HD_TRY(const PasskeySite here, needed_site());
  const std::scoped_lock lock(mutex_);
  HD_TRY(const Checked ready, checked(here, officer, offer, now));
  const crypto::NewPasskey& made = ready.made;
  auto insert = database_.prepare(R"sql(
    INSERT INTO passkey(id, shown, officer, name, algorithm, key, counter, created)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))sql");
  insert.bind(1, ByteView(made.id)).bind(2, shown_id(made.id)).bind(3, officer);
  insert.bind(4, offer.name).bind(5, made.key.algorithm).bind(6, ByteView(made.key.bytes));
  insert.bind(7, std::int64_t{made.counter}).bind(8, now);
  HD_TRY_VOID(insert.run());
  spend(ready.challenge, now);
  return {};
}

// --- signing in

Result<PasskeyOwner> Passkeys::verify(const PasskeyProof& proof, Time now) {
  HD_TRY(const PasskeySite here, needed_site());
  const std::scoped_lock lock(mutex_);
  const Result<PasskeyOwner> owner = verified(here, proof, now);
  if (owner.ok()) return *owner;
  return refused(owner.error());
}

// Section 7.2. The challenge is spent once the signature over it is found good: nobody else can
// spend it.
Result<PasskeyOwner> Passkeys::verified(const PasskeySite& here, const PasskeyProof& proof,
                                        Time now) {
  HD_TRY(const std::string challenge, read_client_data(proof.client_data, "webauthn.get", here));
  HD_TRY_VOID(check_challenge(challenge, Purpose::sign_in, "", now));
  HD_TRY(const std::optional<Stored> stored, find(proof.id));
  if (!stored || proof.user != user_of(stored->officer)) {
    return Error{Code::not_found, "this passkey is not known here (any more)", "",
                 "Sign in with the password, or ask an administrator."};
  }
  HD_TRY(const std::uint32_t counter,
         crypto::verify_passkey(stored->key, here.id,
                                {proof.client_data, proof.authenticator_data, proof.signature}));
  spend(challenge, now);
  PasskeyOwner owner{stored->officer, shown_id(stored->id)};
  // An authenticator that counts nothing says 0 always.
  if ((counter != 0 || stored->counter != 0) && counter <= stored->counter) {
    owner.copy = PasskeyCopy::likely;
    return owner;
  }
  auto update = database_.prepare("UPDATE passkey SET counter = ?2, last_used = ?3 WHERE id = ?1");
  update.bind(1, ByteView(stored->id)).bind(2, std::int64_t{counter});
  HD_TRY_VOID(update.bind(3, now).run());
  return owner;
}

// --- names, and the end

Result<void> Passkeys::rename(const std::string& officer, const std::string& id,
                              const std::string& name) {
  HD_TRY_VOID(check_passkey_name(name));
  const std::scoped_lock lock(mutex_);
  auto update = database_.prepare("UPDATE passkey SET name = ?3 WHERE officer = ?1 AND shown = ?2");
  HD_TRY_VOID(update.bind(1, officer).bind(2, id).bind(3, name).run());
  if (database_.changes() == 0) return no_such_passkey();
  return {};
}

Result<void> Passkeys::remove(const std::string& officer, const std::string& id) {
  const std::scoped_lock lock(mutex_);
  auto remove = database_.prepare("DELETE FROM passkey WHERE officer = ?1 AND shown = ?2");
  HD_TRY_VOID(remove.bind(1, officer).bind(2, id).run());
  if (database_.changes() == 0) return no_such_passkey();
  return {};
}

Result<void> Passkeys::remove_all(const std::string& officer) {
  const std::scoped_lock lock(mutex_);
  return database_.prepare("DELETE FROM passkey WHERE officer = ?1").bind(1, officer).run();
}

}  // namespace haidang::http
