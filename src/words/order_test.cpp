#include "words/order.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace haidang::wording;

namespace {

std::vector<std::string> sorted(std::string_view tag, std::vector<std::string> names) {
  const Language language = Language::find(tag).value();
  std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
    return collation_key(language, a) < collation_key(language, b);
  });
  return names;
}

}  // namespace

TEST_CASE("names stand in the order of the language, not of their code points") {
  CHECK(sorted("fr", {"Zambie", "Égypte", "Estonie"}) ==
        std::vector<std::string>{"Égypte", "Estonie", "Zambie"});
  CHECK(sorted("es", {"oca", "ñu", "nube"}) == std::vector<std::string>{"nube", "ñu", "oca"});
  CHECK(sorted("vi", {"đen", "em", "dao"}) == std::vector<std::string>{"dao", "đen", "em"});
}

TEST_CASE("a search finds a name without its accents") {
  CHECK(search_key("Việt Nam") == search_key("viet nam"));
  CHECK(search_key("Côte d’Ivoire") == search_key("cote d’ivoire"));
  CHECK(search_key("XA") != search_key("XB"));
}

TEST_CASE("a part of a name is found without its accents, in every script") {
  CHECK(Finder("viet").is_in("Cộng hòa Việt Nam"));
  CHECK(Finder("IVOIRE").is_in("Côte d’Ivoire"));
  CHECK(Finder("保全").is_in("快速保全存储的电子数据"));
  CHECK(Finder("الحفظ").is_in("طلب الحفظ المعجَّل"));
  CHECK(!Finder("laos").is_in("Việt Nam"));
  CHECK(!Finder("viet").is_in(""));
  const Finder once("nam");
  CHECK(once.is_in("Nam Định"));
  CHECK(!once.is_in("Định"));
  CHECK(once.is_in("Việt Nam"));
}

TEST_CASE("an empty part, or an accent alone, is in nothing") {
  CHECK(!Finder("").is_in("Việt Nam"));
  CHECK(!Finder("́").is_in("Việt Nam"));
}
