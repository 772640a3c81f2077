#include "directory/make_party.hpp"

#include <doctest/doctest.h>

#include "crypto/digest.hpp"
#include "directory/fictional_party.hpp"

using namespace haidang;
using namespace haidang::directory;
using namespace haidang::directory::testing;

TEST_CASE("a Party that cannot be made is refused before it is") {
  const auto code = [](auto change) {
    NewParty plan = plan_of();
    change(plan);
    return code_of(check_new_party(plan));
  };
  CHECK(code([](NewParty& plan) { plan.party = PartyCode(); }) == Code::bad_value);
  CHECK(code([](NewParty& plan) { plan.name = ""; }) == Code::bad_value);
  CHECK(code([](NewParty& plan) { plan.name = "Aur\nelia"; }) == Code::bad_value);
  CHECK(code([](NewParty& plan) { plan.hosts = {"not a host"}; }) == Code::bad_value);
  CHECK(code([](NewParty& plan) { plan.hosts = {""}; }) == Code::bad_value);
  CHECK(code([](NewParty& plan) { plan.endpoint = "http://localhost"; }) == Code::bad_value);
  CHECK(code([](NewParty& plan) { plan.authorities.clear(); }) == Code::bad_value);
  CHECK(code([](NewParty& plan) { plan.authorities[0].id = "A B"; }) == Code::bad_value);
  CHECK(code([](NewParty&) {}) == Code{});
  CHECK(code([](NewParty& plan) { plan.name = std::string(300, 'a'); }) == Code{});
}

TEST_CASE("a new Party has ten years of root, two of keys and four of the next keys") {
  const MadeParty party = aurelia();
  CHECK(party.profile.root.not_after() == noon + root_validity);
  CHECK(party.profile.keys.signing.not_after() == noon + key_validity);
  REQUIRE(party.profile.next_keys);
  CHECK(party.profile.next_keys->sealing.not_after() == noon + 2 * key_validity);
  CHECK(party.profile.root.country() == "XA");
  CHECK(open_profile(signed_by(party), noon).ok());
}

TEST_CASE("each private key belongs to its certificate") {
  MadeParty party = aurelia();
  const auto same = [](const crypto::PrivateKey& key, const crypto::Certificate& certificate) {
    return key.public_key().spki() == certificate.public_key().spki();
  };
  for (int rotation = 0; rotation < 2; ++rotation) {
    const auto& [keys, profile] = party;
    CHECK(same(keys.root, profile.root));
    CHECK(same(keys.signing, profile.keys.signing));
    CHECK(same(keys.sealing, profile.keys.sealing));
    CHECK(same(keys.transport, profile.keys.transport));
    CHECK(same(keys.next_signing, profile.next_keys->signing));
    CHECK(same(keys.next_sealing, profile.next_keys->sealing));
    CHECK(same(keys.next_transport, profile.next_keys->transport));
    rotate(party, {"localhost"}, noon + Days(100));
  }
}

TEST_CASE("the journal's verifier key follows the note format") {
  const MadeParty party = aurelia();
  const Bytes raw = party.keys.journal.public_key().raw_ed25519();
  Bytes typed{0x01};
  append(typed, raw);
  Bytes named = to_bytes("xa.haidang/journal\n");
  append(named, typed);
  const Digest id = crypto::sha256(named);
  CHECK(party.profile.journal_vkey ==
        "xa.haidang/journal+" + hex(ByteView(id).first(4)) + "+" + base64(typed));
}

TEST_CASE("a rotation uses the keys that were published ahead and publishes new ones") {
  MadeParty party = aurelia();
  const Profile before = party.profile;
  rotate(party, {"localhost"}, noon + Days(365));
  const Profile& after = party.profile;
  CHECK(after.version == 2);
  CHECK(after.issued_at == noon + Days(365));
  CHECK(after.keys.signing.fingerprint() == before.next_keys->signing.fingerprint());
  CHECK(after.next_keys->signing.fingerprint() != before.next_keys->signing.fingerprint());
  CHECK(after.root.fingerprint() == before.root.fingerprint());
  CHECK(after.journal_vkey == before.journal_vkey);
  CHECK(open_profile(signed_by(party), noon + Days(365)).ok());
}

TEST_CASE("keys can be rotated on the last day of their time") {
  MadeParty party = aurelia();
  for (int rotation = 1; rotation <= 3; ++rotation) {
    const Time last_day = noon + rotation * key_validity - Days(1);
    rotate(party, {"localhost"}, last_day);
    CHECK(open_profile(signed_by(party), last_day).ok());
  }
}

TEST_CASE("what was sealed before a rotation can be opened after two") {
  MadeParty party = aurelia();
  const Bytes sealed = crypto::seal(as_bytes("a key"), party.profile.keys.sealing).value();
  rotate(party, {"localhost"}, noon + Days(1));
  rotate(party, {"localhost"}, noon + Days(2));
  REQUIRE(party.keys.former_sealing.size() == 2);
  const FormerSealing& first = party.keys.former_sealing.front();
  const auto opened = crypto::open_sealed(sealed, first.certificate, first.key, 1024);
  REQUIRE(opened.ok());
  CHECK(as_text(*opened) == "a key");
}
