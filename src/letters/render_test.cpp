#include "letters/render.hpp"

#include <doctest/doctest.h>

#include "letters/qr.hpp"

using namespace haidang;
using namespace haidang::letters;

namespace {

Letter simple(std::string_view tag) {
  Part part;
  part.language = wording::Language::find(tag).value();
  part.sender = "Borealia";
  part.subject = "Subject";
  part.signature = {"officer"};
  part.fingerprint_label = "SHA-256";
  Letter letter;
  letter.title = "Title";
  letter.author = "Borealia (XB)";
  letter.date = parse_time("2026-03-01T09:00:00Z").value();
  letter.reference = "reference";
  letter.parts = {std::move(part)};
  return letter;
}

Section section(std::string text) {
  return {"Label", "art. 1", Footing::unverified, {{std::move(text), "en", "Mark"}}};
}

}  // namespace

TEST_CASE("the same letter is the same file, and another day another file") {
  Letter letter = simple("en");
  const Bytes first = render(letter).value();
  CHECK(as_text(first).starts_with("%PDF-1.5"));
  CHECK(render(letter).value() == first);
  letter.date += Days{1};
  CHECK(render(letter).value() != first);
}

TEST_CASE("a text of many pages is broken, not cut; one without end is refused") {
  Letter letter = simple("ar");
  std::string long_text;
  for (int i = 0; i < 4000; ++i)
    long_text += "word ";
  letter.parts[0].blocks = {section(long_text)};
  Table table{{{"A", 1}, {"B", 3}}, {}};
  table.rows.push_back({{{std::string(20'000, 'x')}}, {{"short"}}});
  letter.parts[0].blocks.emplace_back(table);
  CHECK(render(letter).ok());
  letter.parts[0].blocks.assign(300, section(std::string(15'000, 'x')));
  CHECK(render(letter).error().code == Code::too_large);
}

TEST_CASE("more pages than anybody reads are refused before they are drawn") {
  Letter letter = simple("en");
  letter.parts[0].blocks = {section(std::string(60'000, '\n'))};
  CHECK(render(letter).error().code == Code::too_large);
}

TEST_CASE("what an officer wrote is drawn even where no font has it") {
  Letter letter = simple("zh");
  letter.parts[0].blocks = {section("a letter of a private use area: \uE123, and an end")};
  CHECK(render(letter).ok());
}

TEST_CASE("our own words are never boxes") {
  Letter letter = simple("en");
  letter.parts[0].opening = "\uE123";
  CHECK(render(letter).error().code == Code::unavailable);
}

TEST_CASE("a QR code has a side of its standard and the three marks in its corners") {
  const QrCode code = qr_code(std::string(64, 'a')).value();
  CHECK((code.side - 17) % 4 == 0);
  for (const auto& [row, column] :
       {std::pair<std::size_t, std::size_t>{0, 0}, {0, code.side - 7}, {code.side - 7, 0}}) {
    CHECK(code.at(row, column));
    CHECK_FALSE(code.at(row + 1, column + 1));
    CHECK(code.at(row + 3, column + 3));
  }
  CHECK(qr_code("").error().code == Code::bad_value);
  CHECK(qr_code(std::string(301, 'a')).error().code == Code::bad_value);
}
