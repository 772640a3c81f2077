#include "acts/plain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace haidang {
namespace {

constexpr std::size_t code_bytes_max = 60;
constexpr std::size_t shown_bytes_max = 60;

// What the first byte of a character says, RFC 3629 section 3.
struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t least;  // smaller values have a shorter form
};

std::optional<Lead> read_lead(unsigned char byte) {
  if (byte < 0x80U) return Lead{1, byte, 0};
  if (byte >= 0xC0U && byte < 0xE0U) return Lead{2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0U && byte < 0xF0U) return Lead{3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0U && byte < 0xF8U) return Lead{4, byte & 0x07U, 0x10000};
  return std::nullopt;
}

bool is_override(char32_t character) {
  return character == 0x202D || character == 0x202E;
}

bool is_line_end(std::string_view rest, char32_t character) {
  // A carriage return alone would overwrite what stands before it on the line.
  return character == '\n' || character == '\t' || (character == '\r' && rest.starts_with('\n'));
}

Error unclean(std::string_view member) {
  return {Code::bad_value, fmt::format("'{}' holds a character that must not be there", member),
          "control characters and marks that turn the reading order around can show a reader "
          "something else than what is signed",
          "Remove them; usually they came along with pasted text."};
}

}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto lead = read_lead(static_cast<unsigned char>(text.front()));
  if (!lead || lead->length > text.size()) return std::nullopt;
  char32_t character = lead->bits;
  for (std::size_t i = 1; i < lead->length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    character = (character << 6U) | (byte & 0x3FU);
  }
  const bool surrogate = character >= 0xD800 && character < 0xE000;
  if (character < lead->least || character > 0x10FFFF || surrogate) return std::nullopt;
  text.remove_prefix(lead->length);
  return character;
}

bool is_control(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 ||
         character == 0x2029;
}

bool is_direction(char32_t character) {
  return (character >= 0x202A && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069);
}

Result<void> check_line(std::string_view member, std::string_view text) {
  while (!text.empty()) {
    const auto character = take_character(text);
    if (!character || is_control(*character) || is_direction(*character)) return unclean(member);
  }
  return {};
}

Result<void> check_prose(std::string_view member, std::string_view text) {
  while (!text.empty()) {
    const auto character = take_character(text);
    if (!character || is_override(*character)) return unclean(member);
    if (is_control(*character) && !is_line_end(text, *character)) return unclean(member);
  }
  return {};
}

Result<void> check_code(std::string_view member, std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  if (text.size() <= code_bytes_max && std::all_of(text.begin(), text.end(), allowed)) return {};
  return Error{Code::bad_value, fmt::format("'{}' holds something that is not a code", member),
               "at most 60 letters, digits, dots, hyphens and underscores are expected",
               "Use the names of the treaty data: haidang explain"};
}

std::string_view shown(std::string_view text) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  const bool plain =
      text.size() <= shown_bytes_max && std::all_of(text.begin(), text.end(), printable);
  return plain ? text : "?";
}

}  // namespace haidang
