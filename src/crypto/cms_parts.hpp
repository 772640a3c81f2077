// What signed and sealed messages have in common on the outside; internal to this room.
#pragma once
#include "crypto/certificate.hpp"
#include "crypto/der.hpp"

namespace haidang::crypto {

// RFC 5652 section 3: the type, and the one SEQUENCE that holds everything else.
struct ContentInfo {
  DerElement type;
  DerElement content;
};

// Nothing when the bytes are not DER of this shape, or when anything follows.
std::optional<ContentInfo> open_content_info(ByteView der);
Bytes make_content_info(const DerElement& type, ByteView content_body);

bool is_small_integer(const std::optional<DerElement>& element, std::uint8_t value);

// RFC 5652 section 10.2.4, as bytes: names that only differ in case are told apart.
Bytes issuer_and_serial(const Certificate& certificate);

// Error: too_large. Asked before anything is parsed.
Result<void> check_size(ByteView der, std::size_t bytes_max);

}  // namespace haidang::crypto
