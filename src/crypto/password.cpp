#include "crypto/password.hpp"

#include <sodium.h>

#include <array>

#include "base/check.hpp"

namespace haidang::crypto {
namespace {

struct Cost {
  unsigned long long operations;
  std::size_t memory_bytes;
};

Cost cost_of(PasswordCost cost) {
  if (cost == PasswordCost::minimal_for_tests) {
    return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
  }
  return {crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE};
}

void ensure_sodium() {
  HD_CHECK(sodium_init() >= 0);
}

}  // namespace

std::string hash_password(std::string_view password, PasswordCost cost) {
  ensure_sodium();
  const auto [operations, memory_bytes] = cost_of(cost);
  std::array<char, crypto_pwhash_STRBYTES> phc{};
  // Fails only when the memory cannot be had.
  HD_CHECK(crypto_pwhash_str_alg(phc.data(), password.data(), password.size(), operations,
                                 memory_bytes, crypto_pwhash_ALG_ARGON2ID13) == 0);
  return phc.data();
}

bool verify_password(std::string_view phc, std::string_view password) {
  if (phc.size() >= crypto_pwhash_STRBYTES) return false;
  ensure_sodium();
  const std::string terminated(phc);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

}  // namespace haidang::crypto
