// A Party's first keys, certificates and profile, and their rotation: for `haidang init` and for every
// test that needs a fictional Party.
#pragma once
#include <string>
#include <vector>

#include "directory/profile.hpp"

namespace haidang::directory {

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

constexpr Days root_validity{3653};
constexpr Days key_validity{731};

MadeParty make_party(const NewParty& plan);

// The next keys become current, fresh next keys are published, the version grows.
void rotate(MadeParty& party, const std::vector<std::string>& hosts, Time now);

}  // namespace haidang::directory
