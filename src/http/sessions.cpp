#include "http/sessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <semaphore>

#include "crypto/digest.hpp"
#include "http/attempts.hpp"
#include "http/officer_rows.hpp"

namespace haidang::http {
namespace {

constexpr std::size_t name_bytes_max = 64;
constexpr std::size_t password_bytes_min = 12;
constexpr std::size_t password_bytes_max = 1024;
constexpr std::size_t posts_max = 32;
constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_text_max = 64;
constexpr int checks_at_once = 2;
constexpr auto use_noted_every = std::chrono::minutes(1);
// One address may be many officers behind one router.
constexpr AttemptRules by_name{};
constexpr AttemptRules by_address{.free = 30};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '@' || c == '-';
         });
}

Result<void> check_name(std::string_view name) {
  if (is_name(name)) return {};
  return Error{Code::bad_value, "the officer's name cannot be used", "",
               "Use 1 to 64 letters without accents, digits, '.', '_', '@' and '-'."};
}

// Length is what counts (NIST SP 800-63B section 5.1.1.2); no rules of composition.
Result<void> check_new_password(std::string_view password) {
  if (password.size() >= password_bytes_min && password.size() <= password_bytes_max) return {};
  return Error{Code::bad_value, "the password has fewer than 12 or more than 1024 bytes", "",
               "Choose a longer one: four words at random, for example."};
}

Digest digest_of(std::string_view token) {
  return crypto::sha256(as_bytes(token));
}

std::string id_of(ByteView digest) {
  constexpr std::size_t id_bytes = 16;
  return hex(digest.first(id_bytes));
}

// Known to whoever holds the token, and to nobody who has only seen what is stored.
std::string csrf_of(std::string_view token) {
  return base64url(crypto::sha256(as_bytes("haidang csrf v1\n"), as_bytes(token)));
}

std::string cookie_of(std::string_view token) {
  return fmt::format("{}={}; Secure; HttpOnly; SameSite=Strict; Path=/", session_cookie_name,
                     token);
}

enum class Carrier { cookie, bearer };

struct Presented {
  std::string token;
  Carrier carrier;
};

std::optional<Presented> presented(const Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  if (const auto authorization = request.header("authorization")) {
    if (!authorization->starts_with(scheme)) return std::nullopt;
    return Presented{authorization->substr(scheme.size()), Carrier::bearer};
  }
  if (auto cookie = request.cookie(session_cookie_name)) {
    return Presented{*std::move(cookie), Carrier::cookie};
  }
  return std::nullopt;
}

Error nobody() {
  return {Code::not_signed_in, "sign in first"};
}

Error csrf_error(std::string_view why) {
  return {Code::csrf, "the request was not taken from this page", std::string(why)};
}

Result<void> check_csrf(const Request& request, const Session& session) {
  HD_TRY_VOID(check_site(request));
  const std::string sent = request.header("x-csrf-token").value_or("");
  if (crypto::equal_secret(as_bytes(sent), as_bytes(session.csrf))) return {};
  return csrf_error("X-CSRF-Token is not the session's");
}

Result<void> check_posts(const std::vector<node::Post>& posts) {
  if (posts.size() > posts_max) {
    return Error{Code::bad_value, "an officer has at most 32 posts"};
  }
  return {};
}

Result<void> require_change(const store::Database& database) {
  if (database.changes() > 0) return {};
  return Error{Code::not_found, "there is no officer of this name"};
}

class Permit {
 public:
  explicit Permit(std::counting_semaphore<checks_at_once>& all) : all_(all) { all_.acquire(); }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  ~Permit() { all_.release(); }

 private:
  std::counting_semaphore<checks_at_once>& all_;
};

}  // namespace

std::string cookie_that_ends() {
  return cookie_of("") + "; Max-Age=0";
}

Result<void> check_site(const Request& request) {
  const std::string site = request.header("sec-fetch-site").value_or("none");
  if (site == "same-origin" || site == "none") return {};
  return csrf_error("it comes from another site");
}

struct Sessions::State {
  State(store::Database db, Clock& clock_in, Random& random_in, SessionRules rules_in,
        SecondFactors* factors_in, Passkeys* passkeys_in)
      : database(std::move(db)),
        clock(clock_in),
        random(random_in),
        rules(rules_in),
        factors(factors_in),
        passkeys(passkeys_in) {}

  struct Stored {
    std::string phc;
    node::Actor actor;
  };
  Result<std::optional<Stored>> active_officer(const std::string& name);
  Result<Stored> known(const std::string& name, const std::string& password,
                       const std::string& remote_address);
  Result<Lacks> second_factor(const std::string& name, const std::optional<std::string>& code);
  Result<Lacks> without_app(const std::string& name);
  Result<bool> has_passkey(const std::string& name);
  Result<Standing> standing_of(const std::string& name);
  Result<SignIn> begin_session(node::Actor actor);
  Result<void> require_administrator();
  Result<void> purge(Time now);
  Result<void> end_oldest(const std::string& name);
  struct Found {
    node::Actor actor;
    Time created;
    Time last_used;
  };
  Result<Found> look_up(const Digest& digest, Time now);
  Result<Session> find(std::string_view token);
  Result<void> note_use(const Digest& digest, Time last_used, Time now);
  Result<void> end_all(const std::string& name);
  std::string hash(const std::string& password);
  enum class Match { yes, no };
  Match match(const std::optional<Stored>& officer, const std::string& password);

  std::mutex mutex;  // the database and the random numbers
  store::Database database;
  Clock& clock;
  Random& random;
  const SessionRules rules;
  SecondFactors* const factors;  // none: the password alone is asked for
  Passkeys* const passkeys;      // none: nobody has one
  Attempts names{by_name};
  Attempts addresses{by_address};
  std::counting_semaphore<checks_at_once> checks{checks_at_once};
};

Sessions::Sessions(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sessions::~Sessions() = default;

Result<std::unique_ptr<Sessions>> Sessions::open(store::Database database, Clock& clock,
                                                 Random& random, SessionRules rules,
                                                 SecondFactors* factors, Passkeys* passkeys) {
  HD_TRY_VOID(database.execute(R"sql(
    CREATE TABLE IF NOT EXISTS officer (
      name TEXT PRIMARY KEY, phc TEXT NOT NULL, posts TEXT NOT NULL,
      created INTEGER NOT NULL, disabled INTEGER) STRICT;
    CREATE TABLE IF NOT EXISTS session (
      digest BLOB PRIMARY KEY, officer TEXT NOT NULL REFERENCES officer(name),
      created INTEGER NOT NULL, last_used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS delegation (
      id INTEGER PRIMARY KEY, officer TEXT NOT NULL REFERENCES officer(name),
      deputy TEXT NOT NULL REFERENCES officer(name), authority TEXT NOT NULL,
      until INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS session_of_officer ON session(officer, created);
  )sql"));
  auto state =
      std::make_unique<State>(std::move(database), clock, random, rules, factors, passkeys);
  return std::unique_ptr<Sessions>(new Sessions(std::move(state)));
}

// --- officers

std::string Sessions::State::hash(const std::string& password) {
  const Permit permit(checks);
  return crypto::hash_password(password, rules.cost);
}

Result<void> Sessions::check_new_officer(const std::string& name, const std::string& password) {
  HD_TRY_VOID(check_name(name));
  HD_TRY_VOID(check_new_password(password));
  if (!officer(name).ok()) return {};
  return Error{Code::already_exists, "there is an officer of this name already"};
}

Result<void> Sessions::create_officer(const std::string& name, const std::string& password,
                                      const std::vector<node::Post>& posts) {
  HD_TRY_VOID(check_name(name));
  HD_TRY_VOID(check_new_password(password));
  HD_TRY_VOID(check_posts(posts));
  const std::string phc = state_->hash(password);
  const std::scoped_lock lock(state_->mutex);
  auto insert = state_->database.prepare(
      "INSERT INTO officer(name, phc, posts, created) VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, name).bind(2, phc).bind(3, write_posts(posts));
  const Result<void> done = insert.bind(4, state_->clock.now()).run();
  if (!done.ok() && done.error().code == Code::already_exists) {
    return Error{Code::already_exists, "there is an officer of this name already"};
  }
  return done;
}

Result<void> Sessions::set_posts(const std::string& name, const std::vector<node::Post>& posts) {
  HD_TRY_VOID(check_posts(posts));
  const std::scoped_lock lock(state_->mutex);
  HD_TRY(store::Transaction transaction, state_->database.begin());
  auto update = state_->database.prepare("UPDATE officer SET posts = ?2 WHERE name = ?1");
  HD_TRY_VOID(update.bind(1, name).bind(2, write_posts(posts)).run());
  HD_TRY_VOID(require_change(state_->database));
  HD_TRY_VOID(state_->require_administrator());
  HD_TRY_VOID(state_->end_all(name));
  return transaction.commit();
}

// Otherwise nobody could ever change anything again.
Result<void> Sessions::State::require_administrator() {
  auto rows = database.prepare("SELECT posts FROM officer WHERE disabled IS NULL");
  while (true) {
    HD_TRY(const bool row, rows.step());
    if (!row) break;
    HD_TRY(const std::vector<node::Post> posts, read_posts(rows.text(0)));
    if (node::Actor{"", posts}.roles().has(node::Role::administrator)) return {};
  }
  return Error{Code::not_permitted, "no administrator would be left who can sign in", "",
               "Make another officer administrator first: haidang officer role"};
}

Result<void> Sessions::State::end_all(const std::string& name) {
  return database.prepare("DELETE FROM session WHERE officer = ?1").bind(1, name).run();
}

Result<void> Sessions::set_password(const std::string& name, const std::string& password) {
  HD_TRY_VOID(check_new_password(password));
  const std::string phc = state_->hash(password);
  const std::scoped_lock lock(state_->mutex);
  HD_TRY(store::Transaction transaction, state_->database.begin());
  auto update = state_->database.prepare("UPDATE officer SET phc = ?2 WHERE name = ?1");
  HD_TRY_VOID(update.bind(1, name).bind(2, phc).run());
  HD_TRY_VOID(require_change(state_->database));
  HD_TRY_VOID(state_->end_all(name));
  HD_TRY_VOID(transaction.commit());
  state_->names.forgive(name);
  return {};
}

Result<void> Sessions::disable_officer(const std::string& name) {
  const std::scoped_lock lock(state_->mutex);
  HD_TRY(store::Transaction transaction, state_->database.begin());
  auto update = state_->database.prepare(
      "UPDATE officer SET disabled = coalesce(disabled, ?2) WHERE name = ?1");
  HD_TRY_VOID(update.bind(1, name).bind(2, state_->clock.now()).run());
  HD_TRY_VOID(require_change(state_->database));
  HD_TRY_VOID(state_->require_administrator());
  HD_TRY_VOID(state_->end_all(name));
  return transaction.commit();
}

Result<void> Sessions::enable_officer(const std::string& name) {
  const std::scoped_lock lock(state_->mutex);
  auto update = state_->database.prepare("UPDATE officer SET disabled = NULL WHERE name = ?1");
  HD_TRY_VOID(update.bind(1, name).run());
  return require_change(state_->database);
}

Result<Officer> Sessions::officer(const std::string& name) {
  HD_TRY(std::vector<Officer> all, officers());
  for (Officer& row : all) {
    if (row.name == name) return std::move(row);
  }
  return Error{Code::not_found, "there is no officer of this name", "", "haidang officer list"};
}

Result<std::vector<Officer>> Sessions::officers() {
  const std::scoped_lock lock(state_->mutex);
  auto rows =
      state_->database.prepare("SELECT name, posts, created, disabled FROM officer ORDER BY name");
  std::vector<Officer> all;
  while (true) {
    HD_TRY(const bool row, rows.step());
    if (!row) return all;
    Officer officer;
    officer.name = rows.text(0);
    HD_TRY(officer.posts, read_posts(rows.text(1)));
    officer.created = rows.time_at(2);
    officer.disabled = rows.optional_time_at(3);
    all.push_back(std::move(officer));
  }
}

// --- signing in and out

Result<std::optional<Sessions::State::Stored>> Sessions::State::active_officer(
    const std::string& name) {
  const std::scoped_lock lock(mutex);
  auto row =
      database.prepare("SELECT phc, posts FROM officer WHERE name = ?1 AND disabled IS NULL");
  HD_TRY(const bool found, row.bind(1, name).step());
  if (!found) return std::optional<Stored>{};
  Stored stored{row.text(0), {name, {}}};
  HD_TRY(stored.actor.posts, posts_now(database, name, row.text(1), clock.now()));
  return std::optional<Stored>{std::move(stored)};
}

// A name that nobody has costs as much as a wrong password, so that the time tells nothing.
Sessions::State::Match Sessions::State::match(const std::optional<Stored>& officer,
                                              const std::string& password) {
  const Permit permit(checks);
  if (!officer) {
    (void)crypto::hash_password(password, rules.cost);
    return Match::no;
  }
  return crypto::verify_password(officer->phc, password) ? Match::yes : Match::no;
}

// Counted as a failure until the caller forgives it.
Result<Sessions::State::Stored> Sessions::State::known(const std::string& name,
                                                       const std::string& password,
                                                       const std::string& remote_address) {
  const Time now = clock.now();
  const Error wrong{Code::bad_credentials, "the name or the password is wrong"};
  HD_TRY_VOID(addresses.begin(remote_address, now));
  if (!is_name(name) || password.size() > password_bytes_max) return wrong;
  const Result<void> allowed = names.begin(name, now);
  if (!allowed.ok()) return allowed.error();
  HD_TRY(std::optional<Stored> officer, active_officer(name));
  if (match(officer, password) == Match::no) return wrong;
  return *std::move(officer);
}

Result<Lacks> Sessions::State::second_factor(const std::string& name,
                                             const std::optional<std::string>& code) {
  if (factors == nullptr) return Lacks::nothing;
  HD_TRY(const SecondFactors::Standing standing, factors->standing(name));
  if (!standing.since) return without_app(name);
  if (!code) return Lacks::code;
  HD_TRY(const SecondFactors::Match match, factors->spend(name, *code, clock.now()));
  if (match == SecondFactors::Match::yes) return Lacks::nothing;
  return Error{Code::bad_credentials, "the code is wrong, or was used already", "",
               "Type the code that the app shows next, or a recovery code."};
}

Result<bool> Sessions::State::has_passkey(const std::string& name) {
  if (passkeys == nullptr) return false;
  HD_TRY(const std::int64_t count, passkeys->count(name));
  return count > 0;
}

// Where more than a password is required, whoever has a passkey must use it: else the password
// would be enough to make another.
Result<Lacks> Sessions::State::without_app(const std::string& name) {
  HD_TRY(const FactorRule rule, factors->rule());
  HD_TRY(const bool passkey, has_passkey(name));
  return rule == FactorRule::required && passkey ? Lacks::passkey : Lacks::nothing;
}

Result<Standing> Sessions::State::standing_of(const std::string& name) {
  if (factors == nullptr) return Standing::full;
  HD_TRY(const FactorRule rule, factors->rule());
  if (rule == FactorRule::optional) return Standing::full;
  HD_TRY(const SecondFactors::Standing standing, factors->standing(name));
  if (standing.since) return Standing::full;
  HD_TRY(const bool passkey, has_passkey(name));
  return passkey ? Standing::full : Standing::must_enrol;
}

// Whoever knows the password and guesses codes is counted like whoever guesses passwords: only a
// whole sign-in clears the count, a step towards it takes back itself alone.
Result<SignIn> Sessions::sign_in(const std::string& name, const std::string& password,
                                 const std::string& remote_address,
                                 const std::optional<std::string>& code) {
  HD_TRY(State::Stored officer, state_->known(name, password, remote_address));
  HD_TRY(const Lacks lacks, state_->second_factor(name, code));
  state_->addresses.forgive_once(remote_address);
  if (lacks != Lacks::nothing) {
    state_->names.forgive_once(name);
    return SignIn{{}, "", "", lacks};
  }
  state_->names.forgive(name);
  return state_->begin_session(std::move(officer.actor));
}

Result<SignIn> Sessions::sign_in_by(const std::function<Result<std::string>()>& prove,
                                    const std::string& remote_address) {
  HD_TRY_VOID(state_->addresses.begin(remote_address, state_->clock.now()));
  HD_TRY(const std::string name, prove());
  HD_TRY(std::optional<State::Stored> officer, state_->active_officer(name));
  if (!officer) return Error{Code::bad_credentials, "this account is closed"};
  state_->addresses.forgive_once(remote_address);
  return state_->begin_session(std::move(officer->actor));
}

Result<void> Sessions::check_password(const std::string& name, const std::string& password,
                                      const std::string& remote_address) {
  HD_TRY_VOID(state_->known(name, password, remote_address));
  state_->names.forgive_once(name);
  state_->addresses.forgive_once(remote_address);
  return {};
}

Result<void> Sessions::State::purge(Time now) {
  auto expired = database.prepare("DELETE FROM session WHERE created <= ?1 OR last_used <= ?2");
  expired.bind(1, now - rules.longest).bind(2, now - rules.longest_idle);
  return expired.run();
}

Result<void> Sessions::State::end_oldest(const std::string& name) {
  auto oldest = database.prepare(R"sql(
    DELETE FROM session WHERE digest IN (
      SELECT digest FROM session WHERE officer = ?1
      ORDER BY created DESC, digest LIMIT -1 OFFSET ?2))sql");
  return oldest.bind(1, name).bind(2, static_cast<std::int64_t>(rules.sessions_max)).run();
}

Result<SignIn> Sessions::State::begin_session(node::Actor actor) {
  const std::string name = actor.officer;
  HD_TRY(const Standing standing, standing_of(name));
  const std::scoped_lock lock(mutex);
  const Time now = clock.now();
  std::array<std::uint8_t, token_bytes> secret{};
  random.fill(secret);
  const std::string token = base64url(secret);
  HD_TRY(store::Transaction transaction, database.begin());
  HD_TRY_VOID(purge(now));
  auto insert = database.prepare(
      "INSERT INTO session(digest, officer, created, last_used) VALUES (?1, ?2, ?3, ?3)");
  HD_TRY_VOID(insert.bind(1, ByteView(digest_of(token))).bind(2, name).bind(3, now).run());
  HD_TRY_VOID(end_oldest(name));
  HD_TRY_VOID(transaction.commit());
  Session session{std::move(actor), csrf_of(token), now,
                  std::min(now + rules.longest, now + rules.longest_idle), standing};
  return SignIn{std::move(session), token, cookie_of(token)};
}

Result<void> Sessions::sign_out(const Request& request) {
  const auto shown = presented(request);
  if (!shown) return {};
  const std::scoped_lock lock(state_->mutex);
  auto remove = state_->database.prepare("DELETE FROM session WHERE digest = ?1");
  return remove.bind(1, ByteView(digest_of(shown->token))).run();
}

Result<std::vector<OpenSession>> Sessions::open_sessions(const std::string& name) {
  const std::scoped_lock lock(state_->mutex);
  HD_TRY_VOID(state_->purge(state_->clock.now()));
  auto rows = state_->database.prepare(R"sql(
    SELECT digest, created, last_used FROM session WHERE officer = ?1
    ORDER BY last_used DESC, digest)sql");
  rows.bind(1, name);
  std::vector<OpenSession> all;
  while (true) {
    HD_TRY(const bool row, rows.step());
    if (!row) return all;
    all.push_back({id_of(rows.blob(0)), rows.time_at(1), rows.time_at(2)});
  }
}

std::string Sessions::session_id(const Request& request) {
  const auto shown = presented(request);
  return shown ? id_of(digest_of(shown->token)) : "";
}

Result<void> Sessions::end_session(const std::string& name, const std::string& id) {
  const std::scoped_lock lock(state_->mutex);
  auto remove = state_->database.prepare(
      "DELETE FROM session WHERE officer = ?1 AND lower(hex(substr(digest, 1, 16))) = ?2");
  HD_TRY_VOID(remove.bind(1, name).bind(2, id).run());
  if (state_->database.changes() > 0) return {};
  return Error{Code::not_found, "there is no such session; it may have ended"};
}

Result<void> Sessions::end_sessions(const std::string& name) {
  const std::scoped_lock lock(state_->mutex);
  return state_->end_all(name);
}

// --- whose request it is

Result<void> Sessions::State::note_use(const Digest& digest, Time last_used, Time now) {
  if (now - last_used < use_noted_every) return {};
  auto update = database.prepare("UPDATE session SET last_used = ?2 WHERE digest = ?1");
  return update.bind(1, ByteView(digest)).bind(2, now).run();
}

// In one snapshot: who it is, and as whose deputy.
Result<Sessions::State::Found> Sessions::State::look_up(const Digest& digest, Time now) {
  HD_TRY(const store::Transaction reading, database.begin_reading());
  auto& row = database.cached(R"sql(
    SELECT officer.name, officer.posts, session.created, session.last_used
    FROM session JOIN officer ON officer.name = session.officer
    WHERE session.digest = ?1 AND officer.disabled IS NULL)sql");
  HD_TRY(const bool found, row.bind(1, ByteView(digest)).step());
  if (!found) return nobody();
  Found session{{row.text(0), {}}, row.time_at(2), row.time_at(3)};
  const std::string posts = row.text(1);
  HD_TRY(session.actor.posts, posts_now(database, session.actor.officer, posts, now));
  return session;
}

Result<Session> Sessions::State::find(std::string_view token) {
  if (token.empty() || token.size() > token_text_max) return nobody();
  const Digest digest = digest_of(token);
  const Time now = clock.now();
  const std::scoped_lock lock(mutex);
  HD_TRY(Found found, look_up(digest, now));
  const Time end = found.created + rules.longest;
  if (now >= end || now >= found.last_used + rules.longest_idle) return nobody();
  Session session{std::move(found.actor), csrf_of(token), found.created,
                  std::min(end, Time(now + rules.longest_idle))};
  HD_TRY(session.standing, standing_of(session.actor.officer));
  // A full disk must not sign anybody out: the use is then noted next time.
  (void)note_use(digest, found.last_used, now);
  return session;
}

Result<Session> Sessions::authenticate(const Request& request, CsrfPolicy policy) {
  const auto shown = presented(request);
  if (!shown) return nobody();
  HD_TRY(Session session, state_->find(shown->token));
  // Another site can make a browser send its cookie, but never an Authorization header.
  if (policy == CsrfPolicy::required && shown->carrier == Carrier::cookie) {
    HD_TRY_VOID(check_csrf(request, session));
  }
  return session;
}

}  // namespace haidang::http
