#include "crypto/aead.hpp"

#include <climits>

#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

constexpr int encrypt = 1;
constexpr int decrypt = 0;
constexpr std::size_t nonce_bytes = 12;

void start(EVP_CIPHER_CTX* context, int direction, const AeadNonce& nonce, ByteView associated) {
  HD_CHECK(EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), direction, nullptr) == 1);
  if (associated.empty()) return;
  HD_CHECK(associated.size() <= INT_MAX);
  int size = 0;
  HD_CHECK(EVP_CipherUpdate(context, nullptr, &size, associated.data(),
                            static_cast<int>(associated.size())) == 1);
}

// GCM is a stream: what goes in comes out at once, at the same length.
void transform(EVP_CIPHER_CTX* context, ByteView in, std::uint8_t* out) {
  if (in.empty()) return;
  HD_CHECK(in.size() <= INT_MAX);
  int size = 0;
  HD_CHECK(EVP_CipherUpdate(context, out, &size, in.data(), static_cast<int>(in.size())) == 1);
  HD_CHECK(static_cast<std::size_t>(size) == in.size());
}

Error not_opened() {
  return {Code::cannot_open, "the sealed bytes could not be opened",
          "the key is another one, or the bytes were altered"};
}

AeadNonce nonce_of(ByteView bytes) {
  AeadNonce nonce;
  HD_CHECK(bytes.size() == nonce.size());
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  return nonce;
}

}  // namespace

struct Aead::State {
  CipherContext context{EVP_CIPHER_CTX_new()};
};

// The key schedule is made once; each message then only sets its nonce and direction.
Aead::Aead(const AeadKey& key) : state_(std::make_unique<State>()) {
  HD_CHECK(state_->context != nullptr);
  HD_CHECK(EVP_CipherInit_ex2(state_->context.get(), aes_256_gcm_method(), key.data(), nullptr,
                              encrypt, nullptr) == 1);
}
Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;
Aead::~Aead() = default;

void Aead::seal(const AeadNonce& nonce, ByteView associated, ByteView plain,
                std::span<std::uint8_t> out) {
  HD_CHECK(out.size() == plain.size() + aead_tag_bytes);
  EVP_CIPHER_CTX* context = state_->context.get();
  const std::size_t size = plain.size();  // `plain` may be overwritten from here on
  start(context, encrypt, nonce, associated);
  transform(context, plain, out.data());
  int none = 0;
  std::uint8_t* tag = out.data() + size;
  HD_CHECK(EVP_CipherFinal_ex(context, tag, &none) == 1);
  HD_CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, aead_tag_bytes, tag) == 1);
}

Result<void> Aead::open(const AeadNonce& nonce, ByteView associated, ByteView sealed,
                        std::span<std::uint8_t> out) {
  if (sealed.size() < aead_tag_bytes) return not_opened();
  HD_CHECK(out.size() == sealed.size() - aead_tag_bytes);
  const ErrorQueue errors;
  EVP_CIPHER_CTX* context = state_->context.get();
  std::array<std::uint8_t, aead_tag_bytes> tag;
  const ByteView given_tag = sealed.last(aead_tag_bytes);
  std::copy(given_tag.begin(), given_tag.end(), tag.begin());
  start(context, decrypt, nonce, associated);
  transform(context, sealed.first(out.size()), out.data());
  HD_CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, aead_tag_bytes, tag.data()) == 1);
  int none = 0;
  std::array<std::uint8_t, aead_tag_bytes> nothing;
  if (EVP_CipherFinal_ex(context, nothing.data(), &none) == 1) return {};
  OPENSSL_cleanse(out.data(), out.size());
  return not_opened();
}

Bytes seal_secret(const AeadKey& key, ByteView associated, ByteView plain,
                  std::span<const std::uint8_t, nonce_bytes> nonce) {
  Bytes out(nonce_bytes + plain.size() + aead_tag_bytes);
  std::copy(nonce.begin(), nonce.end(), out.begin());
  Aead(key).seal(nonce_of(nonce), associated, plain, std::span(out).subspan(nonce_bytes));
  return out;
}

Result<Bytes> open_secret(const AeadKey& key, ByteView associated, ByteView sealed) {
  if (sealed.size() < nonce_bytes + aead_tag_bytes) return not_opened();
  const ByteView body = sealed.subspan(nonce_bytes);
  Bytes out(body.size() - aead_tag_bytes);
  HD_TRY_VOID(Aead(key).open(nonce_of(sealed.first(nonce_bytes)), associated, body, out));
  return out;
}

}  // namespace haidang::crypto
