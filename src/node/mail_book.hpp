// The mail that waits: which relay, for whom something is to be mailed, and since when it fails. No
// message is kept: what it says is counted anew when it goes out. Rows change inside the road's
// transactions.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "crypto/aead.hpp"
#include "mail/relay.hpp"
#include "store/database.hpp"

namespace haidang::node {

// How long until a relay that refused is tried again: 1, 2, 4 ... minutes, an hour at most.
Millis mail_pause(std::int64_t failures);

struct MailDue {
  std::string officer;
  std::int64_t waiting = 0;  // notices that count and that he has not seen
  std::int64_t urgent = 0;
  std::int64_t failures = 0;
};

struct MailTrouble {
  std::string officer;
  std::int64_t failures = 0;
  Time next_attempt;
  std::string reason;
};

// Whether an officer has shown that he reads what comes to this address.
struct AddressStanding {
  bool is_confirmed = false;
  std::optional<Time> code_sent_at = {};  // a code went there and is still good
};

class MailBook {
 public:
  static constexpr std::int64_t code_tries_max = 5;
  static constexpr Millis code_lives = std::chrono::hours(24);
  // `key`: under which the relay's password is kept.
  static Result<MailBook> open(store::Database& database, const crypto::AeadKey& key);

  Result<std::optional<mail::Relay>> relay();
  // What waits is tried at once.
  Result<void> set_relay(const mail::Relay& relay, Random& random);
  Result<void> remove_relay();

  Result<AddressStanding> standing(const std::string& officer, const std::string& address,
                                   Time now);
  // The latest code alone is good, once, and for a day.
  Result<void> keep_code(const std::string& officer, const std::string& address, const Digest& code,
                         Time now);
  // From now on mail goes there; another address of the officer's is forgotten. Errors:
  // not_in_this_state (no code that is good), bad_value (another code), too_many_attempts. What a
  // wrong one counts is kept where the caller commits.
  Result<void> spend_code(const std::string& officer, const std::string& address,
                          const Digest& code, Time now);

  // For whom, with an address that is confirmed, a mail is due now; and when the next one is.
  Result<std::vector<MailDue>> due(Time now);
  Result<std::optional<Time>> next();
  Result<std::vector<std::string>> unconfirmed();  // officers who asked for mail, and get none yet
  Result<std::int64_t> waiting();                  // officers whose mail is due or held back
  Result<std::vector<MailTrouble>> trouble();

  // A mail told him of everything that was due at `as_of`.
  Result<void> sent(const std::string& officer, Time as_of, Time now);
  Result<void> failed(const std::string& officer, const std::string& reason, Time now);

 private:
  MailBook(store::Database& database, const crypto::AeadKey& key)
      : database_(&database), key_(key) {}
  store::Database* database_;
  crypto::AeadKey key_;
};

}  // namespace haidang::node
