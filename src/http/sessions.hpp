// Officers and their sessions: passwords as Argon2id, tokens as their SHA-256 only, and the rules
// by which a request is somebody's.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "crypto/password.hpp"
#include "http/message.hpp"
#include "http/second_factors.hpp"
#include "node/permissions.hpp"
#include "store/database.hpp"

namespace haidang::http {

struct Officer {
  std::string name;
  std::vector<node::Post> posts;  // one's own
  Time created;
  std::optional<Time> disabled;
};

// Where the node requires a second factor, whoever has none may set one up and do nothing else.
enum class Standing { full, must_enrol };

struct Session {
  node::Actor actor;  // with the posts that count now, as a deputy too
  std::string csrf;   // what a page must send with each write, as X-CSRF-Token
  Time created;
  Time expires;
  Standing standing = Standing::full;
};

// What was shown was right; was it all that is asked for?
enum class Lacks { nothing, code };

struct SignIn {
  Session session;
  std::string token;             // for Authorization: Bearer; shown this once
  std::string cookie;            // for Set-Cookie
  Lacks lacks = Lacks::nothing;  // `code`: no session began, the rest is empty
};

// One of an officer's sessions, as he sees it: the id is of no use to whoever wants to sign in.
struct OpenSession {
  std::string id;
  Time created;
  Time last_used;
};

struct SessionRules {
  std::chrono::minutes longest{12 * 60};
  std::chrono::minutes longest_idle{2 * 60};
  std::size_t sessions_max = 16;  // of one officer; the oldest gives way
  crypto::PasswordCost cost = crypto::PasswordCost::interactive;
};

// Does a request change something? Then a browser must show that the page itself sent it.
enum class CsrfPolicy { exempt, required };

inline constexpr std::string_view session_cookie_name = "__Host-haidang";
// A Set-Cookie value that ends the browser's session.
std::string cookie_that_ends();

// Thread-safe. Checking a password takes a tenth of a second and 64 MiB: at most two at a time, the
// others wait.
class Sessions {
 public:
  static Result<std::unique_ptr<Sessions>> open(store::Database database, Clock& clock,
                                                Random& random, SessionRules rules = {},
                                                SecondFactors* factors = nullptr);
  ~Sessions();

  // `name`: 1 to 64 of A-Z a-z 0-9 . _ @ -; `password`: 12 to 1024 bytes. Errors: bad_value,
  // already_exists.
  Result<void> create_officer(const std::string& name, const std::string& password,
                              const std::vector<node::Post>& posts);
  // What create_officer would say before anything is done.
  Result<void> check_new_officer(const std::string& name, const std::string& password);
  // These end the officer's sessions. Errors: not_found, bad_value; not_permitted for what would
  // leave the node without an administrator who can sign in.
  Result<void> set_password(const std::string& name, const std::string& password);
  Result<void> set_posts(const std::string& name, const std::vector<node::Post>& posts);
  Result<void> disable_officer(const std::string& name);
  Result<void> enable_officer(const std::string& name);  // with the posts and password there were
  [[nodiscard]] Result<std::vector<Officer>> officers();
  [[nodiscard]] Result<Officer> officer(const std::string& name);  // not_found

  // Errors: bad_credentials (the same, after the same work, whether the name, the password or the
  // officer's standing is at fault; and for a code that is none, or was used), too_many_attempts.
  // Without a code where one is needed, the right password is told to be right, and no more.
  Result<SignIn> sign_in(const std::string& name, const std::string& password,
                         const std::string& remote_address,
                         const std::optional<std::string>& code = std::nullopt);
  // The same for somebody who is signed in and about to change how he signs in; begins nothing.
  Result<void> check_password(const std::string& name, const std::string& password,
                              const std::string& remote_address);
  Result<void> sign_out(const Request& request);

  Result<std::vector<OpenSession>> open_sessions(const std::string& name);  // the latest first
  static std::string session_id(const Request& request);  // of the one that it belongs to
  Result<void> end_session(const std::string& name, const std::string& id);  // not_found
  Result<void> end_sessions(const std::string& name);

  // Whose request is it? Errors: not_signed_in; csrf (a browser's write without the session's
  // token, or from another site).
  Result<Session> authenticate(const Request& request, CsrfPolicy policy);

 private:
  struct State;
  explicit Sessions(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Fetch Metadata (W3C): a browser tells which site a request comes from. Error: csrf.
Result<void> check_site(const Request& request);

}  // namespace haidang::http
