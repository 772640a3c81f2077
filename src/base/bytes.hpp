// Bytes and their text forms: hex, base64 (RFC 4648), and words for reading over the telephone.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace haidang {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;  // SHA-256, the one digest of all our formats

ByteView as_bytes(std::string_view text);
std::string_view as_text(ByteView bytes);
Bytes to_bytes(std::string_view text);
Bytes to_bytes(ByteView bytes);
std::string to_text(ByteView bytes);
void append(Bytes& to, ByteView bytes);

std::string hex(ByteView bytes);  // lower case
Result<Bytes> parse_hex(std::string_view text);
Result<Digest> parse_digest(std::string_view hex_text);  // exactly 64 digits

std::string base64(ByteView bytes);                 // standard alphabet, padded
Result<Bytes> parse_base64(std::string_view text);  // strict: no spaces, canonical padding
std::string base64url(ByteView bytes);              // URL alphabet, no padding

// Pronounceable five-letter words, 16 bits each (Wilkerson's proquints, arXiv:0901.4016):
// consonant-vowel-consonant-vowel-consonant, the same in every language and alphabet class.
std::string words(ByteView bytes);  // even length; words joined by '-'
// Compares as read aloud: case, spaces and hyphens do not matter.
bool same_words(std::string_view a, std::string_view b);

}  // namespace haidang
