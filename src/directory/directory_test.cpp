#include "directory/directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "directory/fictional_party.hpp"

using namespace haidang;
using namespace haidang::directory;
using namespace haidang::directory::testing;

namespace {

const std::vector<std::string> hosts{"localhost"};

struct Fixture {
  store::Database database = store::Database::in_memory();
  std::unique_ptr<Directory> directory = Directory::open(database, noon).value();
  MadeParty party = aurelia();

  Result<TrustOutcome> trust(const MadeParty& other, std::optional<std::string> words = {},
                             Time now = noon) const {
    return directory->trust(signed_by(other), std::move(words), now);
  }
  void pin() const {
    REQUIRE(trust(party, fingerprint_words(party.profile)).value() == TrustOutcome::added);
  }
  void reopen(Time now = noon) { directory = Directory::open(database, now).value(); }
  [[nodiscard]] std::uint64_t pinned_version() const {
    return directory->find(party.profile.party).value()->version;
  }
};

}  // namespace

TEST_CASE("a first profile without its fingerprint is refused with the way to go on") {
  const Fixture f;
  const auto outcome = f.trust(f.party);
  REQUIRE(code_of(outcome) == Code::fingerprint_mismatch);
  const std::string words = fingerprint_words(f.party.profile);
  CHECK(outcome.error().next.find("Telephone") != std::string::npos);
  CHECK(outcome.error().next.find("haidang party trust FILE --fingerprint \"" + words + "\"") !=
        std::string::npos);
  CHECK(f.directory->all().empty());
}

TEST_CASE("a wrong fingerprint is refused and the right one is not shown") {
  const Fixture f;
  const std::string words = fingerprint_words(f.party.profile);
  for (const std::string& wrong : {fingerprint_words(borealia().profile), std::string(),
                                   words.substr(0, 41), words + "-babab"}) {
    CAPTURE(wrong);
    const auto outcome = f.trust(f.party, wrong);
    REQUIRE(code_of(outcome) == Code::fingerprint_mismatch);
    CHECK(outcome.error().text().find(words) == std::string::npos);
  }
  CHECK(code_of(f.directory->find(f.party.profile.party)) == Code::not_pinned);
}

TEST_CASE("the fingerprint is compared as it is read aloud") {
  const Fixture f;
  std::string spoken = fingerprint_words(f.party.profile);
  std::replace(spoken.begin(), spoken.end(), '-', ' ');
  spoken[0] = static_cast<char>(spoken[0] - 'a' + 'A');
  CHECK(f.trust(f.party, spoken).value() == TrustOutcome::added);
}

TEST_CASE("a profile that does not open is not pinned, whatever the fingerprint") {
  const Fixture f;
  Bytes tampered = signed_by(f.party);
  tampered[tampered.size() / 2] ^= 0x01U;
  CHECK(!f.directory->trust(tampered, fingerprint_words(f.party.profile), noon).ok());
  CHECK(code_of(f.trust(f.party, fingerprint_words(f.party.profile), noon + Days(800))) ==
        Code::key_expired);
  CHECK(f.directory->all().empty());
}

TEST_CASE("another root is never taken for a pinned Party, even with a fingerprint") {
  const Fixture f;
  f.pin();
  MadeParty impostor = aurelia();
  impostor.profile.version = 2;
  CHECK(code_of(f.trust(impostor)) == Code::key_changed);
  CHECK(code_of(f.trust(impostor, fingerprint_words(impostor.profile))) == Code::key_changed);
  CHECK(f.directory->find(f.party.profile.party).value()->root.fingerprint() ==
        f.party.profile.root.fingerprint());
}

TEST_CASE("an older profile and another text of the same version are refused") {
  Fixture f;
  const Bytes first = signed_by(f.party);
  f.pin();
  MadeParty twin = f.party;
  twin.profile.endpoint = "https://elsewhere:1";
  CHECK(code_of(f.trust(twin)) == Code::stale_profile);
  f.party.profile.version = 3;
  CHECK(f.trust(f.party).value() == TrustOutcome::updated);
  CHECK(code_of(f.directory->trust(first, std::nullopt, noon)) == Code::stale_profile);
  CHECK(f.pinned_version() == 3);
}

TEST_CASE("the same profile again changes nothing") {
  const Fixture f;
  f.pin();
  CHECK(f.trust(f.party).value() == TrustOutcome::unchanged);
  CHECK(f.trust(f.party, fingerprint_words(f.party.profile)).value() == TrustOutcome::unchanged);
  CHECK(code_of(f.trust(f.party, "babab")) == Code::fingerprint_mismatch);
}

TEST_CASE("a key that was not published ahead is refused, whichever it is") {
  const Fixture f;
  f.pin();
  MadeParty stranger = f.party;
  rotate(stranger, hosts, noon);
  rotate(stranger, hosts, noon);  // its keys now were never in the pinned profile
  for (const auto purpose : {&KeySet::signing, &KeySet::sealing, &KeySet::transport}) {
    MadeParty changed = f.party;
    changed.profile.version = 2;
    changed.profile.keys.*purpose = stranger.profile.keys.*purpose;
    CHECK(code_of(f.trust(changed)) == Code::key_changed);
  }
  const auto skipped = f.trust(stranger);
  REQUIRE(code_of(skipped) == Code::key_changed);
  CHECK(skipped.error().next.find("missed") != std::string::npos);
  CHECK(f.pinned_version() == 1);
}

TEST_CASE("a journal key in use is not dropped silently") {
  const Fixture f;
  f.pin();
  MadeParty changed = f.party;
  changed.profile.version = 2;
  changed.profile.journal_vkey = aurelia().profile.journal_vkey;
  CHECK(code_of(f.trust(changed)) == Code::key_changed);
  changed.profile.former_journal_vkeys = {f.party.profile.journal_vkey};
  CHECK(f.trust(changed).value() == TrustOutcome::updated);
  changed.profile.version = 3;
  changed.profile.former_journal_vkeys = {};
  CHECK(code_of(f.trust(changed)) == Code::key_changed);
}

TEST_CASE("keys are rotated twice through the next keys, with no fingerprint") {
  Fixture f;
  f.pin();
  for (std::uint64_t version = 2; version <= 3; ++version) {
    const Time later = noon + Days(100) * static_cast<int>(version);
    rotate(f.party, hosts, later);
    CHECK(f.trust(f.party, std::nullopt, later).value() == TrustOutcome::updated);
    CHECK(f.pinned_version() == version);
    CHECK(f.directory->signer(f.party.profile.keys.signing, later).ok());
    CHECK(f.directory->signer(f.party.profile.next_keys->signing, later).ok());
  }
}

TEST_CASE("the same key under a new certificate has not changed") {
  Fixture f;
  f.pin();
  f.party.profile.keys.transport =
      crypto::issue(f.party.profile.root, f.party.keys.root, f.party.keys.transport.public_key(),
                    {.use = crypto::CertificateUse::transport,
                     .common_name = "XA transport",
                     .country = "XA",
                     .hosts = {"elsewhere"},
                     .not_before = noon - Days(1),
                     .not_after = noon + Days(700)});
  f.party.profile.version = 2;
  CHECK(f.trust(f.party).value() == TrustOutcome::updated);
  CHECK(f.directory->transport(f.party.profile.keys.transport.fingerprint()));
}

TEST_CASE("a signer is the Party whose current or next signing key it is, in its time") {
  const Fixture f;
  f.pin();
  const MadeParty other = borealia();
  CHECK(code_of(f.directory->signer(other.profile.keys.signing, noon)) == Code::unknown_signer);
  CHECK(code_of(f.directory->signer(f.party.profile.root, noon)) == Code::unknown_signer);
  CHECK(code_of(f.directory->signer(f.party.profile.keys.sealing, noon)) == Code::unknown_signer);
  const auto& keys = f.party.profile.keys;
  CHECK(f.directory->signer(keys.signing, noon).value() == f.party.profile.party);
  CHECK(f.directory->signer(f.party.profile.next_keys->signing, noon).value() ==
        f.party.profile.party);
  CHECK(code_of(f.directory->signer(keys.signing, noon + key_validity + Days(1))) ==
        Code::key_expired);
}

TEST_CASE("acts that were on their way during a rotation are still known, for a while") {
  Fixture f;
  f.pin();
  const crypto::Certificate former = f.party.profile.keys.signing;
  rotate(f.party, hosts, noon);
  REQUIRE(f.trust(f.party).ok());
  for (int opened = 0; opened < 2; ++opened) {
    CHECK(f.directory->signer(former, noon + former_key_grace).ok());
    CHECK(code_of(f.directory->signer(former, noon + former_key_grace + Days(1))) ==
          Code::key_expired);
    f.reopen();
  }
  f.reopen(noon + former_key_grace + Days(1));
  CHECK(code_of(f.directory->signer(former, noon + former_key_grace + Days(1))) ==
        Code::unknown_signer);
}

TEST_CASE("a transport certificate belongs to one Party or to none") {
  const Fixture f;
  f.pin();
  const MadeParty other = borealia();
  const PartyCode party = f.party.profile.party;
  CHECK(f.directory->transport(f.party.profile.keys.transport.fingerprint()) == party);
  CHECK(f.directory->transport(f.party.profile.next_keys->transport.fingerprint()) == party);
  CHECK(!f.directory->transport(f.party.profile.keys.signing.fingerprint()));
  CHECK(!f.directory->transport(other.profile.keys.transport.fingerprint()));
  CHECK(f.directory->transport_fingerprints(party).value().size() == 2);
  CHECK(code_of(f.directory->transport_fingerprints(other.profile.party)) == Code::not_pinned);
}

TEST_CASE("what was pinned is there after a restart, byte for byte, even when its keys expired") {
  Fixture f;
  f.pin();
  const MadeParty other = borealia();
  REQUIRE(f.trust(other, fingerprint_words(other.profile)).ok());
  const Bytes pinned = f.directory->signed_profile(f.party.profile.party).value();
  for (const Time now : {noon, noon + Days(20'000), noon - Days(1000)}) {
    f.reopen(now);
    REQUIRE(f.directory->all().size() == 2);
    CHECK(f.directory->all()[0]->party.text() == "XA");
    CHECK(f.directory->signed_profile(f.party.profile.party).value() == pinned);
  }
  CHECK(code_of(f.directory->signer(f.party.profile.keys.signing, noon + Days(20'000))) ==
        Code::key_expired);
}

TEST_CASE("a directory whose rows were changed does not open") {
  Fixture f;
  f.pin();
  REQUIRE(f.database.execute("UPDATE party SET code = 'XB'").ok());
  CHECK(code_of(Directory::open(f.database, noon)) == Code::storage_failed);
  REQUIRE(f.database.execute("UPDATE party SET code = 'XA', profile = x'00'").ok());
  CHECK(code_of(Directory::open(f.database, noon)) == Code::storage_failed);
}

TEST_CASE("a Party that is forgotten is unknown, now and after a restart") {
  Fixture f;
  f.pin();
  const crypto::Certificate former = f.party.profile.keys.signing;
  rotate(f.party, hosts, noon);
  REQUIRE(f.trust(f.party).ok());
  const PartyCode party = f.party.profile.party;
  REQUIRE(f.directory->forget(party).ok());
  CHECK(code_of(f.directory->forget(party)) == Code::not_pinned);
  for (int opened = 0; opened < 2; ++opened) {
    CHECK(code_of(f.directory->find(party)) == Code::not_pinned);
    CHECK(code_of(f.directory->signed_profile(party)) == Code::not_pinned);
    CHECK(code_of(f.directory->signer(f.party.profile.keys.signing, noon)) == Code::unknown_signer);
    CHECK(code_of(f.directory->signer(former, noon)) == Code::unknown_signer);
    f.reopen();
  }
}

TEST_CASE("a Party is pinned inside the transaction of the caller") {
  Fixture f;
  {
    auto transaction = f.database.begin();
    REQUIRE(transaction.ok());
    f.pin();
  }  // rolled back
  f.reopen();
  CHECK(f.directory->all().empty());
}
