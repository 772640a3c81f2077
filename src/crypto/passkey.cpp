#include "crypto/passkey.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <algorithm>
#include <memory>

#include "base/check.hpp"
#include "crypto/digest.hpp"

namespace haidang::crypto {
namespace {

constexpr std::size_t head_bytes = 37;  // SHA-256 of the site, flags, counter
constexpr std::size_t flags_at = 32;
constexpr std::uint8_t was_there = 0x01;
constexpr std::uint8_t was_verified = 0x04;
constexpr std::uint8_t has_key = 0x40;
constexpr std::size_t data_bytes_max = 4096;
constexpr std::size_t signature_bytes_max = 1024;
constexpr std::size_t id_bytes_max = 1023;  // section 4, "Credential ID"
constexpr int algorithms[] = {COSE_ES256, COSE_EDDSA, COSE_RS256};

template <class T, void (*release)(T**)>
struct Release {
  void operator()(T* it) const { release(&it); }
};
using Credential = std::unique_ptr<fido_cred_t, Release<fido_cred_t, fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, Release<fido_assert_t, fido_assert_free>>;
using Es256 = std::unique_ptr<es256_pk_t, Release<es256_pk_t, es256_pk_free>>;
using Eddsa = std::unique_ptr<eddsa_pk_t, Release<eddsa_pk_t, eddsa_pk_free>>;
using Rs256 = std::unique_ptr<rs256_pk_t, Release<rs256_pk_t, rs256_pk_free>>;

void ensure_fido() {
  static const bool ready = [] {
    fido_init(0);
    return true;
  }();
  HD_CHECK(ready);
}

Error unreadable() {
  return {Code::malformed, "what the authenticator said cannot be read"};
}

// Section 7.1 steps 13 to 15, section 7.2 steps 15 to 17.
Result<void> check_head(const std::string& rp_id, ByteView data) {
  if (data.size() > data_bytes_max) {
    return Error{Code::too_large, "what the authenticator said is too long"};
  }
  if (data.size() < head_bytes) return unreadable();
  const Digest site = sha256(as_bytes(rp_id));
  if (!std::equal(site.begin(), site.end(), data.begin())) {
    return Error{Code::wrong_addressee, "the passkey is for another site than this node's"};
  }
  const std::uint8_t flags = data[flags_at];
  if ((flags & was_there) != 0 && (flags & was_verified) != 0) return {};
  return Error{Code::bad_value, "the authenticator did not verify who holds it", "",
               "Give it a PIN or a fingerprint, and use it again."};
}

Bytes copied(const unsigned char* from, std::size_t size) {
  return from == nullptr ? Bytes{} : to_bytes(ByteView(from, size));
}

std::optional<NewPasskey> read_as(int algorithm, ByteView data) {
  const Credential credential(fido_cred_new());
  HD_CHECK(credential != nullptr);
  if (fido_cred_set_type(credential.get(), algorithm) != FIDO_OK ||
      fido_cred_set_authdata_raw(credential.get(), data.data(), data.size()) != FIDO_OK) {
    return std::nullopt;
  }
  const fido_cred_t* read = credential.get();
  NewPasskey made;
  made.id = copied(fido_cred_id_ptr(read), fido_cred_id_len(read));
  made.key = {algorithm, copied(fido_cred_pubkey_ptr(read), fido_cred_pubkey_len(read))};
  made.counter = fido_cred_sigcount(read);
  return made;
}

// True: the key is in force, and the signature is by it.
enum class Signed { yes, no };
Signed signed_by(const PasskeyKey& key, const fido_assert_t* assertion) {
  const auto verify = [&](const void* loaded) {
    const int done = fido_assert_verify(assertion, 0, static_cast<int>(key.algorithm), loaded);
    return done == FIDO_OK ? Signed::yes : Signed::no;
  };
  const void* bytes = key.bytes.data();
  const std::size_t size = key.bytes.size();
  if (key.algorithm == COSE_ES256) {
    const Es256 loaded(es256_pk_new());
    if (es256_pk_from_ptr(loaded.get(), bytes, size) == FIDO_OK) return verify(loaded.get());
  } else if (key.algorithm == COSE_EDDSA) {
    const Eddsa loaded(eddsa_pk_new());
    if (eddsa_pk_from_ptr(loaded.get(), bytes, size) == FIDO_OK) return verify(loaded.get());
  } else if (key.algorithm == COSE_RS256) {
    const Rs256 loaded(rs256_pk_new());
    if (rs256_pk_from_ptr(loaded.get(), bytes, size) == FIDO_OK) return verify(loaded.get());
  }
  return Signed::no;
}

}  // namespace

Result<NewPasskey> read_new_passkey(const std::string& rp_id, ByteView authenticator_data) {
  ensure_fido();
  HD_TRY_VOID(check_head(rp_id, authenticator_data));
  if ((authenticator_data[flags_at] & has_key) == 0) return unreadable();
  for (const int algorithm : algorithms) {
    std::optional<NewPasskey> made = read_as(algorithm, authenticator_data);
    if (!made) continue;
    if (made->id.empty() || made->id.size() > id_bytes_max || made->key.bytes.empty()) {
      return unreadable();
    }
    return *std::move(made);
  }
  return Error{Code::bad_value, "the authenticator's key cannot be used here",
               "it is none of ES256, EdDSA and RS256, or is damaged"};
}

Result<std::uint32_t> verify_passkey(const PasskeyKey& key, const std::string& rp_id,
                                     const PasskeyAnswer& answer) {
  ensure_fido();
  HD_TRY_VOID(check_head(rp_id, answer.authenticator_data));
  if (answer.client_data.size() > data_bytes_max || answer.signature.size() > signature_bytes_max) {
    return Error{Code::too_large, "what the authenticator said is too long"};
  }
  const Assertion assertion(fido_assert_new());
  HD_CHECK(assertion != nullptr);
  fido_assert_t* to = assertion.get();
  const Digest hash = sha256(answer.client_data);
  HD_CHECK(fido_assert_set_rp(to, rp_id.c_str()) == FIDO_OK);
  HD_CHECK(fido_assert_set_clientdata_hash(to, hash.data(), hash.size()) == FIDO_OK);
  HD_CHECK(fido_assert_set_up(to, FIDO_OPT_TRUE) == FIDO_OK);
  HD_CHECK(fido_assert_set_uv(to, FIDO_OPT_TRUE) == FIDO_OK);
  HD_CHECK(fido_assert_set_count(to, 1) == FIDO_OK);
  const ByteView data = answer.authenticator_data;
  if (fido_assert_set_authdata_raw(to, 0, data.data(), data.size()) != FIDO_OK) {
    return unreadable();
  }
  if (answer.signature.empty() ||
      fido_assert_set_sig(to, 0, answer.signature.data(), answer.signature.size()) != FIDO_OK ||
      signed_by(key, to) == Signed::no) {
    return Error{Code::bad_signature, "the signature is not by this passkey"};
  }
  return fido_assert_sigcount(to, 0);
}

}  // namespace haidang::crypto
