#include "treaty/law_document.hpp"

#include <doctest/doctest.h>

#include <array>

#include "treaty/treaty.hpp"

using namespace haidang;
using namespace haidang::treaty;

TEST_CASE("the document holds every measure, ground, clock and offence of the law") {
  const json::object law = parse_json_object(embedded_law_text(), {.bytes_max = 8U << 20U}).value();
  CHECK(law.at("measures").as_array().size() == Treaty::embedded().measures().size());
  CHECK(law.at("grounds").as_array().size() == Treaty::embedded().grounds().size());
  CHECK(law.at("clocks").as_array().size() == Treaty::embedded().clocks().size());
  CHECK(law.at("offences").as_array().size() == Treaty::embedded().offences().size());
  for (const json::value& measure : law.at("measures").as_array()) {
    for (const json::value& item : measure.as_object().at("contents").as_array())
      CHECK(item.as_object().at("source").as_object().contains("verified"));
  }
}

TEST_CASE("lists of one name in several files are one list") {
  constexpr std::array files{
      EmbeddedFile{"grounds.json", R"({"$schema":"x","grounds":[{"code":"A"}]})"},
      EmbeddedFile{"other/grounds.json", R"({"grounds":[{"code":"B"}]})"},
      EmbeddedFile{"measures/m.json", R"({"$schema":"x","id":"m"})"},
  };
  const json::object law = law_document(files).value();
  CHECK(law.at("grounds").as_array().size() == 2);
  CHECK(json::serialize(law.at("measures")) == R"([{"id":"m"}])");
}

TEST_CASE("a damaged file is an error, not a law with a hole") {
  constexpr std::array files{EmbeddedFile{"grounds.json", "{"}};
  CHECK(!law_document(files).ok());
}
