#include "letters/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::letters {
namespace {

using wording::Direction;

constexpr double gap = 9;              // between blocks
constexpr double label_gap = 2.5;      // between a label and its text
constexpr double cell_gap = 8;         // between columns
constexpr double row_gap = 3;          // above and below a row
constexpr double lines_together = 30;  // what must fit below a label
constexpr std::string_view dagger = "\u2009\u2020";

const Style name_style{
    .size = 19, .weight = Weight::bold, .colour = ink, .placing = Placing::centre};
const Style office_style{.size = 11.5, .colour = ink, .placing = Placing::centre};
const Style under_style{
    .size = 9, .slant = Slant::italic, .colour = grey, .placing = Placing::centre};
const Style stamp_style{.size = 9.5, .weight = Weight::bold, .colour = red};
const Style body_style{.size = 10.5, .leading = 1.12};
const Style strong_style{.size = 10.5, .weight = Weight::bold};
const Style subject_style{.size = 12.5, .weight = Weight::bold, .colour = ink, .leading = 1.05};
const Style heading_style{.size = 11.5, .weight = Weight::bold, .colour = ink};
const Style label_style{.size = 9.5, .weight = Weight::bold, .colour = ink};
const Style citation_style{.size = 8.5, .colour = grey};
const Style mark_style{.size = 8.5, .slant = Slant::italic, .colour = grey};
const Style field_style{.size = 9.5};
const Style cell_style{.size = 9};
const Style head_style{.size = 8.5, .weight = Weight::bold, .colour = ink};
const Style note_style{.size = 8, .colour = grey, .leading = 1.08};

struct LineBox {
  PangoLayoutLine* line;
  double x, top, bottom, baseline;
};

// The lines of a text with their places in it.
std::vector<LineBox> lines_of(const Text& text) {
  std::vector<LineBox> lines;
  const Owned<PangoLayoutIter> iter(pango_layout_get_iter(text.layout()));
  do {
    PangoRectangle logical;
    int top = 0;
    int bottom = 0;
    pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
    pango_layout_iter_get_line_yrange(iter.get(), &top, &bottom);
    lines.push_back({pango_layout_iter_get_line_readonly(iter.get()),
                     pango_units_to_double(logical.x), pango_units_to_double(top),
                     pango_units_to_double(bottom),
                     pango_units_to_double(pango_layout_iter_get_baseline(iter.get()))});
  } while (pango_layout_iter_next_line(iter.get()) != 0);
  return lines;
}

void put_line(Page& page, const Text& text, const LineBox& box, double x, double y) {
  Owned<PangoLayout> kept(PANGO_LAYOUT(g_object_ref(text.layout())));
  page.lines.push_back({x + box.x, y + box.baseline, std::move(kept), box.line, text.colour()});
}

class Composer {
 public:
  Composer(const Part& part, const Typesetter& typesetter, std::size_t pages_max)
      : part_(part), typesetter_(typesetter), pages_max_(pages_max), pages_(1) {}

  Result<std::vector<Page>> compose() {
    head();
    opening();
    for (const Block& block : part_.blocks)
      std::visit([this](const auto& it) { add(it); }, block);
    ending();
    if (unknown_letters_) {
      return Error{Code::unavailable, "the fonts of this letter's language are not installed", "",
                   "Install the packages fonts-noto-core and fonts-noto-cjk."};
    }
    if (pages_.size() > pages_max_) {
      return Error{Code::too_large, fmt::format("the letter has more than {} pages", pages_max_)};
    }
    return std::move(pages_);
  }

 private:
  [[nodiscard]] Direction direction() const { return part_.language.direction(); }
  [[nodiscard]] bool rightwards() const { return direction() == Direction::left_to_right; }
  // The left edge of a box of `width` that begins `from` points after the page's start.
  [[nodiscard]] double left(double from, double width) const {
    return rightwards() ? Sheet::side + from : Sheet::width - Sheet::side - from - width;
  }

  Text own(std::string_view text, const Style& style, double width = Sheet::text_width) {
    Text set = typesetter_.set(text, style, {part_.language.tag(), direction()}, width);
    unknown_letters_ = unknown_letters_ || set.has_unknown_letters();
    return set;
  }
  // A name from a profile or a roster: not ours, but it reads as the page does.
  [[nodiscard]] Text name(std::string_view text, const Style& style,
                          double width = Sheet::text_width) const {
    return typesetter_.set(text, style, {part_.language.tag(), direction()}, width);
  }
  [[nodiscard]] Text others(const Value& value, const Style& style, double width) const {
    const Reading reading =
        value.script == Value::Script::code ? Reading::left_to_right : Reading::as_page;
    const Script script{part_.language.tag(), direction(), reading};
    return typesetter_.set(value.text, style, script, width);
  }
  [[nodiscard]] Text passage_text(const Passage& passage) const {
    const std::string_view tag =
        passage.language.empty() ? part_.language.tag() : std::string_view(passage.language);
    const bool ours = passage.language == part_.language.tag() && passage.mark.empty();
    const Reading reading = ours ? Reading::as_page : Reading::by_itself;
    return typesetter_.set(passage.text, body_style, {tag, direction(), reading},
                           Sheet::text_width);
  }

  Page& page() { return pages_.back(); }
  void next_page() {
    if (pages_.size() <= pages_max_) pages_.emplace_back();
    y_ = Sheet::top_next;
  }
  void need(double height) {
    if (y_ + height > Sheet::bottom) next_page();
  }

  // A text line by line, going on over as many pages as it needs.
  void flow(const Text& text, double x) {
    double from = 0;  // of the text, that stands on earlier pages
    for (const LineBox& box : lines_of(text)) {
      if (y_ + box.bottom - from > Sheet::bottom && pages_.size() <= pages_max_) {
        next_page();
        from = box.top;
      }
      put_line(page(), text, box, x, y_ - from);
      last_ = y_ - from + box.bottom;
    }
    y_ = last_;
  }

  void rule(double thickness, const Colour& colour) {
    page().rules.push_back({Sheet::side, y_, Sheet::text_width, thickness, colour});
  }

  // ---------------------------------------------------------------------------------- the head

  void head() {
    y_ = Sheet::top;
    flow(name(part_.sender, name_style), Sheet::side);
    y_ += 1;
    flow(name(part_.office, office_style), Sheet::side);
    if (!part_.under.empty()) {
      y_ += 3;
      flow(name(part_.under, under_style), Sheet::side);
    }
    y_ += 8;
    rule(1.6, ink);
    y_ += 3.2;
    rule(0.5, ink);
    y_ += 14;
    for (const std::string& text : part_.stamps)
      stamp(text);
    if (!part_.stamps.empty()) y_ += 6;
    correspondents();
  }

  void stamp(const std::string& text) {
    const Text set = own(text, stamp_style);
    const double width = set.width() + 14;
    const double x = left(0, width);
    page().frames.push_back({x, y_, width, set.height() + 6, red});
    const double inner = rightwards() ? x + 7 : x + 7 + set.width() - Sheet::text_width;
    place(page(), set, inner, y_ + 3);
    y_ += set.height() + 11;
  }

  // Whom it is for, and beside it the date and what to refer to.
  void correspondents() {
    constexpr double first = Sheet::text_width * 0.44;
    constexpr double second = Sheet::text_width - first - 14;
    const double start = y_;
    for (std::size_t i = 0; i < part_.addressee.size(); ++i) {
      const Text line = name(part_.addressee[i], i == 0 ? strong_style : field_style, first);
      place(page(), line, left(0, first), y_);
      y_ += line.height() + 2;
    }
    const double after = std::exchange(y_, start);
    for (const Field& field : part_.references)
      reference(field, Sheet::text_width - second, second);
    y_ = std::max(y_, after) + 14;
  }

  static Style reference_style(const Value& value) {
    Style style = field_style;
    if (value.script == Value::Script::code) style.size = 8.2;
    return style;
  }

  void reference(const Field& field, double from, double width) {
    constexpr double label_width = 58;
    const double value_width = width - label_width - 6;
    const Text label = own(field.label, citation_style, label_width);
    const Text value = others(field.value, reference_style(field.value), value_width);
    place(page(), label, left(from, label_width), y_ + 1);
    place(page(), value, left(from + label_width + 6, value_width), y_);
    y_ += std::max(label.height(), value.height()) + 2;
  }

  void opening() {
    flow(own(part_.subject, subject_style), Sheet::side);
    y_ += gap;
    if (part_.opening.empty()) return;
    flow(own(part_.opening, body_style), Sheet::side);
    y_ += gap + 2;
  }

  // -------------------------------------------------------------------------------- the blocks

  void add(const Heading& heading) {
    const Text text = own(heading.text, heading_style);
    y_ += 4;
    need(text.height() + lines_together + 20);
    flow(text, Sheet::side);
    y_ += 2.5;
    rule(0.4, ink);
    y_ += 6;
  }

  void add(const Section& section) {
    if (!section.label.empty()) add_label(section);
    for (const Passage& passage : section.passages)
      add(passage);
    y_ += gap - 3;
  }

  void add_label(const Section& section) {
    const std::string citation =
        section.citation + std::string(section.footing == Footing::unverified ? dagger : "");
    const Text cited = own(citation, citation_style, 170);
    const Text label = own(section.label, label_style, Sheet::text_width - cited.width() - 12);
    const bool marked = !section.passages.empty() && !section.passages.front().mark.empty();
    need(label.height() + lines_together + (marked ? 15 : 0));
    place(page(), label, left(0, Sheet::text_width - cited.width() - 12), y_);
    if (!citation.empty()) {
      const double x = rightwards() ? Sheet::side + Sheet::text_width - cited.width()
                                    : Sheet::side + cited.width() - 170;
      place(page(), cited, x, y_ + 1);
    }
    y_ += label.height() + label_gap;
  }

  void add(const Passage& passage) {
    if (!passage.mark.empty()) {
      const Text mark = own(passage.mark, mark_style);
      need(mark.height() + lines_together / 2);
      flow(mark, Sheet::side);
      y_ += 1;
    }
    if (!passage.text.empty()) flow(passage_text(passage), Sheet::side);
    y_ += 3;
  }

  void add(const Table& table) {
    const std::vector<double> widths = column_widths(table);
    std::vector<Text> head;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      head.push_back(own(table.columns[i].label, head_style, widths[i]));
    need(60);
    row(head, widths);
    rule(0.6, ink);
    for (const auto& cells : table.rows) {
      std::vector<Text> texts;
      for (std::size_t i = 0; i < widths.size() && i < cells.size(); ++i)
        texts.push_back(cell(cells[i], widths[i]));
      need(24);
      row(texts, widths);
      rule(0.25, grey);
    }
    y_ += gap;
  }

  [[nodiscard]] static std::vector<double> column_widths(const Table& table) {
    double shares = 0;
    for (const Table::Column& column : table.columns)
      shares += column.share;
    const double room =
        Sheet::text_width - cell_gap * static_cast<double>(table.columns.size() - 1);
    std::vector<double> widths;
    for (const Table::Column& column : table.columns)
      widths.push_back(room * column.share / std::max(shares, 1.0));
    return widths;
  }

  [[nodiscard]] Text cell(const Cell& from, double width) const {
    Value value = from.value;
    if (from.footing == Footing::unverified) value.text += dagger;
    Style style = cell_style;
    if (value.script == Value::Script::code) style.size = 7.6;
    return others(value, style, width);
  }

  // Line by line through all cells, so that a long row goes on over the page's end.
  void row(const std::vector<Text>& cells, const std::vector<double>& widths) {
    std::vector<std::vector<LineBox>> boxes;
    std::size_t count = 0;
    for (const Text& text : cells) {
      boxes.push_back(lines_of(text));
      count = std::max(count, boxes.back().size());
    }
    y_ += row_gap;
    for (std::size_t line = 0; line < count; ++line) {
      double height = 0;
      for (const auto& of : boxes) {
        if (line < of.size()) height = std::max(height, of[line].bottom - of[line].top);
      }
      need(height);
      double from = 0;
      for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (line < boxes[i].size()) {
          const LineBox& box = boxes[i][line];
          put_line(page(), cells[i], box, left(from, widths[i]), y_ - box.top);
        }
        from += widths[i] + cell_gap;
      }
      y_ += height;
    }
    y_ += row_gap;
  }

  // -------------------------------------------------------------------------------- the ending

  void ending() {
    const Text closing = own(part_.closing, body_style);
    std::vector<Text> lines;
    double height = part_.closing.empty() ? 0 : closing.height() + 26;
    constexpr double width = Sheet::text_width * 0.52;
    for (const std::string& line : part_.signature) {
      lines.push_back(name(line, lines.empty() ? strong_style : field_style, width));
      height += lines.back().height() + 2;
    }
    y_ += 4;
    need(height);
    if (!part_.closing.empty()) {
      flow(closing, Sheet::side);
      y_ += 18;
    }
    for (const Text& line : lines) {
      place(page(), line, left(Sheet::text_width - width, width), y_);
      y_ += line.height() + 2;
    }
    notes();
  }

  void notes() {
    if (part_.notes.empty()) return;
    y_ += 14;
    need(40);
    page().rules.push_back({left(0, 120), y_, 120, 0.4, grey});
    y_ += 5;
    for (const std::string& note : part_.notes) {
      flow(own(note, note_style), Sheet::side);
      y_ += 2;
    }
  }

  const Part& part_;
  const Typesetter& typesetter_;
  std::size_t pages_max_;
  std::vector<Page> pages_;
  double y_ = Sheet::top;
  double last_ = 0;
  bool unknown_letters_ = false;
};

}  // namespace

void place(Page& page, const Text& text, double x, double y) {
  for (const LineBox& box : lines_of(text))
    put_line(page, text, box, x, y);
}

Result<std::vector<Page>> lay_out(const Part& part, const Typesetter& typesetter,
                                  std::size_t pages_max) {
  return Composer(part, typesetter, pages_max).compose();
}

}  // namespace haidang::letters
