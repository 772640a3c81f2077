// What an authenticator says (Web Authentication, Level 2, section 6): a new public key, and a
// signature by it. The only place that calls libfido2. Pure; whether the page, the challenge and
// the officer are the right ones, the caller asks.
#pragma once
#include <cstdint>
#include <string>

#include "base/bytes.hpp"

namespace haidang::crypto {

// A public key by its COSE algorithm (RFC 9053): -7 ES256, -8 EdDSA, -257 RS256.
struct PasskeyKey {
  std::int64_t algorithm = 0;
  Bytes bytes;  // as libfido2 keeps it
};

struct NewPasskey {
  Bytes id;
  PasskeyKey key;
  std::uint32_t counter = 0;
};

// Made for the site `rp_id`, by somebody who was there and whom the authenticator verified. Which
// make of authenticator it is, nobody attests. Errors: too_large, malformed; wrong_addressee (made
// for another site); bad_value (the person was not verified, or the algorithm is another).
Result<NewPasskey> read_new_passkey(const std::string& rp_id, ByteView authenticator_data);

// What the browser hands over when somebody signs in.
struct PasskeyAnswer {
  ByteView client_data;  // JSON, as signed
  ByteView authenticator_data;
  ByteView signature;
};

// Returns the signature counter. Errors: too_large, malformed; wrong_addressee, bad_value as above;
// bad_signature.
Result<std::uint32_t> verify_passkey(const PasskeyKey& key, const std::string& rp_id,
                                     const PasskeyAnswer& answer);

}  // namespace haidang::crypto
