// Two fictional Parties for the tests of this room.
#pragma once
#include "directory/make_party.hpp"

namespace haidang::directory::testing {

inline const Time noon = parse_time("2026-06-01T12:00:00Z").value();

inline NewParty plan_of(std::string_view code = "XA", const std::string& name = "Aurelia") {
  return {.party = PartyCode::parse(code).value(),
          .name = name,
          .authorities = {{.id = "contact-point",
                           .name = name + " contact point",
                           .roles = {"contact-point"},
                           .languages = {"en", "fr"},
                           .hours = "24/7",
                           .time_zone = "Etc/UTC",
                           .phone = "+000 1",
                           .email = "contact@example.org"}},
          .endpoint = "https://localhost:4430",
          .hosts = {"localhost", "127.0.0.1"},
          .now = noon};
}

inline MadeParty aurelia() {
  return make_party(plan_of());
}
inline MadeParty borealia() {
  return make_party(plan_of("XB", "Borealia"));
}

inline Bytes signed_by(const MadeParty& party) {
  return sign_profile(party.profile, party.keys.root).value();
}

// As a hostile or careless maker would: any text, signed by any root.
inline Bytes sign_text(std::string_view text, const MadeParty& signer) {
  return crypto::sign(as_bytes(text), signer.profile.root, signer.keys.root, noon).value();
}

template <class T>
Code code_of(const Result<T>& result) {
  return result.ok() ? Code{} : result.error().code;
}

}  // namespace haidang::directory::testing
