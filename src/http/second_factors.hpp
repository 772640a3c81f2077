// What an officer shows beside the password: a code of an authenticator app (RFC 6238), or one of
// ten recovery codes, each good once. Secrets are sealed in officers.db, recovery codes kept as
// their SHA-256 only.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "crypto/aead.hpp"
#include "store/database.hpp"

namespace haidang::http {

// What the node asks of those who sign in.
enum class FactorRule { optional, required };
std::string_view factor_rule_name(FactorRule rule);
Result<FactorRule> parse_factor_rule(std::string_view name);

// Thread-safe.
class SecondFactors {
 public:
  static constexpr std::size_t recovery_codes = 10;
  static Result<std::unique_ptr<SecondFactors>> open(store::Database database,
                                                     const crypto::AeadKey& key, Random& random);

  struct Standing {
    std::optional<Time> since;  // none: the password alone is asked for
    std::int64_t recovery_left = 0;
  };
  Result<Standing> standing(const std::string& officer);

  // A fresh secret, in force when the app has shown its first code. What was begun before is
  // forgotten. Error: already_exists (one is in force).
  struct Begun {
    std::string secret;  // base32
    std::string uri;     // otpauth://, for the QR code
  };
  Result<Begun> begin(const std::string& officer, const std::string& issuer);
  // What confirm() would say, before anything is done. Errors: not_found (nothing was begun),
  // bad_credentials.
  Result<void> check_first_code(const std::string& officer, const std::string& code, Time now);
  // Returns the recovery codes, shown this once.
  Result<std::vector<std::string>> confirm(const std::string& officer, const std::string& code,
                                           Time now);
  Result<std::vector<std::string>> renew_recovery(const std::string& officer);  // not_found
  Result<void> remove(const std::string& officer);

  // Is it a code of the officer's now? Then it is spent: a second time it is none.
  enum class Match { yes, no };
  Result<Match> spend(const std::string& officer, const std::string& code, Time now);

  Result<FactorRule> rule();
  Result<void> set_rule(FactorRule rule);

 private:
  SecondFactors(store::Database database, const crypto::AeadKey& key, Random& random)
      : database_(std::move(database)), key_(key), random_(random) {}
  struct Stored;
  Result<std::int64_t> first_step(const std::string& officer, const std::string& code, Time now);
  Result<std::optional<Stored>> find(const std::string& officer);
  Result<std::vector<std::string>> make_recovery(const std::string& officer);
  Result<Match> spend_recovery(const std::string& officer, const std::string& code);

  std::mutex mutex_;
  store::Database database_;
  const crypto::AeadKey key_;
  Random& random_;
};

}  // namespace haidang::http
