// Passkeys of officers (Web Authentication, Level 2): a key that an authenticator keeps for this
// node's pages alone and uses when it has verified who holds it. One of them signs in by itself:
// it is had, and opened by a PIN or a finger.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "crypto/passkey.hpp"
#include "store/database.hpp"

namespace haidang::http {

// Where officers open this node in a browser. Passkeys are for its host, and for no other.
struct PasskeySite {
  std::string origin;  // "https://desk.example:8443"
  std::string id;      // "desk.example"
};
// https, a host's name (no number: browsers make no passkeys for those), perhaps a port. Error:
// bad_value.
Result<PasskeySite> parse_site(std::string_view origin);

// The text form of everything binary here (RFC 4648 section 5, no padding). Error: malformed.
Result<Bytes> parse_base64url(std::string_view text);

struct Passkey {
  std::string id;  // of 32 digits, for people and addresses
  std::string name;
  Time created;
  std::optional<Time> last_used;
};

// What a browser is asked with. A challenge is good once, for five minutes, for what and for whom
// it was made, and in this run of the node alone.
struct PasskeyChallenge {
  Bytes challenge;
  std::string site_id;
  Bytes user;                // the officer, to his authenticator; says nothing to others
  std::vector<Bytes> known;  // his passkeys' own ids: one authenticator, one passkey
};

struct PasskeyOffer {
  std::string name;
  Bytes client_data;
  Bytes authenticator_data;
};

struct PasskeyProof {
  Bytes id;
  Bytes client_data;
  Bytes authenticator_data;
  Bytes signature;
  Bytes user;
};

// Whose the proof is. A counter that did not go up tells of a copy (section 6.1.1): then nobody
// signs in with it.
enum class PasskeyCopy { unlikely, likely };
struct PasskeyOwner {
  std::string officer;
  std::string passkey;
  PasskeyCopy copy = PasskeyCopy::unlikely;
};

// Thread-safe.
class Passkeys {
 public:
  static constexpr std::int64_t rows_max = 10;  // an officer's
  static constexpr std::chrono::minutes challenge_lives{5};
  static Result<std::unique_ptr<Passkeys>> open(store::Database database, Random& random);

  Result<std::optional<PasskeySite>> site();
  Result<void> set_site(const std::optional<PasskeySite>& site);

  Result<std::vector<Passkey>> list(const std::string& officer);  // the oldest first
  Result<std::int64_t> count(const std::string& officer);

  // Errors: not_in_this_state (nobody said where the node is opened).
  Result<PasskeyChallenge> invite(const std::string& officer, Time now);
  Result<PasskeyChallenge> ask(Time now);

  // What add() would say, before anything is done. Errors: bad_value (the name; the page, the
  // challenge, the person or the key are not as they must be), malformed, too_large,
  // wrong_addressee, already_exists, not_in_this_state.
  Result<void> check(const std::string& officer, const PasskeyOffer& offer, Time now);
  Result<void> add(const std::string& officer, const PasskeyOffer& offer, Time now);

  // Errors: bad_credentials, with the reason.
  Result<PasskeyOwner> verify(const PasskeyProof& proof, Time now);

  // Errors: not_found; bad_value.
  Result<void> rename(const std::string& officer, const std::string& id, const std::string& name);
  Result<void> remove(const std::string& officer, const std::string& id);
  Result<void> remove_all(const std::string& officer);

 private:
  enum class Purpose { add, sign_in };
  struct Stored;
  struct Checked;
  Passkeys(store::Database database, Random& random);
  Result<PasskeySite> needed_site();
  Bytes challenge_for(Purpose purpose, const std::string& officer, Time now);
  [[nodiscard]] Digest seal_of(Purpose purpose, const std::string& officer, ByteView open) const;
  Result<void> check_challenge(const std::string& challenge, Purpose purpose,
                               const std::string& officer, Time now);
  void spend(const std::string& challenge, Time now);
  Result<Checked> checked(const PasskeySite& here, const std::string& officer,
                          const PasskeyOffer& offer, Time now);
  Result<std::optional<Stored>> find(ByteView id);
  Result<PasskeyOwner> verified(const PasskeySite& here, const PasskeyProof& proof, Time now);

  std::mutex mutex_;
  store::Database database_;
  Random& random_;
  Digest key_{};                       // of this run: seals challenges
  std::map<std::string, Time> spent_;  // challenges, until they would have died anyway
};

}  // namespace haidang::http
