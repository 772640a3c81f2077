// How an agency looks on its own node: its name, its emblem and two colours, each readable by
// everybody or refused. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace haidang::http {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};
// "#17507a". Error: bad_value.
Result<Colour> parse_colour(std::string_view text);
std::string colour_text(Colour colour);

// WCAG 2.2: the contrast ratio of two colours, 1 to 21, in hundredths and rounded down.
int contrast_hundredths(Colour one, Colour other);
inline constexpr int contrast_least = 450;  // success criterion 1.4.3, for text of any size

// What the colours stand on, as web/src/base.css has it; a test compares the two.
struct Grounds {
  Colour page;
  Colour card;
  Colour tint;
  Colour on_accent;  // what is written on the colour itself
};
inline constexpr Grounds light_grounds{
    {0xF6, 0xF7, 0xF8}, {0xFF, 0xFF, 0xFF}, {0xE6, 0xEF, 0xF6}, {0xFF, 0xFF, 0xFF}};
inline constexpr Grounds dark_grounds{
    {0x12, 0x17, 0x1C}, {0x1A, 0x21, 0x29}, {0x1D, 0x30, 0x40}, {0x0C, 0x1A, 0x25}};

struct Look {
  std::string authority;
  std::string name;
  Colour light;       // links, buttons and marks where the page is light
  Colour dark;        // and where it is dark
  Bytes emblem = {};  // PNG; empty: none
};

// An emblem is PNG (ISO/IEC 15948) and nothing else, for an SVG file is a program: at most 64 KiB,
// 16 to 512 pixels a side, whole, every checksum right, and without what tells of its maker.
inline constexpr std::size_t emblem_bytes_max = std::size_t{64} * 1024;
Result<void> check_emblem(ByteView png);

// Errors: bad_value, which names the ratio and what it stands on.
Result<void> check_look(const Look& look);

// A sheet that goes behind the page's own and sets nothing but its custom properties.
std::string stylesheet(const Look& look);

}  // namespace haidang::http
