// AES-256-GCM (NIST SP 800-38D) for chunks and wrapped keys. One key never sees a nonce twice:
// callers derive the nonce from a counter under a random per-item key, or draw it at random.
#pragma once
#include <array>
#include <memory>

#include "base/bytes.hpp"

namespace haidang::crypto {

constexpr std::size_t aead_tag_bytes = 16;

using AeadKey = std::array<std::uint8_t, 32>;
using AeadNonce = std::array<std::uint8_t, 12>;

// A keyed cipher that is reused for many messages; one per thread.
class Aead {
 public:
  explicit Aead(const AeadKey& key);
  Aead(Aead&&) noexcept;
  Aead& operator=(Aead&&) noexcept;
  ~Aead();

  // out.size() == plain.size() + aead_tag_bytes (ciphertext, then tag). In place is allowed when
  // out begins at plain.
  void seal(const AeadNonce& nonce, ByteView associated, ByteView plain,
            std::span<std::uint8_t> out);
  // out.size() == sealed.size() - aead_tag_bytes. Error: cannot_open; `out` is then zeroed.
  Result<void> open(const AeadNonce& nonce, ByteView associated, ByteView sealed,
                    std::span<std::uint8_t> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// For small secrets at rest: a random nonce is drawn and put in front.
Bytes seal_secret(const AeadKey& key, ByteView associated, ByteView plain,
                  std::span<const std::uint8_t, 12> nonce);
Result<Bytes> open_secret(const AeadKey& key, ByteView associated, ByteView sealed);

}  // namespace haidang::crypto
