// Shows a line of text so that it can be copied out of the file as it was written. Fonts draw lam
// and alef as one shape of two glyphs, one of them without a width, and readers of PDF take it for
// a word of its own. Here the shape is one letter of the text, by the name that Unicode has for it
// (compatibility characters: a search finds both forms).
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "letters/pango.hpp"

namespace haidang::letters {
namespace {

struct Shown {
  std::string text;
  std::vector<cairo_glyph_t> glyphs;
  std::vector<cairo_text_cluster_t> clusters;
  bool complete = true;  // no glyph that Pango has to draw as a box
};

// The glyphs of one letter, seen from the left.
struct Unit {
  int from;  // byte in the run
  int glyphs = 0;
  int advance = 0;
};

std::vector<Unit> units_of(const PangoGlyphItem& run) {
  const PangoGlyphString& string = *run.glyphs;
  std::vector<Unit> letters;
  for (int i = 0; i < string.num_glyphs; ++i) {
    const PangoGlyphInfo& info = string.glyphs[i];
    if (letters.empty() || letters.back().from != string.log_clusters[i]) {
      letters.push_back({string.log_clusters[i]});
    }
    letters.back().glyphs += info.glyph == PANGO_GLYPH_EMPTY ? 0 : 1;
    letters.back().advance += info.geometry.width;
  }
  std::sort(letters.begin(), letters.end(),
            [](const Unit& a, const Unit& b) { return a.from < b.from; });
  return letters;
}

// The one character for lam with this alef; empty if there is none.
std::string_view with_lam(std::string_view alef) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> forms{
      {{"\u0622", "\uFEF5"}, {"\u0623", "\uFEF7"}, {"\u0625", "\uFEF9"}, {"\u0627", "\uFEFB"}}};
  for (const auto& [letter, form] : forms) {
    if (letter == alef) return form;
  }
  return {};
}

void put_clusters(const PangoGlyphItem& run, std::string_view text, Shown& out) {
  constexpr std::string_view lam = "\u0644";
  const std::vector<Unit> units = units_of(run);
  std::string_view before;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const int end = i + 1 < units.size() ? units[i + 1].from : run.item->length;
    const std::string_view own = text.substr(static_cast<std::size_t>(units[i].from),
                                             static_cast<std::size_t>(end - units[i].from));
    const std::string_view form =
        units[i].advance == 0 && before == lam ? with_lam(own) : std::string_view{};
    if (form.empty()) {
      out.text += own;
      out.clusters.push_back({static_cast<int>(own.size()), units[i].glyphs});
    } else {
      out.text.replace(out.text.size() - lam.size(), lam.size(), form);
      out.clusters.back().num_bytes = static_cast<int>(form.size());
      out.clusters.push_back({0, units[i].glyphs});
    }
    before = own;
  }
}

Shown shown(const PangoGlyphItem& run, std::string_view text, double x, double y) {
  Shown out;
  for (int i = 0; i < run.glyphs->num_glyphs; ++i) {
    const PangoGlyphInfo& info = run.glyphs->glyphs[i];
    out.complete = out.complete && (info.glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0;
    if (info.glyph != PANGO_GLYPH_EMPTY) {
      out.glyphs.push_back({info.glyph, x + pango_units_to_double(info.geometry.x_offset),
                            y + pango_units_to_double(info.geometry.y_offset)});
    }
    x += pango_units_to_double(info.geometry.width);
  }
  put_clusters(run, text, out);
  return out;
}

void show_run(cairo_t* cairo, PangoGlyphItem& run, const char* text, double x, double y) {
  const std::string_view own(text + run.item->offset, static_cast<std::size_t>(run.item->length));
  const Shown out = shown(run, own, x, y);
  if (!out.complete) {
    cairo_move_to(cairo, x, y);
    pango_cairo_show_glyph_item(cairo, text, &run);
    return;
  }
  PangoFont* font = run.item->analysis.font;
  cairo_set_scaled_font(cairo, pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font)));
  const bool backward = run.item->analysis.level % 2 == 1;
  cairo_show_text_glyphs(
      cairo, out.text.data(), static_cast<int>(out.text.size()), out.glyphs.data(),
      static_cast<int>(out.glyphs.size()), out.clusters.data(),
      static_cast<int>(out.clusters.size()),
      backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : static_cast<cairo_text_cluster_flags_t>(0));
}

}  // namespace

void show_line(cairo_t* cairo, PangoLayoutLine* line, double x, double baseline) {
  const char* text = pango_layout_get_text(line->layout);
  for (const GSList* at = line->runs; at != nullptr; at = at->next) {
    auto& run = *static_cast<PangoGlyphItem*>(at->data);
    show_run(cairo, run, text, x, baseline - pango_units_to_double(run.y_offset));
    x += pango_units_to_double(pango_glyph_string_get_width(run.glyphs));
  }
}

}  // namespace haidang::letters
