#include "http/look.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <fstream>
#include <iterator>

#include "base/bytes.hpp"

using namespace haidang;
using namespace haidang::http;

namespace {

Colour colour(std::string_view text) {
  return parse_colour(text).value();
}
Look look(std::string_view light, std::string_view dark) {
  return {"contact-point", "Bureau of Aurelia", colour(light), colour(dark)};
}
std::string refusal(const Look& given) {
  const auto checked = check_look(given);
  return checked.ok() ? "" : checked.error().what;
}

// 16 by 16 pixels, each transparent.
const Bytes& sample() {
  static const Bytes png =
      parse_base64(
          "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAEklEQVR42mNgGAWjYBSMAggAAAQQAAGvRYgs"
          "AAAAAElFTkSuQmCC")
          .value();
  return png;
}
std::uint32_t checksum(ByteView bytes) {
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) {
    sum ^= byte;
    for (int bit = 0; bit < 8; ++bit)
      sum = (sum >> 1U) ^ ((sum & 1U) * 0xEDB88320U);
  }
  return ~sum;
}
void put_number(Bytes& out, std::uint32_t number) {
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    out.push_back(static_cast<std::uint8_t>(number >> shift));
}
void put_chunk(Bytes& out, std::string_view type, const Bytes& data) {
  put_number(out, static_cast<std::uint32_t>(data.size()));
  Bytes body = to_bytes(type);
  body.insert(body.end(), data.begin(), data.end());
  out.insert(out.end(), body.begin(), body.end());
  put_number(out, checksum(body));
}
Bytes picture(std::uint32_t width, std::uint32_t height, std::string_view more = "") {
  Bytes png{0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  Bytes head;
  put_number(head, width);
  put_number(head, height);
  for (const int byte : {8, 6, 0, 0, 0})
    head.push_back(static_cast<std::uint8_t>(byte));
  put_chunk(png, "IHDR", head);
  if (!more.empty()) put_chunk(png, more, to_bytes(std::string_view("Comment\0by me", 13)));
  put_chunk(png, "IDAT", {1, 2, 3});
  put_chunk(png, "IEND", {});
  return png;
}
std::string emblem_refusal(const Bytes& png) {
  const auto checked = check_emblem(png);
  return checked.ok() ? "" : checked.error().what;
}

}  // namespace

TEST_CASE("contrast is what WCAG says it is") {
  CHECK(contrast_hundredths(colour("#000000"), colour("#ffffff")) == 2100);
  CHECK(contrast_hundredths(colour("#ffffff"), colour("#ffffff")) == 100);
  CHECK(contrast_hundredths(colour("#767676"), colour("#ffffff")) == 454);  // the known edge
  CHECK(contrast_hundredths(colour("#777777"), colour("#ffffff")) == 447);
  CHECK(contrast_hundredths(colour("#ff0000"), colour("#ffffff")) == 399);
  CHECK(rc::check("neither order nor a colour's own ground matters", [] {
    const auto any = [] {
      return Colour{*rc::gen::arbitrary<std::uint8_t>(), *rc::gen::arbitrary<std::uint8_t>(),
                    *rc::gen::arbitrary<std::uint8_t>()};
    };
    const Colour one = any();
    const Colour other = any();
    RC_ASSERT(contrast_hundredths(one, other) == contrast_hundredths(other, one));
    RC_ASSERT(contrast_hundredths(one, one) == 100);
    RC_ASSERT(contrast_hundredths(one, other) <= 2100);
    RC_ASSERT(parse_colour(colour_text(one)).value() == one);
  }));
}

TEST_CASE("a colour that somebody could not read is refused, and the ratio named") {
  CHECK(refusal(look("#17507a", "#8fc4ea")).empty());
  CHECK(refusal(look("#7a1f1f", "#ffb3a7")).empty());
  CHECK(refusal(look("#ff0000", "#8fc4ea")) ==
        "the light colour #ff0000 has a contrast of 3.72:1 with #f6f7f8; 4.5:1 is needed");
  CHECK(refusal(look("#17507a", "#17507a")).find("the dark colour #17507a has a contrast of ") ==
        0);
  CHECK(refusal(look("#8fc4ea", "#8fc4ea")).find("the light colour") == 0);
  // Good on white, and not on the tint of a mark.
  CHECK(refusal(look("#767676", "#8fc4ea")).find("#f6f7f8") != std::string::npos);
  for (const char* wrong : {"", "17507a", "#17507", "#17507g", "#17507aff", "red", "#fff"}) {
    CAPTURE(wrong);
    CHECK(parse_colour(wrong).error().code == Code::bad_value);
  }
  Look nameless = look("#17507a", "#8fc4ea");
  for (const std::string& name : {std::string(), std::string("a\nb"), std::string(201, 'x')}) {
    nameless.name = name;
    CHECK(refusal(nameless).find("name") != std::string::npos);
  }
}

TEST_CASE("colours are judged on the grounds that the page really has") {
  std::ifstream file(HAIDANG_SOURCE_DIR "/web/src/base.css");
  const std::string css(std::istreambuf_iterator<char>(file), {});
  const auto stands = [&](std::string_view name, Colour light, Colour dark) {
    const std::string rule = "--" + std::string(name) + ": light-dark(" + colour_text(light) +
                             ", " + colour_text(dark) + ")";
    CAPTURE(rule);
    CHECK(css.find(rule) != std::string::npos);
  };
  stands("page", light_grounds.page, dark_grounds.page);
  stands("card", light_grounds.card, dark_grounds.card);
  stands("tint", light_grounds.tint, dark_grounds.tint);
  stands("on-accent", light_grounds.on_accent, dark_grounds.on_accent);
}

TEST_CASE("an emblem is a small whole PNG, and nothing that is more than a picture") {
  CHECK(emblem_refusal(sample()).empty());
  CHECK(emblem_refusal(picture(512, 16)).empty());
  const auto says = [](const Bytes& png, std::string_view why) {
    CAPTURE(why);
    CHECK(emblem_refusal(png).find(why) != std::string::npos);
  };
  says(to_bytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "is no PNG file");
  says(to_bytes("GIF89a"), "is no PNG file");
  says({}, "is no PNG file");
  says(Bytes(emblem_bytes_max + 1), "is over 64 KiB");
  says(picture(513, 16), "is 513 by 16 pixels");
  says(picture(64, 15), "is 64 by 15 pixels");
  says(picture(0xFFFFFFFFU, 64), "pixels");
  says(picture(64, 64, "tEXt"), "more than a picture");
  says(picture(64, 64, "acTL"), "more than a picture");
  Bytes longer = sample();
  longer.push_back(0);
  says(longer, "behind its end");
  for (std::size_t count = 0; count < sample().size(); ++count)
    CHECK_FALSE(check_emblem(ByteView(sample()).first(count)).ok());
  CHECK(rc::check("no byte of it changes unseen", [] {
    Bytes png = sample();
    const auto at = *rc::gen::inRange<std::size_t>(0, png.size());
    png[at] ^= static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
    RC_ASSERT(!check_emblem(png).ok());
  }));
}

TEST_CASE("the sheet sets one property, for light, for dark and for paper") {
  const std::string sheet = stylesheet(look("#7a1f1f", "#ffb3a7"));
  CHECK(sheet.find(":root:root { --accent: #7a1f1f; }") == 0);
  CHECK(sheet.find("[data-theme='dark'] { --accent: #ffb3a7; }") != std::string::npos);
  CHECK(sheet.find("url(") == std::string::npos);
  CHECK(sheet.find('@') != std::string::npos);
}
