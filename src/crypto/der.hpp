// The outer layers of DER (X.690 section 10.1): definite lengths in their shortest form, tags of
// one byte. Used to look at a message before OpenSSL parses it; internal to this room.
#pragma once
#include <optional>

#include "base/bytes.hpp"

namespace haidang::crypto {

namespace der_tag {
constexpr std::uint8_t integer = 0x02;
constexpr std::uint8_t bit_string = 0x03;
constexpr std::uint8_t octet_string = 0x04;
constexpr std::uint8_t object_id = 0x06;
constexpr std::uint8_t sequence = 0x30;
constexpr std::uint8_t set = 0x31;
constexpr std::uint8_t context_0 = 0xA0;
constexpr std::uint8_t context_1 = 0xA1;
}  // namespace der_tag

struct DerElement {
  std::uint8_t tag = 0;
  ByteView whole;  // header and body
  ByteView body;
};

class DerReader {
 public:
  explicit DerReader(ByteView bytes) : rest_(bytes) {}

  // The next element; nothing at the end or when the bytes are not DER. Consumes what it returns.
  std::optional<DerElement> next();
  // The same, only if it has this tag; otherwise nothing is consumed.
  std::optional<DerElement> next(std::uint8_t tag);
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
};

// Exactly one element with this tag and nothing behind it.
std::optional<DerElement> sole_element(ByteView bytes, std::uint8_t tag);

void append_der_header(Bytes& to, std::uint8_t tag, std::size_t body_bytes);

}  // namespace haidang::crypto
