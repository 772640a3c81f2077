#include "letters/pango.hpp"

#include "base/check.hpp"

namespace haidang::letters {
namespace {

// Naskh reads smaller than Latin at the same size.
constexpr double arabic_scale = 1.14;

// Pango takes the first family that has a letter.
const char* families(Family family, std::string_view language) {
  const bool serif = family == Family::serif;
  if (language.starts_with("ar")) {
    return serif ? "Noto Naskh Arabic,Noto Serif,Noto Serif CJK SC,Noto Sans Symbols2,Noto Sans"
                 : "Noto Naskh Arabic,Noto Sans,Noto Sans CJK SC,Noto Sans Symbols2";
  }
  return serif ? "Noto Serif,Noto Naskh Arabic,Noto Serif CJK SC,Noto Sans Symbols2,Noto Sans"
               : "Noto Sans,Noto Naskh Arabic,Noto Sans CJK SC,Noto Sans Symbols2";
}

Owned<PangoFontDescription> font(const Style& style, std::string_view language) {
  Owned<PangoFontDescription> font(pango_font_description_new());
  const double scale = language.starts_with("ar") ? arabic_scale : 1.0;
  pango_font_description_set_family(font.get(), families(style.family, language));
  pango_font_description_set_absolute_size(font.get(), style.size * scale * PANGO_SCALE);
  pango_font_description_set_weight(
      font.get(), style.weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  // Neither Arabic nor Chinese slants its letters.
  const bool slants = !language.starts_with("ar") && !language.starts_with("zh");
  pango_font_description_set_style(
      font.get(), style.slant == Slant::italic && slants ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  return font;
}

// Pango's left and right are those of the paper, turned only where a paragraph reads against the
// direction of its context.
PangoAlignment alignment(Placing placing, wording::Direction page) {
  if (placing == Placing::centre) return PANGO_ALIGN_CENTER;
  const bool at_left = (placing == Placing::start) == (page == wording::Direction::left_to_right);
  return at_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
}

Owned<PangoContext> make_context(PangoFontMap* fonts, PangoDirection direction) {
  Owned<PangoContext> context(pango_font_map_create_context(fonts));
  pango_context_set_base_dir(context.get(), direction);
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options);
  cairo_font_options_destroy(options);
  return context;
}

// "Asia/Shanghai" and "9f2c.../3" stay together where there is room for them on a line.
void hold_slashes_together(PangoAttrList* attributes, std::string_view text) {
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    PangoAttribute* held = pango_attr_allow_breaks_new(FALSE);
    held->start_index = static_cast<guint>(at);
    held->end_index = static_cast<guint>(at + 2);  // the break would be before what follows
    pango_attr_list_insert(attributes, held);
  }
}

}  // namespace

double Text::height() const {
  PangoRectangle logical;
  pango_layout_get_extents(layout_.get(), nullptr, &logical);
  return pango_units_to_double(logical.height);
}

double Text::width() const {
  PangoRectangle logical;
  pango_layout_get_extents(layout_.get(), nullptr, &logical);
  return pango_units_to_double(logical.width);
}

bool Text::has_unknown_letters() const {
  return pango_layout_get_unknown_glyphs_count(layout_.get()) > 0;
}

// A font map of our own: what Pango shares between threads it shares through the default one.
Typesetter::Typesetter() : fonts_(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)) {
  HD_CHECK(fonts_ != nullptr);
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts_.get()), 72.0);
  left_to_right_ = make_context(fonts_.get(), PANGO_DIRECTION_LTR);
  right_to_left_ = make_context(fonts_.get(), PANGO_DIRECTION_RTL);
}

PangoContext* Typesetter::context(wording::Direction direction) const {
  return direction == wording::Direction::right_to_left ? right_to_left_.get()
                                                        : left_to_right_.get();
}

Text Typesetter::set(std::string_view text, const Style& style, const Script& script,
                     double width) const {
  const auto direction =
      script.reading == Reading::left_to_right ? wording::Direction::left_to_right : script.page;
  Owned<PangoLayout> layout(pango_layout_new(context(direction)));
  pango_layout_set_auto_dir(layout.get(), script.reading == Reading::by_itself ? TRUE : FALSE);
  pango_layout_set_font_description(layout.get(), font(style, script.language).get());
  pango_layout_set_width(layout.get(), pango_units_from_double(width));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(layout.get(), static_cast<float>(style.leading));
  pango_layout_set_alignment(layout.get(), alignment(style.placing, script.page));
  const Owned<PangoAttrList> attributes(pango_attr_list_new());
  const std::string language(script.language.empty() ? "en" : script.language);
  pango_attr_list_insert(attributes.get(),
                         pango_attr_language_new(pango_language_from_string(language.c_str())));
  hold_slashes_together(attributes.get(), text);
  pango_layout_set_attributes(layout.get(), attributes.get());
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return {std::move(layout), style};
}

}  // namespace haidang::letters
