#include "crypto/digest.hpp"

#include <openssl/crypto.h>

#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

DigestContext new_context() {
  DigestContext context(EVP_MD_CTX_new());
  HD_CHECK(context != nullptr);
  HD_CHECK(EVP_DigestInit_ex2(context.get(), sha256_method(), nullptr) == 1);
  return context;
}

// Starting again with the algorithm already set is what makes a small digest cheap: no fetch, no
// allocation (a tree of 65-byte nodes is made of nothing else).
EVP_MD_CTX* restarted_thread_context() {
  thread_local const DigestContext context = new_context();
  HD_CHECK(EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1);
  return context.get();
}

void add(EVP_MD_CTX* context, ByteView bytes) {
  HD_CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
}

Digest result(EVP_MD_CTX* context) {
  Digest digest;
  unsigned size = 0;
  HD_CHECK(EVP_DigestFinal_ex(context, digest.data(), &size) == 1);
  HD_CHECK(size == digest.size());
  return digest;
}

}  // namespace

Digest sha256(ByteView bytes) {
  EVP_MD_CTX* context = restarted_thread_context();
  add(context, bytes);
  return result(context);
}

Digest sha256(ByteView first, ByteView second) {
  EVP_MD_CTX* context = restarted_thread_context();
  add(context, first);
  add(context, second);
  return result(context);
}

struct Sha256::State {
  DigestContext context = new_context();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(ByteView bytes) {
  add(state_->context.get(), bytes);
}

Digest Sha256::finish() {
  const Digest digest = result(state_->context.get());
  HD_CHECK(EVP_DigestInit_ex2(state_->context.get(), nullptr, nullptr) == 1);
  return digest;
}

bool equal_secret(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace haidang::crypto
