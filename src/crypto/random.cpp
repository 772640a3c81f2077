#include "crypto/random.hpp"

#include <openssl/rand.h>

#include "base/check.hpp"

namespace haidang::crypto {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  // Without random numbers nothing that follows is safe: this failure must stop the operation.
  HD_CHECK(RAND_bytes_ex(nullptr, out.data(), out.size(), 0) == 1);
}

}  // namespace haidang::crypto
