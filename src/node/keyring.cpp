#include "node/keyring.hpp"

#include <fmt/format.h>

#include <array>

#include "base/durable_file.hpp"
#include "crypto/key_file.hpp"

namespace haidang::node {
namespace {

constexpr std::size_t config_bytes_max = 64 * 1024;
constexpr std::size_t key_bytes_max = 64 * 1024;
constexpr std::size_t profile_bytes_max = 256 * 1024;
constexpr std::string_view keys_context = "haidang keys, version 1";
constexpr std::size_t passphrase_bytes_min = 8;

std::filesystem::path profile_file(const Layout& layout) {
  return layout.root / "profile.p7m";
}

struct NamedKey {
  const char* name;
  crypto::PrivateKey directory::PartyKeys::* key;
};
using Keys = directory::PartyKeys;
constexpr std::array named_keys{
    NamedKey{"root", &Keys::root},
    NamedKey{"signing", &Keys::signing},
    NamedKey{"sealing", &Keys::sealing},
    NamedKey{"transport", &Keys::transport},
    NamedKey{"journal", &Keys::journal},
    NamedKey{"next-signing", &Keys::next_signing},
    NamedKey{"next-sealing", &Keys::next_sealing},
    NamedKey{"next-transport", &Keys::next_transport},
};

// All keys in one sealed file: one passphrase and one derivation, which is meant to be slow; and no
// moment in which half of the keys are new.
std::string seal_keys(const Keyring& keyring, std::string_view passphrase, Random& random) {
  json::object bundle{{"vault", base64(keyring.vault_key)}};
  for (const NamedKey& row : named_keys) {
    bundle[row.name] = base64(crypto::to_pkcs8(keyring.keys.*row.key));
  }
  crypto::PassphraseSalt salt{};
  random.fill(salt);
  crypto::AeadNonce nonce{};
  random.fill(nonce);
  const Bytes sealed =
      crypto::seal_secret(crypto::derive_key(passphrase, salt), as_bytes(keys_context),
                          as_bytes(canonical(bundle)), nonce);
  return canonical(json::object{{"haidang_keys", 1},
                                {"kdf", "argon2id, 64 MiB, 2 passes"},
                                {"salt", hex(salt)},
                                {"sealed", base64(sealed)}});
}

Result<Bytes> bundled(const json::object& bundle, const char* name) {
  const json::value* value = bundle.if_contains(name);
  if (value == nullptr || !value->is_string()) {
    return Error{Code::malformed, fmt::format("the key file has no key '{}'", name)};
  }
  return parse_base64(value->get_string());
}

Result<crypto::PrivateKey> bundled_key(const json::object& bundle, const char* name) {
  HD_TRY(const Bytes der, bundled(bundle, name));
  return crypto::from_pkcs8(der);
}

Result<json::object> open_bundle(const Layout& layout, std::string_view passphrase) {
  HD_TRY(const Bytes file, read_file(layout.keys(), key_bytes_max));
  HD_TRY(const json::object object, parse_json_object(as_text(file)));
  ObjectReader in(object, "key file");
  HD_TRY(const std::int64_t version, in.integer("haidang_keys", 1, 1));
  (void)version;
  HD_TRY(const std::string salt_text, in.text("salt", 32));
  HD_TRY(const Bytes salt_bytes, parse_hex(salt_text));
  HD_TRY(const std::string sealed_text, in.text("sealed", key_bytes_max));
  HD_TRY(const Bytes sealed, parse_base64(sealed_text));
  crypto::PassphraseSalt salt{};
  if (salt_bytes.size() != salt.size()) return Error{Code::malformed, "the key file is damaged"};
  std::copy(salt_bytes.begin(), salt_bytes.end(), salt.begin());
  const auto opened =
      crypto::open_secret(crypto::derive_key(passphrase, salt), as_bytes(keys_context), sealed);
  if (!opened.ok()) {
    return Error{Code::bad_passphrase, "the passphrase does not open the node's keys"};
  }
  return parse_json_object(as_text(*opened));
}

}  // namespace

Result<void> save_config(const Layout& layout, const Config& config) {
  const json::object object{{"haidang_node", 1},
                            {"party", config.self.party.text()},
                            {"authority", config.self.authority},
                            {"party_name", config.party_name},
                            {"listen_address", config.listen_address},
                            {"listen_port", config.listen_port},
                            {"endpoint", config.endpoint},
                            {"heads", config.heads.string()}};
  return write_durable(layout.config(), as_bytes(canonical(object) + "\n"));
}

Result<Config> load_config(const Layout& layout) {
  const auto bytes = read_file(layout.config(), config_bytes_max);
  if (!bytes.ok() && bytes.error().code == Code::not_found) {
    return Error{Code::not_found, "there is no node in " + layout.root.string(), "",
                 "Make one: haidang init --data DIR --party XA"};
  }
  if (!bytes.ok()) return bytes.error();
  HD_TRY(const json::object object, parse_json_object(as_text(*bytes)));
  ObjectReader in(object, "node.json");
  Config config;
  HD_TRY(const std::int64_t version, in.integer("haidang_node", 1, 1));
  (void)version;
  HD_TRY(const std::string party, in.text("party", 8));
  HD_TRY(config.self.party, PartyCode::parse(party));
  HD_TRY(const std::string authority, in.text("authority", 64));
  HD_TRY(config.self.authority, parse_authority(authority));
  HD_TRY(config.party_name, in.text("party_name"));
  HD_TRY(config.listen_address, in.text("listen_address", 100));
  HD_TRY(const std::int64_t port, in.integer("listen_port", 0, 65535));
  config.listen_port = static_cast<std::uint16_t>(port);
  HD_TRY(config.endpoint, in.text("endpoint", 400));
  HD_TRY(const std::string heads, in.text("heads"));
  config.heads = heads;
  HD_TRY_VOID(in.finish());
  return config;
}

Result<directory::Profile> create_node(const Layout& layout, const NewNode& node,
                                       std::string_view passphrase, Random& random) {
  std::error_code ec;
  if (std::filesystem::exists(layout.config(), ec) || std::filesystem::exists(layout.keys(), ec)) {
    return Error{Code::already_exists, "there is a node in " + layout.root.string() + " already",
                 "", "Name another folder; a node's keys are never overwritten."};
  }
  if (passphrase.size() < passphrase_bytes_min) {
    return Error{Code::bad_value, "the passphrase is too short", "it guards the Party's keys",
                 "Use at least 8 characters; several words are better."};
  }
  HD_TRY_VOID(directory::check_new_party(node.party));
  HD_TRY_VOID(make_durable_folder(layout.root, FileMode::private_to_owner));
  directory::MadeParty made = directory::make_party(node.party);
  Keyring keyring{std::move(made.keys), {}};
  random.fill(keyring.vault_key);
  HD_TRY(const Bytes profile, directory::sign_profile(made.profile, keyring.keys.root));
  HD_TRY_VOID(write_durable(layout.keys(), as_bytes(seal_keys(keyring, passphrase, random)),
                            FileMode::private_to_owner));
  HD_TRY_VOID(write_durable(profile_file(layout), profile));
  // Last: a folder with a configuration is a whole node.
  HD_TRY_VOID(save_config(layout, node.config));
  return std::move(made.profile);
}

Result<Keyring> open_keyring(const Layout& layout, std::string_view passphrase) {
  HD_TRY(const json::object bundle, open_bundle(layout, passphrase));
  std::vector<crypto::PrivateKey> keys;
  for (const NamedKey& row : named_keys) {
    HD_TRY(crypto::PrivateKey key, bundled_key(bundle, row.name));
    keys.push_back(std::move(key));
  }
  Keyring keyring{{keys[0], keys[1], keys[2], keys[3], keys[4], keys[5], keys[6], keys[7]}, {}};
  HD_TRY(const Bytes vault, bundled(bundle, "vault"));
  if (vault.size() != keyring.vault_key.size()) {
    return Error{Code::malformed, "the key file's vault key has the wrong length"};
  }
  std::copy(vault.begin(), vault.end(), keyring.vault_key.begin());
  return keyring;
}

Result<Bytes> own_signed_profile(const Layout& layout) {
  return read_file(profile_file(layout), profile_bytes_max);
}

}  // namespace haidang::node
