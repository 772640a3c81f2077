// SHA-256 (FIPS 180-4) over bytes and streams; algorithms are fetched once per process.
#pragma once
#include <memory>

#include "base/bytes.hpp"

namespace haidang::crypto {

Digest sha256(ByteView bytes);
Digest sha256(ByteView first, ByteView second);  // of the concatenation

// A running digest. Movable, not shared between threads.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  void update(ByteView bytes);
  [[nodiscard]] Digest finish();  // once; afterwards the object starts a new digest

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Constant-time comparison, for secrets and tags.
bool equal_secret(ByteView a, ByteView b);

}  // namespace haidang::crypto
