#include "directory/make_party.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "crypto/digest.hpp"

namespace haidang::directory {
namespace {

using crypto::CertificateUse;
using crypto::KeyKind;
using crypto::PrivateKey;

std::string_view use_name(CertificateUse use) {
  switch (use) {
    case CertificateUse::root: return "root";
    case CertificateUse::signing: return "signing";
    case CertificateUse::sealing: return "sealing";
    case CertificateUse::transport: return "transport";
  }
  return "root";
}

crypto::CertificateRequest request_for(CertificateUse use, const Profile& profile,
                                       const std::vector<std::string>& hosts, Time now) {
  crypto::CertificateRequest request;
  request.use = use;
  request.common_name = fmt::format("{} {}", profile.name, use_name(use));
  request.country = profile.party.text();
  if (use == CertificateUse::transport) request.hosts = hosts;
  // Clocks differ: a certificate made now must hold on a machine that is a little behind.
  request.not_before = now - std::chrono::hours(1);
  request.not_after = now + (use == CertificateUse::root ? root_validity : key_validity);
  return request;
}

KeySet issue_set(const Profile& profile, const PrivateKey& root, const PrivateKey& signing,
                 const PrivateKey& sealing, const PrivateKey& transport,
                 const std::vector<std::string>& hosts, Time now) {
  const auto issue = [&](const PrivateKey& key, CertificateUse use) {
    return crypto::issue(profile.root, root, key.public_key(), request_for(use, profile, hosts, now));
  };
  return {issue(signing, CertificateUse::signing), issue(sealing, CertificateUse::sealing),
          issue(transport, CertificateUse::transport)};
}

// C2SP signed-note verifier key: "<name>+<key id>+base64(0x01 || public key)".
std::string note_vkey(const PartyCode& party, const PrivateKey& key) {
  std::string name = party.text() + ".haidang/journal";
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  Bytes typed{0x01};
  append(typed, key.public_key().raw_ed25519());
  Bytes named = to_bytes(name + "\n");
  append(named, typed);
  const Digest id = crypto::sha256(named);
  return fmt::format("{}+{}+{}", name, hex(ByteView(id).first(4)), base64(typed));
}

PartyKeys generate_keys() {
  const auto p256 = [] { return PrivateKey::generate(KeyKind::p256); };
  return {p256(), p256(), p256(), p256(), PrivateKey::generate(KeyKind::ed25519),
          p256(), p256(), p256()};
}

}  // namespace

MadeParty make_party(const NewParty& plan) {
  PartyKeys keys = generate_keys();
  crypto::CertificateRequest root_request;
  root_request.use = CertificateUse::root;
  root_request.common_name = plan.name + " root";
  root_request.country = plan.party.text();
  root_request.not_before = plan.now - std::chrono::hours(1);
  root_request.not_after = plan.now + root_validity;
  const crypto::Certificate root = crypto::make_root(keys.root, root_request);
  Profile profile{plan.party, plan.name, 1, plan.now, plan.authorities, plan.endpoint, root,
                  {root, root, root}, std::nullopt, note_vkey(plan.party, keys.journal), {}};
  profile.keys = issue_set(profile, keys.root, keys.signing, keys.sealing, keys.transport,
                           plan.hosts, plan.now);
  profile.next_keys = issue_set(profile, keys.root, keys.next_signing, keys.next_sealing,
                                keys.next_transport, plan.hosts, plan.now);
  return {std::move(keys), std::move(profile)};
}

void rotate(MadeParty& party, const std::vector<std::string>& hosts, Time now) {
  PartyKeys& keys = party.keys;
  Profile& profile = party.profile;
  HD_CHECK(profile.next_keys.has_value());
  keys.signing = keys.next_signing;
  keys.sealing = keys.next_sealing;
  keys.transport = keys.next_transport;
  profile.keys = *profile.next_keys;
  keys.next_signing = PrivateKey::generate(KeyKind::p256);
  keys.next_sealing = PrivateKey::generate(KeyKind::p256);
  keys.next_transport = PrivateKey::generate(KeyKind::p256);
  profile.next_keys = issue_set(profile, keys.root, keys.next_signing, keys.next_sealing,
                                keys.next_transport, hosts, now);
  profile.version += 1;
  profile.issued_at = now;
}

}  // namespace haidang::directory
