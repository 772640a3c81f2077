#include "directory/make_party.hpp"

#include <fmt/format.h>

#include <utility>

#include "directory/journal_vkey.hpp"

namespace haidang::directory {
namespace {

using crypto::Certificate;
using crypto::CertificateUse;
using crypto::KeyKind;
using crypto::PrivateKey;

// Clocks differ: a certificate made now must hold on a machine that is a little behind.
constexpr Millis clock_allowance = std::chrono::hours(1);

std::string_view use_name(CertificateUse use) {
  switch (use) {
    case CertificateUse::root:
      return "root";
    case CertificateUse::signing:
      return "signing";
    case CertificateUse::sealing:
      return "sealing";
    case CertificateUse::transport:
      return "transport";
  }
  HD_CHECK(false);
  return {};
}

// Named by the Party's code: a State's full name may be longer than a certificate's may be.
crypto::CertificateRequest request_for(CertificateUse use, const PartyCode& party,
                                       const std::vector<std::string>& hosts, Time now,
                                       Days validity) {
  return {.use = use,
          .common_name = fmt::format("{} {}", party.text(), use_name(use)),
          .country = party.text(),
          .hosts = use == CertificateUse::transport ? hosts : std::vector<std::string>{},
          .not_before = now - clock_allowance,
          .not_after = now + validity};
}

// What all certificates of one set have in common.
struct Issuer {
  const Certificate& root;
  const PrivateKey& root_key;
  const PartyCode& party;
  const std::vector<std::string>& hosts;
  Time now;
  Days validity;

  [[nodiscard]] Certificate issue(const PrivateKey& key, CertificateUse use) const {
    return crypto::issue(root, root_key, key.public_key(),
                         request_for(use, party, hosts, now, validity));
  }
};

KeySet issue_current(const Issuer& issuer, const PartyKeys& keys) {
  return {issuer.issue(keys.signing, CertificateUse::signing),
          issuer.issue(keys.sealing, CertificateUse::sealing),
          issuer.issue(keys.transport, CertificateUse::transport)};
}

KeySet issue_next(Issuer issuer, const PartyKeys& keys) {
  issuer.validity = 2 * key_validity;
  return {issuer.issue(keys.next_signing, CertificateUse::signing),
          issuer.issue(keys.next_sealing, CertificateUse::sealing),
          issuer.issue(keys.next_transport, CertificateUse::transport)};
}

PrivateKey new_key() {
  return PrivateKey::generate(KeyKind::p256);
}

PartyKeys new_keys() {
  return {.root = new_key(),
          .signing = new_key(),
          .sealing = new_key(),
          .transport = new_key(),
          .journal = PrivateKey::generate(KeyKind::ed25519),
          .next_signing = new_key(),
          .next_sealing = new_key(),
          .next_transport = new_key()};
}

}  // namespace

Result<void> check_new_party(const NewParty& plan) {
  HD_TRY_VOID(crypto::check_request(
      request_for(CertificateUse::transport, plan.party, plan.hosts, plan.now, key_validity)));
  // The rest is for the reader of profiles to judge, and it reads what is really made.
  const MadeParty trial = make_party(plan);
  const auto readable = sign_profile(trial.profile, trial.keys.root);
  if (!readable.ok()) return readable.error();
  return {};
}

MadeParty make_party(const NewParty& plan) {
  PartyKeys keys = new_keys();
  const Certificate root = crypto::make_root(
      keys.root, request_for(CertificateUse::root, plan.party, {}, plan.now, root_validity));
  const Issuer issuer{root, keys.root, plan.party, plan.hosts, plan.now, key_validity};
  Profile profile{.party = plan.party,
                  .name = plan.name,
                  .version = 1,
                  .issued_at = plan.now,
                  .authorities = plan.authorities,
                  .endpoint = plan.endpoint,
                  .root = root,
                  .keys = issue_current(issuer, keys),
                  .next_keys = issue_next(issuer, keys),
                  .journal_vkey = write_journal_vkey(plan.party, keys.journal.public_key()),
                  .former_journal_vkeys = {}};
  return {std::move(keys), std::move(profile)};
}

void rotate(MadeParty& party, const std::vector<std::string>& hosts, Time now) {
  PartyKeys& keys = party.keys;
  Profile& profile = party.profile;
  HD_CHECK(profile.next_keys.has_value());
  keys.former_sealing.push_back({keys.sealing, profile.keys.sealing});
  keys.signing = std::exchange(keys.next_signing, new_key());
  keys.sealing = std::exchange(keys.next_sealing, new_key());
  keys.transport = std::exchange(keys.next_transport, new_key());
  profile.keys = *profile.next_keys;
  profile.next_keys =
      issue_next({profile.root, keys.root, profile.party, hosts, now, key_validity}, keys);
  profile.version += 1;
  profile.issued_at = now;
}

}  // namespace haidang::directory
