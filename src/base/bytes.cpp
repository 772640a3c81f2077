#include "base/bytes.hpp"

#include <algorithm>
#include <cctype>

namespace haidang {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::array<std::int8_t, 256> decode_table() {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}
constexpr auto decode = decode_table();

std::string encode64(ByteView bytes, std::string_view letters) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t v = bytes[i] << 16U | bytes[i + 1] << 8U | bytes[i + 2];
    for (const unsigned shift : {18U, 12U, 6U, 0U})
      out.push_back(letters[v >> shift & 63U]);
  }
  if (const std::size_t left = bytes.size() - i; left > 0) {
    std::uint32_t v = bytes[i] << 16U;
    if (left == 2) v |= bytes[i + 1] << 8U;
    out.push_back(letters[v >> 18U & 63U]);
    out.push_back(letters[v >> 12U & 63U]);
    if (left == 2) out.push_back(letters[v >> 6U & 63U]);
  }
  return out;
}

Error not_base64() {
  return {Code::malformed, "the text is not base64",
          "a character or the padding is wrong (RFC 4648 s.4)"};
}

}  // namespace

ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
Bytes to_bytes(std::string_view text) {
  return to_bytes(as_bytes(text));
}
Bytes to_bytes(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}
std::string to_text(ByteView bytes) {
  return std::string(as_text(bytes));
}
void append(Bytes& to, ByteView bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

std::string hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t b : bytes) {
    out.push_back(hex_digits[b >> 4U]);
    out.push_back(hex_digits[b & 15U]);
  }
  return out;
}

Result<Bytes> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0)
    return Error{Code::malformed, "the text is not hexadecimal", "odd length"};
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) {
      return Error{Code::malformed, "the text is not hexadecimal", "a character is not 0-9 a-f"};
    }
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

Result<Digest> parse_digest(std::string_view hex_text) {
  HD_TRY(const Bytes bytes, parse_hex(hex_text));
  Digest digest{};
  if (bytes.size() != digest.size()) {
    return Error{Code::malformed, "the text is not a SHA-256 digest",
                 "it needs 64 hexadecimal digits"};
  }
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

std::string base64(ByteView bytes) {
  std::string out = encode64(bytes, alphabet);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::string base64url(ByteView bytes) {
  return encode64(bytes, url_alphabet);
}

Result<Bytes> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0) return not_base64();
  std::size_t letters = text.size();
  while (letters > 0 && text.size() - letters < 2 && text[letters - 1] == '=')
    --letters;
  Bytes out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t value = 0;
  unsigned bits = 0;
  for (const char c : text.substr(0, letters)) {
    const std::int8_t v = decode[static_cast<unsigned char>(c)];
    if (v < 0) return not_base64();
    value = value << 6U | static_cast<unsigned>(v);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(value >> bits));
      value &= (1U << bits) - 1;
    }
  }
  if (value != 0) return not_base64();  // leftover bits must be zero: one text per value
  return out;
}

std::string words(ByteView bytes) {
  HD_CHECK(bytes.size() % 2 == 0);
  constexpr std::string_view consonants = "bdfghjklmnprstvz";
  constexpr std::string_view vowels = "aiou";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const unsigned v = bytes[i] << 8U | bytes[i + 1];
    if (!out.empty()) out.push_back('-');
    out.push_back(consonants[v >> 12U & 15U]);
    out.push_back(vowels[v >> 10U & 3U]);
    out.push_back(consonants[v >> 6U & 15U]);
    out.push_back(vowels[v >> 4U & 3U]);
    out.push_back(consonants[v & 15U]);
  }
  return out;
}

bool same_words(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
        out.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
      }
    }
    return out;
  };
  return plain(a) == plain(b);
}

}  // namespace haidang
