// Pango and Cairo for this room: owners for their objects, and texts that were measured.
#pragma once
#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "words/language.hpp"

namespace haidang::letters {

struct Unref {
  void operator()(cairo_t* it) const { cairo_destroy(it); }
  void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
  void operator()(PangoAttrList* it) const { pango_attr_list_unref(it); }
  void operator()(PangoFontDescription* it) const { pango_font_description_free(it); }
  void operator()(PangoLayoutIter* it) const { pango_layout_iter_free(it); }
  void operator()(PangoLayout* it) const { g_object_unref(it); }
  void operator()(PangoContext* it) const { g_object_unref(it); }
  void operator()(PangoFontMap* it) const { g_object_unref(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

struct Colour {
  double red, green, blue;
};
constexpr Colour black{0.07, 0.07, 0.08};
constexpr Colour ink{0.07, 0.16, 0.33};
constexpr Colour grey{0.38, 0.40, 0.44};
constexpr Colour red{0.62, 0.09, 0.10};

enum class Weight { regular, bold };
enum class Slant { upright, italic };
enum class Family { serif, sans };
enum class Placing { start, centre, end };  // seen from the base direction

struct Style {
  double size = 10.5;  // points
  Weight weight = Weight::regular;
  Slant slant = Slant::upright;
  Colour colour = black;
  Family family = Family::serif;
  Placing placing = Placing::start;
  double leading = 1.0;  // between lines, times the font's own
};

// Which way a text reads: as the page does, by its own first strong letter, or left to right.
enum class Reading { as_page, by_itself, left_to_right };

struct Script {
  std::string_view language;  // BCP 47; chooses among fonts and shapes
  wording::Direction page = wording::Direction::left_to_right;
  Reading reading = Reading::as_page;
};

// A text in one style, broken into lines of at most `width` points.
class Text {
 public:
  Text(Owned<PangoLayout> layout, const Style& style)
      : layout_(std::move(layout)), colour_(style.colour) {}
  [[nodiscard]] PangoLayout* layout() const { return layout_.get(); }
  [[nodiscard]] const Colour& colour() const { return colour_; }
  [[nodiscard]] double height() const;
  [[nodiscard]] double width() const;  // of the widest line
  [[nodiscard]] bool has_unknown_letters() const;

 private:
  Owned<PangoLayout> layout_;
  Colour colour_;
};

// Draws a line in the current colour, its beginning at that point.
void show_line(cairo_t* cairo, PangoLayoutLine* line, double x, double baseline);

class Typesetter {
 public:
  Typesetter();
  [[nodiscard]] Text set(std::string_view text, const Style& style, const Script& script,
                         double width) const;

 private:
  [[nodiscard]] PangoContext* context(wording::Direction direction) const;
  Owned<PangoFontMap> fonts_;
  Owned<PangoContext> left_to_right_;
  Owned<PangoContext> right_to_left_;
};

}  // namespace haidang::letters
