#include "http/target.hpp"

#include <cstdint>
#include <optional>

namespace haidang::http {
namespace {

constexpr std::size_t target_bytes_max = 8192;
constexpr std::size_t parameters_max = 64;

Error malformed(std::string_view why) {
  return {Code::malformed, "the request's target cannot be read", std::string(why)};
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10U;
  return std::nullopt;
}

// How many bytes follow a leading byte, or nothing when no character begins with it.
std::optional<std::size_t> bytes_following(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return std::nullopt;
}

// RFC 3629 section 4: what the second byte may be, so that there are no surrogates, no overlong
// forms and nothing above U+10FFFF.
bool second_byte_fits(unsigned char lead, unsigned char second) {
  if (lead == 0xE0) return second >= 0xA0;
  if (lead == 0xED) return second <= 0x9F;
  if (lead == 0xF0) return second >= 0x90;
  if (lead == 0xF4) return second <= 0x8F;
  return true;
}

bool is_utf8_at(std::string_view text, std::size_t at, std::size_t following) {
  if (following > text.size() - at - 1) return false;
  for (std::size_t i = 1; i <= following; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return false;
  }
  return following == 0 || second_byte_fits(static_cast<unsigned char>(text[at]),
                                            static_cast<unsigned char>(text[at + 1]));
}

bool is_plain_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::optional<std::size_t> following = bytes_following(lead);
    if (!following || lead < 0x20 || lead == 0x7F) return false;
    if (!is_utf8_at(text, at, *following)) return false;
    at += 1 + *following;
  }
  return true;
}

enum class Plus { literal, space };

// RFC 3986 section 2.1; what should have been encoded and was not is refused.
Result<std::string> decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F) {
      return malformed("a character stands there that must be percent-encoded");
    }
    if (c != '%') {
      out += c == '+' && plus == Plus::space ? ' ' : c;
      continue;
    }
    if (text.size() - i < 3) return malformed("a percent sign without two hexadecimal digits");
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return malformed("a percent sign without two hexadecimal digits");
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  if (!is_plain_utf8(out)) return malformed("it holds control characters or is not UTF-8");
  return out;
}

// A segment that decodes to "..", to nothing, or to something with a slash would let two texts
// name one thing, or one text two.
Result<void> append_segment(std::string& path, std::string_view encoded) {
  HD_TRY(const std::string segment, decode(encoded, Plus::literal));
  if (segment == "." || segment == "..") return malformed("\".\" and \"..\" are not followed");
  if (segment.find('/') != std::string::npos) return malformed("an encoded slash in the path");
  if (segment.find('\\') != std::string::npos) return malformed("a backslash in the path");
  path += '/';
  path += segment;
  return {};
}

Result<std::string> parse_path(std::string_view text) {
  if (text.empty() || text.front() != '/') return malformed("the path does not begin with '/'");
  if (text == "/") return std::string("/");
  std::string path;
  std::string_view rest = text;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const bool last = end == rest.size();
    if (end == 0 && !last) return malformed("an empty segment in the path");
    HD_TRY_VOID(append_segment(path, rest.substr(0, end)));
    rest.remove_prefix(end);
  }
  return path;
}

Result<std::map<std::string, std::string>> parse_query(std::string_view text) {
  std::map<std::string, std::string> query;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    HD_TRY(std::string name, decode(pair.substr(0, equals), Plus::space));
    HD_TRY(std::string value, decode(pair.substr(std::min(equals + 1, pair.size())), Plus::space));
    if (name.empty()) return malformed("a parameter without a name");
    if (!query.emplace(std::move(name), std::move(value)).second) {
      return malformed("the same parameter is given twice");
    }
    if (query.size() > parameters_max) return malformed("more than 64 parameters");
  }
  return query;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
  if (text.size() > target_bytes_max) {
    return Error{Code::too_large, "the request's target is over 8192 bytes"};
  }
  if (text.find('#') != std::string_view::npos) return malformed("it holds a fragment");
  const std::size_t end = std::min(text.find('?'), text.size());
  Target target;
  HD_TRY(target.path, parse_path(text.substr(0, end)));
  HD_TRY(target.query, parse_query(text.substr(std::min(end + 1, text.size()))));
  return target;
}

std::string encode_component(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
  return out;
}

}  // namespace haidang::http
