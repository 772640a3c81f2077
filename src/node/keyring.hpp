// A node's identity on disk: its configuration, its signed profile, and its private keys, each
// sealed together under the passphrase (docs/formats.md, "Key file").
#pragma once
#include "crypto/aead.hpp"
#include "directory/make_party.hpp"
#include "node/layout.hpp"
#include "node/permissions.hpp"

namespace haidang::node {

struct Config {
  Address self;
  std::string party_name;
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 0;
  std::string endpoint;         // as peers see it; empty: this node only calls out
  std::filesystem::path heads;  // the lock store, absolute or relative to the data directory
  std::vector<FourEyes> four_eyes = {};  // what needs a second officer
  // Until what is overdue goes one level up: from who is on duty to the deputy, from there to the
  // central authority.
  std::chrono::hours escalate_after{24};
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
// A rotation: the next keys become current and fresh next ones are published. It is written beside
// what is in force, and takes its place when the node starts next: a running node never speaks with
// keys that its profile does not hold.
struct Rotation {
  Bytes keys_file;
  Bytes signed_profile;
  directory::Profile profile;
};
// Nothing is written yet. Errors: bad_passphrase; already_exists (one is staged and not in force).
Result<Rotation> prepare_rotation(const Layout& layout, const directory::Profile& own,
                                  const std::string& host, std::string_view passphrase,
                                  Random& random, Time now);
Result<void> stage_rotation(const Layout& layout, const Rotation& rotation);
[[nodiscard]] bool rotation_staged(const Layout& layout);
// Before anything of the node is opened; may die at any step and be called again.
Result<void> put_rotation_in_force(const Layout& layout);

Result<void> save_profile(const Layout& layout, ByteView signed_profile);

}  // namespace haidang::node
