// Puts a part of a letter on pages: where each line of text, rule and box stands. Measures with
// Pango, draws nothing.
#pragma once
#include <vector>

#include "letters/letter.hpp"
#include "letters/pango.hpp"

namespace haidang::letters {

// Points, from the upper left corner of an A4 page.
struct Sheet {
  static constexpr double width = 595.28;
  static constexpr double height = 841.89;
  static constexpr double side = 65;      // margins
  static constexpr double top = 56;       // of the first page of a part
  static constexpr double top_next = 84;  // of the pages after it, below their head
  static constexpr double bottom = 740;   // where the text ends; the foot is below
  static constexpr double text_width = width - 2 * side;
};

struct Line {
  double x;
  double baseline;
  Owned<PangoLayout> text;  // a line without its layout is glyphs that nobody can copy as text
  PangoLayoutLine* glyphs;
  Colour colour;
};

struct Rule {
  double x, y, width, thickness;
  Colour colour;
};

struct Frame {
  double x, y, width, height;
  Colour colour;
};

struct Page {
  std::vector<Line> lines;
  std::vector<Rule> rules;
  std::vector<Frame> frames;
};

// Errors: too_large (more pages than `pages_max`), unavailable (letters that no font has).
Result<std::vector<Page>> lay_out(const Part& part, const Typesetter& typesetter,
                                  std::size_t pages_max);

// Adds the lines of a text whose upper left corner is there.
void place(Page& page, const Text& text, double x, double y);

}  // namespace haidang::letters
