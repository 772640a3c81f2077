// A Party's first keys, certificates and profile, and their rotation: for `haidang init` and for
// every test that needs a fictional Party.
#pragma once
#include <string>
#include <vector>

#include "directory/profile.hpp"

namespace haidang::directory {

// A sealing key that is not published any more. What was sealed to it, or wrapped for it in a
// manifest, is opened with it still.
struct FormerSealing {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
};

// All private keys of a node. The next set is made, and published in the profile, ahead of its use.
struct PartyKeys {
  crypto::PrivateKey root;
  crypto::PrivateKey signing;
  crypto::PrivateKey sealing;
  crypto::PrivateKey transport;
  crypto::PrivateKey journal;  // Ed25519
  crypto::PrivateKey next_signing;
  crypto::PrivateKey next_sealing;
  crypto::PrivateKey next_transport;
  std::vector<FormerSealing> former_sealing = {};  // the latest last; losing one loses evidence
};

struct NewParty {
  PartyCode party;
  std::string name;
  std::vector<AuthorityInfo> authorities;
  std::string endpoint;
  std::vector<std::string> hosts;  // names and addresses for the transport certificate
  Time now;
};

struct MadeParty {
  PartyKeys keys;
  Profile profile;
};

// RFC 5280 section 4.1.2.5. A next key is certified for twice as long: it waits first.
constexpr Days root_validity{3653};
constexpr Days key_validity{731};

// Whether make_party can make it: a Party's code, a name, authorities, hosts and an endpoint that a
// profile may hold. Errors: bad_value and those of reading a profile.
Result<void> check_new_party(const NewParty& plan);
// The plan must be one that check_new_party accepts.
MadeParty make_party(const NewParty& plan);

// The next keys become current, fresh next keys are published, the version grows. `hosts` are for
// the new transport certificate. The journal's key stays. Nobody knows before the profile is signed
// and brought to the other Parties; those who missed one rotation must be visited before the
// second.
void rotate(MadeParty& party, const std::vector<std::string>& hosts, Time now);

}  // namespace haidang::directory
