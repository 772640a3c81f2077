// A node's identity on disk: its configuration, its signed profile, and its private keys, each
// sealed together under the passphrase (docs/formats.md, "Key file").
#pragma once
#include "crypto/aead.hpp"
#include "directory/make_party.hpp"
#include "node/layout.hpp"

namespace haidang::node {

struct Config {
  Address self;
  std::string party_name;
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 0;
  std::string endpoint;         // as peers see it; empty: this node only calls out
  std::filesystem::path heads;  // the lock store, absolute or relative to the data directory
};

Result<void> save_config(const Layout& layout, const Config& config);
Result<Config> load_config(const Layout& layout);

// Everything secret that a running node needs, opened with the passphrase.
struct Keyring {
  directory::PartyKeys keys;
  crypto::AeadKey vault_key{};
};

struct NewNode {
  Config config;
  directory::NewParty party;
};

// Makes the data directory: keys, certificates, profile, configuration. Refuses a folder that holds
// a node already (already_exists). Returns the profile, for the fingerprint.
Result<directory::Profile> create_node(const Layout& layout, const NewNode& node,
                                       std::string_view passphrase, Random& random);

// Errors: not_found (no node here; next: haidang init), bad_passphrase.
Result<Keyring> open_keyring(const Layout& layout, std::string_view passphrase);
Result<Bytes> own_signed_profile(const Layout& layout);

}  // namespace haidang::node
