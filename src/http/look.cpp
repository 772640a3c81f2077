#include "http/look.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace haidang::http {
namespace {

constexpr std::size_t look_name_bytes_max = 200;
constexpr std::uint32_t side_min = 16;
constexpr std::uint32_t side_max = 512;
constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
// What a picture needs, and what says how its colours are meant. No text, no times, no movement.
constexpr std::array chunks_taken{"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA",
                                  "cHRM", "sRGB", "sBIT", "bKGD", "pHYs"};

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// WCAG 2.2, "relative luminance".
double linear(std::uint8_t value) {
  const double part = value / 255.0;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double luminance(Colour colour) {
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

Result<void> check_colour(std::string_view which, Colour colour, const Grounds& grounds) {
  for (const Colour ground : {grounds.page, grounds.card, grounds.tint, grounds.on_accent}) {
    const int ratio = contrast_hundredths(colour, ground);
    if (ratio >= contrast_least) continue;
    return Error{
        Code::bad_value,
        fmt::format("the {} colour {} has a contrast of {}.{:02}:1 with {}; 4.5:1 is needed", which,
                    colour_text(colour), ratio / 100, ratio % 100, colour_text(ground)),
        "some readers would not see what is written with it (WCAG 2.2, 1.4.3)",
        which == "light" ? "Take a darker one." : "Take a lighter one."};
  }
  return {};
}

Error no_emblem(std::string what) {
  return {Code::bad_value, "the emblem " + std::move(what), "",
          "Save it as PNG, 16 to 512 pixels a side, at most 64 KiB, without metadata."};
}

std::uint32_t number_at(ByteView bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = (number << 8U) | bytes[at + i];
  return number;
}

// ISO/IEC 15948, annex D.
std::uint32_t checksum(ByteView bytes) {
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) {
    sum ^= byte;
    for (int bit = 0; bit < 8; ++bit)
      sum = (sum & 1U) != 0 ? (sum >> 1U) ^ 0xEDB88320U : sum >> 1U;
  }
  return ~sum;
}

struct Chunk {
  std::string_view type;
  ByteView data;
};

// The chunk at the beginning, which is taken off. Its length is checked before it is believed.
Result<Chunk> take_chunk(ByteView& rest) {
  constexpr std::size_t around = 12;  // length, type, checksum
  if (rest.size() < around) return no_emblem("ends in the middle");
  const std::size_t length = number_at(rest, 0);
  if (length > rest.size() - around) return no_emblem("ends in the middle");
  const Chunk chunk{as_text(rest.subspan(4, 4)), rest.subspan(8, length)};
  if (checksum(rest.subspan(4, 4 + length)) != number_at(rest, 8 + length))
    return no_emblem("is damaged: a checksum is not right");
  const bool taken = std::any_of(chunks_taken.begin(), chunks_taken.end(),
                                 [&](const char* name) { return chunk.type == name; });
  if (!taken) return no_emblem("holds more than a picture: a chunk that this node does not take");
  rest = rest.subspan(around + length);
  return chunk;
}

Result<void> check_sides(const Chunk& head) {
  if (head.type != "IHDR" || head.data.size() != 13) return no_emblem("has no header");
  for (const std::size_t at : {0U, 4U}) {
    const std::uint32_t side = number_at(head.data, at);
    if (side < side_min || side > side_max)
      return no_emblem(
          fmt::format("is {} by {} pixels", number_at(head.data, 0), number_at(head.data, 4)));
  }
  return {};
}

}  // namespace

Result<Colour> parse_colour(std::string_view text) {
  const bool shaped =
      text.size() == 7 && text.front() == '#' &&
      std::all_of(text.begin() + 1, text.end(), [](char c) { return digit(c) >= 0; });
  if (!shaped) {
    return Error{Code::bad_value, fmt::format("'{}' is no colour", text), "",
                 "Write it as #17507a."};
  }
  const auto part = [&](std::size_t at) {
    return static_cast<std::uint8_t>(digit(text[at]) * 16 + digit(text[at + 1]));
  };
  return Colour{part(1), part(3), part(5)};
}

std::string colour_text(Colour colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

int contrast_hundredths(Colour one, Colour other) {
  const double a = luminance(one);
  const double b = luminance(other);
  const double ratio = (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);  // 1 of equals, exactly
  return static_cast<int>(std::floor(100 * ratio));
}

Result<void> check_emblem(ByteView png) {
  if (png.size() > emblem_bytes_max) return no_emblem("is over 64 KiB");
  if (png.size() < signature.size() ||
      !std::equal(signature.begin(), signature.end(), png.begin())) {
    return no_emblem("is no PNG file");
  }
  ByteView rest = png.subspan(signature.size());
  HD_TRY(const Chunk head, take_chunk(rest));
  HD_TRY_VOID(check_sides(head));
  bool has_picture = false;
  for (;;) {
    HD_TRY(const Chunk chunk, take_chunk(rest));
    if (chunk.type == "IHDR") return no_emblem("has two headers");
    if (chunk.type == "IDAT") has_picture = true;
    if (chunk.type == "IEND") break;
  }
  if (!has_picture) return no_emblem("has no picture");
  if (!rest.empty()) return no_emblem("goes on behind its end");
  return {};
}

Result<void> check_look(const Look& look) {
  const bool plain = std::none_of(look.name.begin(), look.name.end(),
                                  [](char c) { return static_cast<unsigned char>(c) < 0x20U; });
  if (look.name.empty() || look.name.size() > look_name_bytes_max || !plain) {
    return Error{Code::bad_value, "an agency's name is one line of at most 200 bytes"};
  }
  HD_TRY_VOID(check_colour("light", look.light, light_grounds));
  HD_TRY_VOID(check_colour("dark", look.dark, dark_grounds));
  return look.emblem.empty() ? Result<void>{} : check_emblem(look.emblem);
}

std::string stylesheet(const Look& look) {
  const std::string light = colour_text(look.light);
  const std::string dark = colour_text(look.dark);
  // Twice :root, to count for more than the page's own sheet; the reader's choice comes last.
  return fmt::format(
      ":root:root {{ --accent: {0}; }}\n"
      "@media (prefers-color-scheme: dark) {{ :root:root {{ --accent: {1}; }} }}\n"
      ":root[data-theme='light'] {{ --accent: {0}; }}\n"
      ":root[data-theme='dark'] {{ --accent: {1}; }}\n"
      "@media print {{ :root:root:root {{ --accent: {0}; }} }}\n",
      light, dark);
}

}  // namespace haidang::http
