#include "directory/profile.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "directory/fictional_party.hpp"

using namespace haidang;
using namespace haidang::directory;
using namespace haidang::directory::testing;

namespace {

json::object object_of(const MadeParty& party) {
  return parse_json_object(write_profile(party.profile)).value();
}

// The profile with one member changed, properly signed by its own root.
Code code_with(const MadeParty& party, std::string_view member, json::value value) {
  json::object object = object_of(party);
  object[member] = std::move(value);
  return code_of(open_profile(sign_text(canonical(object), party), noon));
}

Code authority_code(const MadeParty& party, std::string_view member, json::value value) {
  json::object object = object_of(party);
  object["authorities"].as_array()[0].as_object()[member] = std::move(value);
  return code_of(open_profile(sign_text(canonical(object), party), noon));
}

Code key_code(const MadeParty& party, std::string_view member,
              const crypto::Certificate& certificate) {
  json::object object = object_of(party);
  object["keys"].as_object()[member] = base64(certificate.der());
  return code_of(open_profile(sign_text(canonical(object), party), noon));
}

crypto::Certificate certificate_of(const MadeParty& party, crypto::CertificateUse use,
                                   const std::string& country, Time begin, Time end) {
  return crypto::issue(party.profile.root, party.keys.root, party.keys.signing.public_key(),
                       {.use = use,
                        .common_name = "made for a test",
                        .country = country,
                        .hosts = {},
                        .not_before = begin,
                        .not_after = end});
}

}  // namespace

TEST_CASE("bytes that are no signed profile are refused") {
  const MadeParty party = aurelia();
  CHECK(code_of(open_profile({}, noon)) == Code::malformed);
  CHECK(code_of(open_profile(as_bytes("not a profile"), noon)) == Code::malformed);
  CHECK(code_of(open_profile(Bytes(1024 * 1024), noon)) == Code::too_large);
  CHECK(code_of(open_profile(sign_text("[]", party), noon)) == Code::malformed);
  CHECK(code_of(open_profile(sign_text("{}", party), noon)) == Code::missing_field);
}

TEST_CASE("no byte of a signed profile can be changed") {
  const Bytes good = signed_by(aurelia());
  REQUIRE(open_profile(good, noon).ok());
  for (std::size_t at = 0; at < good.size(); at += 7) {
    Bytes changed = good;
    changed[at] ^= 0x01U;
    CAPTURE(at);
    const auto profile = open_profile(changed, noon);
    // A bit in a part that OpenSSL ignores may leave the profile as it was, never another one.
    if (profile.ok())
      CHECK(write_profile(*profile) == write_profile(open_profile(good, noon).value()));
  }
}

TEST_CASE("declarations are in order, each once, and of lines") {
  const MadeParty party = aurelia();
  const auto row = [](std::string_view id, json::array values) {
    return json::object{{"id", id}, {"values", std::move(values)}};
  };
  const auto said = [&](json::array rows) { return code_with(party, "declarations", rows); };
  CHECK(said({row("extradition-basis", {"no"}), row("languages", {"en", "fr"})}) == Code{});
  CHECK(said({row("newer-than-ours", {})}) == Code{});
  CHECK(said({row("languages", {"en"}), row("extradition-basis", {"no"})}) == Code::bad_value);
  CHECK(said({row("languages", {"en"}), row("languages", {"fr"})}) == Code::bad_value);
  CHECK(said({row("languages", {7})}) == Code::bad_value);
  CHECK(said({7}) == Code::bad_value);
  CHECK(said({}) == Code::malformed);  // an empty list is left out
  CHECK(said({row("not a code", {})}) == Code::bad_value);
}

TEST_CASE("the assistance of the 24/7 network is told by letter, in order, each once, 41(3)") {
  MadeParty party = aurelia();
  party.profile.authorities[0].functions = {{"a", "carry-out", "24/7", {"en"}},
                                            {"e", "not-available", "", {}}};
  const Profile opened = open_profile(signed_by(party), noon).value();
  REQUIRE(opened.authorities[0].functions.size() == 2);
  CHECK(opened.authorities[0].functions[0].how == "carry-out");
  CHECK(opened.authorities[0].functions[1].letter == "e");
  const auto function = [](const char* letter, const char* how) {
    return json::object{
        {"letter", letter}, {"how", how}, {"hours", "24/7"}, {"languages", json::array{}}};
  };
  for (const json::array& wrong :
       {json::array{function("f", "facilitate")}, json::array{function("a", "perhaps")},
        json::array{function("b", "facilitate"), function("a", "facilitate")},
        json::array{function("a", "facilitate"), function("a", "carry-out")}}) {
    CHECK(authority_code(party, "functions", wrong) == Code::bad_value);
  }
}

TEST_CASE("a profile is signed by the root that it names") {
  const MadeParty party = aurelia();
  const MadeParty other = make_party(plan_of());
  const std::string text = write_profile(party.profile);
  CHECK(code_of(open_profile(sign_text(text, other), noon)) == Code::bad_signature);
  const Bytes by_signing_key =
      crypto::sign(as_bytes(text), party.profile.keys.signing, party.keys.signing, noon).value();
  CHECK(code_of(open_profile(by_signing_key, noon)) == Code::bad_signature);
  CHECK(code_of(sign_profile(party.profile, other.keys.root)) == Code::bad_value);
}

TEST_CASE("a profile speaks for the Party of its certificates only") {
  const MadeParty party = aurelia();
  CHECK(code_with(party, "party", "XB") == Code::wrong_party);
  CHECK(code_with(party, "party", "xa") == Code::bad_value);
  const Time end = noon + Days(10);
  using crypto::CertificateUse;
  CHECK(
      key_code(party, "signing", certificate_of(party, CertificateUse::signing, "XB", noon, end)) ==
      Code::wrong_party);
  CHECK(key_code(party, "signing",
                 certificate_of(party, CertificateUse::signing, "XA", noon, end)) == Code{});
}

TEST_CASE("each key comes from the root, for its own use and in its time") {
  const MadeParty party = aurelia();
  const MadeParty other = make_party(plan_of());
  using crypto::CertificateUse;
  CHECK(key_code(party, "signing", other.profile.keys.signing) == Code::unknown_signer);
  CHECK(key_code(party, "sealing", party.profile.keys.signing) == Code::bad_value);
  CHECK(key_code(party, "signing", party.profile.keys.transport) == Code::bad_value);
  CHECK(key_code(party, "signing", party.profile.root) != Code{});
  CHECK(key_code(party, "signing",
                 certificate_of(party, CertificateUse::signing, "XA", noon - Days(9),
                                noon - Days(1))) == Code::key_expired);
  CHECK(key_code(party, "signing",
                 certificate_of(party, CertificateUse::signing, "XA", noon + Days(1),
                                noon + Days(9))) == Code::key_expired);
  json::object object = object_of(party);
  object["next_keys"].as_object()["signing"] = base64(other.profile.keys.signing.der());
  CHECK(code_of(open_profile(sign_text(canonical(object), party), noon)) == Code::unknown_signer);
}

TEST_CASE("a profile whose keys have expired is not opened, but may be opened again") {
  const MadeParty party = aurelia();
  const Bytes profile = signed_by(party);
  CHECK(code_of(open_profile(profile, noon + key_validity + Days(1))) == Code::key_expired);
  CHECK(code_of(open_profile(profile, noon + root_validity + Days(1))) == Code::key_expired);
  CHECK(code_of(open_profile(profile, noon - Days(1))) == Code::key_expired);
  const auto again = reopen_profile(profile);
  REQUIRE(again.ok());
  CHECK(write_profile(*again) == write_profile(party.profile));
  Bytes changed = profile;
  changed[changed.size() / 3] ^= 0x10U;
  CHECK(!reopen_profile(changed).ok());
}

TEST_CASE("a profile from the future is refused beyond the skew of clocks") {
  const MadeParty party = aurelia();
  CHECK(code_with(party, "issued_at", json::string(format_time(noon + std::chrono::minutes(11)))) ==
        Code::future_date);
  CHECK(code_with(party, "issued_at", json::string(format_time(noon + std::chrono::minutes(9)))) ==
        Code{});
}

TEST_CASE("every member is required but the next keys, and must be of its type") {
  const MadeParty party = aurelia();
  for (const auto& member : object_of(party)) {
    const std::string name(member.key());
    CAPTURE(name);
    json::object object = object_of(party);
    object.erase(name);
    CHECK(parse_profile(canonical(object)).ok() == (name == "next_keys"));
    for (const json::value& other :
         {json::value(-1), json::value(true), json::value("\x1B[2J"), json::value(json::array{1}),
          json::value(json::object{{"x", 1}})}) {
      object[name] = other;
      CHECK(!parse_profile(canonical(object)).ok());
    }
  }
}

TEST_CASE("hostile values in a profile are refused, each for its reason") {
  const MadeParty party = aurelia();
  CHECK(code_with(party, "haidang_profile", 2) == Code::unsupported_version);
  CHECK(code_with(party, "surprise", 1) == Code::unknown_field);
  CHECK(code_with(party, "name", "") == Code::bad_value);
  CHECK(code_with(party, "name", json::string(401, 'a')) == Code::too_large);
  CHECK(code_with(party, "name",
                  "Aur\xE2\x80\xAE"
                  "ailer") == Code::bad_value);
  CHECK(code_with(party, "version", 0) == Code::bad_value);
  CHECK(code_with(party, "version", std::int64_t{1} << 60) == Code::bad_value);
  CHECK(code_with(party, "authorities", json::array{}) == Code::bad_value);
  CHECK(code_with(party, "root", "AAAA") == Code::malformed);
  for (const char* endpoint : {"http://host", "https://", "https://user@host", "https://a b",
                               "https://host?x", "javascript:alert(1)", "https://h\xC3\xB6st"}) {
    CAPTURE(endpoint);
    CHECK(code_with(party, "endpoint", endpoint) == Code::bad_value);
  }
  CHECK(code_with(party, "endpoint", "") == Code{});
  CHECK(authority_code(party, "id", "Contact Point") == Code::bad_value);
  CHECK(authority_code(party, "roles", json::array(33, json::value("a"))) == Code::too_large);
  CHECK(authority_code(party, "roles", json::array{"two words"}) == Code::bad_value);
  CHECK(authority_code(party, "phone", "+1\n+2") == Code::bad_value);
  json::object twice = object_of(party);
  twice["authorities"].as_array().push_back(twice["authorities"].as_array()[0]);
  CHECK(code_of(open_profile(sign_text(canonical(twice), party), noon)) == Code::bad_value);
}

TEST_CASE("a journal key is one key in one spelling, under the Party's own name") {
  const MadeParty party = aurelia();
  const std::string good = party.profile.journal_vkey;
  CHECK(code_with(party, "journal_vkey", json::string(borealia().profile.journal_vkey)) ==
        Code::wrong_party);
  CHECK(code_with(party, "journal_vkey", "") == Code::malformed);
  CHECK(code_with(party, "journal_vkey", "xa.haidang/journal") == Code::malformed);
  CHECK(code_with(party, "journal_vkey", "xa.haidang/journal+00000000") == Code::malformed);
  std::string other_id = good;
  other_id[good.find('+') + 1] = good[good.find('+') + 1] == '0' ? '1' : '0';
  CHECK(code_with(party, "journal_vkey", json::string(other_id)) == Code::malformed);
  std::string spaced = good;
  spaced.insert(spaced.find('/') + 1, " ");
  CHECK(code_with(party, "journal_vkey", json::string(spaced)) == Code::malformed);
  CHECK(code_with(party, "former_journal_vkeys", json::array{"x"}) == Code::malformed);
  CHECK(code_with(party, "former_journal_vkeys", json::array{json::string(good)}) == Code{});
}

TEST_CASE("only the canonical text of a profile is signed or opened") {
  const MadeParty party = aurelia();
  const std::string text = write_profile(party.profile);
  CHECK(parse_profile(text).ok());
  CHECK(code_of(open_profile(sign_text(text + "\n", party), noon)) == Code::malformed);
  std::string spaced = text;
  spaced.insert(1, " ");
  CHECK(code_of(open_profile(sign_text(spaced, party), noon)) == Code::malformed);
  std::string twice = text;
  twice.insert(1, R"("version":1,)");
  CHECK(code_of(open_profile(sign_text(twice, party), noon)) == Code::duplicate_key);
}

TEST_CASE("what would not be opened is not signed") {
  MadeParty party = aurelia();
  party.profile.endpoint = "http://localhost";
  CHECK(code_of(sign_profile(party.profile, party.keys.root)) == Code::bad_value);
  party = aurelia();
  party.profile.authorities.clear();
  CHECK(code_of(sign_profile(party.profile, party.keys.root)) == Code::bad_value);
  party = aurelia();
  party.profile.keys.sealing = borealia().profile.keys.sealing;
  CHECK(code_of(sign_profile(party.profile, party.keys.root)) == Code::unknown_signer);
}

TEST_CASE("a profile that is opened says what was signed") {
  const MadeParty party = aurelia();
  const Profile profile = open_profile(signed_by(party), noon).value();
  CHECK(write_profile(profile) == write_profile(party.profile));
  CHECK(profile.name == "Aurelia");
  REQUIRE(profile.authority("contact-point") != nullptr);
  CHECK(profile.authority("contact-point")->languages.size() == 2);
  CHECK(profile.authority("nobody") == nullptr);
}

TEST_CASE("a fingerprint is eight words over the root, and another root has others") {
  const MadeParty party = aurelia();
  const std::string words = fingerprint_words(party.profile);
  CHECK(words.size() == 8 * 5 + 7);
  CHECK(words == haidang::words(ByteView(party.profile.root.fingerprint()).first(16)));
  CHECK(words == fingerprint_words(open_profile(signed_by(party), noon).value()));
  CHECK(words != fingerprint_words(aurelia().profile));
}
