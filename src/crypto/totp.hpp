// One-time codes as authenticator apps make them (RFC 6238: SHA-1, 30 seconds, 6 digits), and the
// text in which secrets are copied by hand. The only place that calls liboath. Pure.
#pragma once
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace haidang::crypto {

inline constexpr std::size_t totp_secret_bytes = 20;  // RFC 4226 section 4, R6

std::string base32(ByteView bytes);

// The 30 seconds to which `code` belongs, counted from 1970: those of `now`, or the ones before or
// after them, for clocks that differ. None: it is no code of this secret.
std::optional<std::int64_t> totp_step(ByteView secret, std::string_view code, Time now);

}  // namespace haidang::crypto
