#include "acts/wording.hpp"

#include <doctest/doctest.h>

#include "acts/random_act.hpp"

using namespace haidang;

namespace {

json::object refusal(json::array translations) {
  json::object body = write_body(RefuseBody{{"DUAL_CRIM"}, "Not a crime here.", {}});
  body["language"] = "en";
  body["translations"] = std::move(translations);
  return body;
}

json::object in_french(json::object more) {
  json::object translation{{"of", "reasons"}, {"language", "fr"}, {"kind", "certified"}};
  for (const auto& member : more)
    translation[member.key()] = member.value();
  return translation;
}

bool is_refused(const json::array& translations) {
  return !read_refuse(refusal(translations)).ok();
}

}  // namespace

TEST_CASE("a translation says of what, into what, by whom and in which words") {
  const auto body = read_refuse(refusal({in_french({{"text", "Non."}})})).value();
  CHECK(body.wording.language == "en");
  const Translation* french = body.wording.find("reasons", "fr");
  REQUIRE(french != nullptr);
  CHECK(french->kind == TranslationKind::certified);
  CHECK(french->text == "Non.");
  CHECK(body.wording.find("reasons", "de") == nullptr);
}

TEST_CASE("a translation of nothing, into nothing, without words or twice is refused") {
  CHECK_FALSE(is_refused({in_french({{"text", "Non."}})}));
  CHECK(is_refused({in_french({})}));
  CHECK(is_refused({in_french({{"text", ""}})}));
  CHECK(is_refused({in_french({{"text", "Non."}, {"of", "grounds"}})}));
  CHECK(is_refused({in_french({{"text", "Non."}, {"of", ""}})}));
  CHECK(is_refused({in_french({{"text", "Non."}, {"kind", "official"}})}));
  CHECK(is_refused({in_french({{"text", "Non."}, {"by", "me"}})}));
  CHECK(is_refused({in_french({{"text", "Non.\u202e"}})}));
  CHECK(is_refused({in_french({{"text", "Non."}, {"item", "00000000000000000000000000000001"}})}));
  CHECK(is_refused({in_french({{"text", "Non."}}), in_french({{"text", "Oui."}})}));
  CHECK(is_refused({"Non."}));
}

TEST_CASE("a document can render one text or all of them") {
  const json::object item{{"item", "00000000000000000000000000000001"}};
  CHECK_FALSE(is_refused({in_french(item)}));
  json::object whole = in_french(item);
  whole.erase("of");
  CHECK_FALSE(is_refused({whole}));
}

TEST_CASE("a language is a tag of BCP 47") {
  for (const std::string_view tag : {"fr", "pt-BR", "zh-Hans-CN", "gsw", "de-1996"})
    CHECK(check_language("language", tag).ok());
  for (const std::string_view tag : {"", "f", "français", "fr_FR", "fr-", "-fr", "fr--FR", "x1",
                                     "fr-123456789", "fr/../..", "aaaa-bbbb"}) {
    CHECK_FALSE(check_language("language", tag).ok());
  }
}
