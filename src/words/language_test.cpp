#include "words/language.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace haidang::wording;

namespace {

std::string tag_of(std::string_view name) {
  const auto found = Language::find(name);
  return found ? std::string(found->tag()) : "none";
}

std::string chosen(std::string_view header) {
  return std::string(Language::of_accept_language(header).tag());
}

}  // namespace

TEST_CASE("a tag or the name of a locale names a language, whatever its region") {
  CHECK(tag_of("ar") == "ar");
  CHECK(tag_of("pt-BR") == "pt");
  CHECK(tag_of("zh_CN.UTF-8") == "zh");
  CHECK(tag_of("zh-Hant-TW") == "zh");
  CHECK(tag_of("FR") == "fr");
  CHECK(tag_of("ru_RU@cyrillic") == "ru");
}

TEST_CASE("what we do not speak is no language") {
  for (const char* name : {"", "C", "C.UTF-8", "POSIX", "de_DE.UTF-8", "english", "-", "e"})
    CHECK(tag_of(name) == "none");
}

TEST_CASE("of a header's choices the heaviest that we speak is taken") {
  CHECK(chosen("") == "en");
  CHECK(chosen("*") == "en");
  CHECK(chosen("de-CH, vi") == "vi");
  CHECK(chosen("fr;q=0.5, ar;q=0.9, de") == "ar");
  CHECK(chosen("es;q=0, pt;q=0.001") == "pt");
  CHECK(chosen("ru;q=x, zh ; q=1.0") == "zh");
  CHECK(chosen(",,;q=,") == "en");
  CHECK(chosen(std::string(100000, ',')) == "en");
}

TEST_CASE("there are eight languages, and Arabic alone runs from right to left") {
  CHECK(languages().size() == 8);
  for (const Language language : languages()) {
    CHECK(Language::find(language.tag()) == language);
    CHECK((language.direction() == Direction::right_to_left) == (language.tag() == "ar"));
  }
  CHECK(Language().tag() == "en");
}
