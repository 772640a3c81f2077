#include "letters/render.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>

#include "letters/finish.hpp"
#include "letters/layout.hpp"
#include "letters/qr.hpp"
#include "words/words.hpp"

namespace haidang::letters {
namespace {

constexpr double foot_top = 752;
constexpr double qr_side = 62;

const Style foot_style{.size = 7.5, .colour = grey};
const Style figures_style{.size = 8.5, .family = Family::sans};
const Style running_style{.size = 8.5, .colour = grey};

cairo_status_t take(void* to, const unsigned char* bytes, unsigned int size) {
  append(*static_cast<Bytes*>(to), ByteView(bytes, size));
  return CAIRO_STATUS_SUCCESS;
}

std::size_t size_of(const Passage& passage) {
  return passage.text.size() + passage.mark.size();
}
std::size_t size_of(const Heading& heading) {
  return heading.text.size();
}
std::size_t size_of(const Section& section) {
  std::size_t size = section.label.size() + section.citation.size();
  for (const Passage& passage : section.passages)
    size += size_of(passage);
  return size;
}
std::size_t size_of(const Table& table) {
  std::size_t size = 0;
  for (const auto& row : table.rows) {
    for (const Cell& cell : row)
      size += cell.value.text.size();
  }
  return size;
}

Result<void> check_size(const Letter& letter) {
  std::size_t size = 0;
  for (const Part& part : letter.parts) {
    for (const Block& block : part.blocks)
      size += std::visit([](const auto& it) { return size_of(it); }, block);
  }
  if (size <= RenderLimits::text_bytes) return {};
  return Error{Code::too_large, "the letter has more than 4 MiB of text"};
}

// Sixteen groups of four figures, in two lines.
std::string in_groups(const Digest& digest) {
  const std::string figures = hex(digest);
  std::string out;
  for (std::size_t i = 0; i < figures.size(); i += 4) {
    if (i > 0) out += i == figures.size() / 2 ? "\n" : "  ";
    out += figures.substr(i, 4);
  }
  return out;
}

struct Painted {
  Part const* part;
  std::vector<Page> pages;
};

class Painter {
 public:
  Painter(const Letter& letter, const Typesetter& typesetter, QrCode code)
      : letter_(letter), typesetter_(typesetter), code_(std::move(code)) {}

  Result<Bytes> paint(const std::vector<Painted>& parts) {
    open();
    for (const Painted& painted : parts)
      count_ += painted.pages.size();
    for (const Painted& painted : parts)
      paint_part(painted);
    cairo_surface_finish(surface_.get());
    const cairo_status_t status = cairo_status(cairo_.get());
    if (status == CAIRO_STATUS_SUCCESS) return std::move(bytes_);
    return Error{Code::internal, "the letter could not be drawn", cairo_status_to_string(status)};
  }

 private:
  void open() {
    surface_.reset(cairo_pdf_surface_create_for_stream(take, &bytes_, Sheet::width, Sheet::height));
    cairo_pdf_surface_restrict_to_version(surface_.get(), CAIRO_PDF_VERSION_1_5);
    describe(CAIRO_PDF_METADATA_TITLE, letter_.title);
    describe(CAIRO_PDF_METADATA_AUTHOR, letter_.author);
    describe(CAIRO_PDF_METADATA_SUBJECT, letter_.reference);
    describe(CAIRO_PDF_METADATA_KEYWORDS, "sha256:" + hex(letter_.fingerprint));
    describe(CAIRO_PDF_METADATA_CREATOR, "Haidang");
    describe(CAIRO_PDF_METADATA_CREATE_DATE, format_time(letter_.date));
    describe(CAIRO_PDF_METADATA_MOD_DATE, format_time(letter_.date));
    cairo_.reset(cairo_create(surface_.get()));
  }

  void describe(cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface_.get(), what, text.c_str());
  }

  void paint_part(const Painted& painted) {
    const Part& part = *painted.part;
    for (std::size_t i = 0; i < painted.pages.size(); ++i) {
      ++number_;
      if (i == 0) {
        const std::string title(part.language.autonym());
        cairo_pdf_surface_add_outline(surface_.get(), CAIRO_PDF_OUTLINE_ROOT, title.c_str(),
                                      fmt::format("page={}", number_).c_str(),
                                      CAIRO_PDF_OUTLINE_FLAG_OPEN);
      } else {
        running_head(part);
      }
      paint_page(painted.pages[i]);
      foot(part);
      cairo_show_page(cairo_.get());
    }
  }

  void colour(const Colour& to) { cairo_set_source_rgb(cairo_.get(), to.red, to.green, to.blue); }

  void paint_page(const Page& page) {
    for (const Rule& rule : page.rules) {
      colour(rule.colour);
      cairo_rectangle(cairo_.get(), rule.x, rule.y, rule.width, rule.thickness);
      cairo_fill(cairo_.get());
    }
    for (const Frame& frame : page.frames) {
      colour(frame.colour);
      cairo_set_line_width(cairo_.get(), 0.9);
      cairo_rectangle(cairo_.get(), frame.x, frame.y, frame.width, frame.height);
      cairo_stroke(cairo_.get());
    }
    for (const Line& line : page.lines) {
      colour(line.colour);
      show_line(cairo_.get(), line.glyphs, line.x, line.baseline);
    }
  }

  void write(const Text& text, double x, double y) {
    Page page;
    place(page, text, x, y);
    paint_page(page);
  }

  static bool rightwards(const Part& part) {
    return part.language.direction() == wording::Direction::left_to_right;
  }

  void running_head(const Part& part) {
    const Script script{part.language.tag(), part.language.direction()};
    const std::string text = part.sender + " \u00b7 " + part.subject;
    write(typesetter_.set(text, running_style, script, Sheet::text_width), Sheet::side, 52);
    Page line;
    line.rules.push_back({Sheet::side, 68, Sheet::text_width, 0.5, ink});
    paint_page(line);
  }

  // The code at the page's end, and beside it what it says in figures, the reference and the page.
  void foot(const Part& part) {
    Page line;
    line.rules.push_back({Sheet::side, foot_top, Sheet::text_width, 0.5, ink});
    paint_page(line);
    const double code_x = rightwards(part) ? Sheet::width - Sheet::side - qr_side : Sheet::side;
    draw_code(code_x, foot_top + 8);
    const double width = Sheet::text_width - qr_side - 16;
    const double x = rightwards(part) ? Sheet::side : Sheet::width - Sheet::side - width;
    const Script ours{part.language.tag(), part.language.direction()};
    const Script figures{part.language.tag(), part.language.direction(), Reading::left_to_right};
    double y = foot_top + 8;
    const auto next = [&](const Text& text) {
      write(text, x, y);
      y += text.height() + 2;
    };
    next(typesetter_.set(part.fingerprint_label, foot_style, ours, width));
    next(typesetter_.set(in_groups(letter_.fingerprint), figures_style, figures, width));
    Style reference = foot_style;
    next(typesetter_.set(letter_.reference, reference, figures, width));
    y -= typesetter_.set(letter_.reference, reference, figures, width).height() + 2;
    reference.placing = Placing::end;
    next(typesetter_.set(page_words(part), reference, ours, width));
  }

  [[nodiscard]] std::string page_words(const Part& part) const {
    return wording::text(part.language, "letter.page",
                         {{"page", static_cast<std::int64_t>(number_)},
                          {"pages", static_cast<std::int64_t>(count_)}});
  }

  // Runs of dark modules as one path: no seams between them.
  void draw_code(double x, double y) {
    const double module = qr_side / static_cast<double>(code_.side);
    colour({0, 0, 0});
    for (std::size_t row = 0; row < code_.side; ++row) {
      for (std::size_t column = 0; column < code_.side;) {
        std::size_t end = column;
        while (end < code_.side && code_.at(row, end))
          ++end;
        if (end > column) {
          cairo_rectangle(cairo_.get(), x + module * static_cast<double>(column),
                          y + module * static_cast<double>(row),
                          module * static_cast<double>(end - column), module);
        }
        column = std::max(end, column + 1);
      }
    }
    cairo_fill(cairo_.get());
  }

  const Letter& letter_;
  const Typesetter& typesetter_;
  QrCode code_;
  Bytes bytes_;  // outlives the surface that writes into it
  Owned<cairo_surface_t> surface_;
  Owned<cairo_t> cairo_;
  std::size_t number_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

Result<Bytes> render(const Letter& letter) {
  HD_CHECK(!letter.parts.empty());
  HD_TRY_VOID(check_size(letter));
  HD_TRY(QrCode code, qr_code(hex(letter.fingerprint)));
  const Typesetter typesetter;
  std::vector<Painted> parts;
  std::size_t room = RenderLimits::pages;
  for (const Part& part : letter.parts) {
    HD_TRY(std::vector<Page> pages, lay_out(part, typesetter, room));
    room -= pages.size();
    parts.push_back({&part, std::move(pages)});
  }
  Painter painter(letter, typesetter, std::move(code));
  HD_TRY(const Bytes pdf, painter.paint(parts));
  return finish_pdf(pdf, std::string(letter.parts.front().language.tag()));
}

}  // namespace haidang::letters
