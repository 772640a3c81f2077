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

constexpr std::size_t four_eyes_max = 256;
constexpr std::int64_t escalate_hours_max = 24 * 366;

Result<std::vector<FourEyes>> read_four_eyes(ObjectReader& in) {
  HD_TRY(const json::array list, in.array("four_eyes", four_eyes_max));
  std::vector<FourEyes> rules;
  for (const json::value& value : list) {
    if (!value.is_string()) return Error{Code::bad_value, "node.json: 'four_eyes' holds no texts"};
    HD_TRY(FourEyes rule, parse_four_eyes(value.get_string(), treaty::Treaty::embedded()));
    rules.push_back(std::move(rule));
  }
  return rules;
}

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
  json::array former;
  for (const directory::FormerSealing& row : keyring.keys.former_sealing) {
    former.push_back(json::object{{"key", base64(crypto::to_pkcs8(row.key))},
                                  {"certificate", base64(row.certificate.der())}});
  }
  json::object bundle{{"vault", base64(keyring.vault_key)}, {"former-sealing", std::move(former)}};
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

Result<std::vector<directory::FormerSealing>> bundled_former(const json::object& bundle) {
  const json::value* list = bundle.if_contains("former-sealing");
  if (list == nullptr || !list->is_array()) {
    return Error{Code::malformed, "the key file has no list of former sealing keys"};
  }
  std::vector<directory::FormerSealing> former;
  for (const json::value& value : list->get_array()) {
    if (!value.is_object()) return Error{Code::malformed, "a former sealing key is damaged"};
    HD_TRY(crypto::PrivateKey key, bundled_key(value.get_object(), "key"));
    HD_TRY(const Bytes der, bundled(value.get_object(), "certificate"));
    HD_TRY(crypto::Certificate certificate, crypto::Certificate::from_der(der));
    former.push_back({std::move(key), std::move(certificate)});
  }
  return former;
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
  json::array four_eyes;
  for (const FourEyes& rule : config.four_eyes)
    four_eyes.push_back(json::string(four_eyes_text(rule)));
  const json::object object{{"haidang_node", 1},
                            {"party", config.self.party.text()},
                            {"authority", config.self.authority},
                            {"party_name", config.party_name},
                            {"listen_address", config.listen_address},
                            {"listen_port", config.listen_port},
                            {"endpoint", config.endpoint},
                            {"heads", config.heads.string()},
                            {"four_eyes", std::move(four_eyes)},
                            {"escalate_after_hours", config.escalate_after.count()}};
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
  HD_TRY(config.four_eyes, read_four_eyes(in));
  HD_TRY(const auto hours, in.optional_integer("escalate_after_hours", 1, escalate_hours_max));
  if (hours) config.escalate_after = std::chrono::hours(*hours);
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
  HD_TRY(keyring.keys.former_sealing, bundled_former(bundle));
  HD_TRY(const Bytes vault, bundled(bundle, "vault"));
  if (vault.size() != keyring.vault_key.size()) {
    return Error{Code::malformed, "the key file's vault key has the wrong length"};
  }
  std::copy(vault.begin(), vault.end(), keyring.vault_key.begin());
  return keyring;
}

Result<Rotation> prepare_rotation(const Layout& layout, const directory::Profile& own,
                                  const std::string& host, std::string_view passphrase,
                                  Random& random, Time now) {
  if (rotation_staged(layout)) {
    return Error{Code::already_exists, "a rotation waits for the node's next start", "",
                 "Start the node again first: the keys of that rotation are then in force."};
  }
  HD_TRY(Keyring keyring, open_keyring(layout, passphrase));
  directory::MadeParty party{std::move(keyring.keys), own};
  directory::rotate(party, {host}, now);
  HD_TRY(Bytes signed_profile, directory::sign_profile(party.profile, party.keys.root));
  keyring.keys = std::move(party.keys);
  return Rotation{to_bytes(seal_keys(keyring, passphrase, random)), std::move(signed_profile),
                  std::move(party.profile)};
}

// The keys last: where they are, the profile is whole.
Result<void> stage_rotation(const Layout& layout, const Rotation& rotation) {
  HD_TRY_VOID(write_durable(layout.next_profile(), rotation.signed_profile));
  return write_durable(layout.next_keys(), rotation.keys_file, FileMode::private_to_owner);
}

bool rotation_staged(const Layout& layout) {
  std::error_code ec;
  return std::filesystem::exists(layout.next_keys(), ec);
}

Result<void> put_rotation_in_force(const Layout& layout) {
  if (rotation_staged(layout)) {
    HD_TRY(const Bytes keys, read_file(layout.next_keys(), key_bytes_max));
    HD_TRY(const Bytes profile, read_file(layout.next_profile(), profile_bytes_max));
    HD_TRY_VOID(write_durable(layout.keys(), keys, FileMode::private_to_owner));
    HD_TRY_VOID(save_profile(layout, profile));
  }
  std::error_code ec;
  std::filesystem::remove(layout.next_keys(), ec);
  std::filesystem::remove(layout.next_profile(), ec);
  return {};
}

Result<void> save_profile(const Layout& layout, ByteView signed_profile) {
  return write_durable(profile_file(layout), signed_profile);
}

Result<Bytes> own_signed_profile(const Layout& layout) {
  return read_file(profile_file(layout), profile_bytes_max);
}

}  // namespace haidang::node
