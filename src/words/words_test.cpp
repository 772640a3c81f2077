#include "words/words.hpp"

#include <doctest/doctest.h>
#include <unicode/messagepattern.h>
#include <unicode/plurrule.h>

#include <memory>
#include <set>

#include "words/icu.hpp"

using namespace haidang;
using namespace haidang::wording;

namespace {

Language speak(std::string_view tag) {
  const auto found = Language::find(tag);
  REQUIRE(found.has_value());
  return *found;
}

// What a message asks for, "count:plural"; and the forms that each of its plurals knows.
struct Shape {
  std::set<std::string> placeholders;
  std::vector<std::set<std::string>> plurals;
};

Shape shape_of(const std::string& pattern) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessagePattern parsed(to_icu(pattern), nullptr, status);
  REQUIRE(U_SUCCESS(status));
  Shape shape;
  for (std::int32_t i = 0; i < parsed.countParts(); ++i) {
    const auto& part = parsed.getPart(i);
    if (part.getType() == UMSGPAT_PART_TYPE_ARG_START) {
      const std::string name = from_icu(parsed.getSubstring(parsed.getPart(i + 1)));
      const UMessagePatternArgType type = part.getArgType();
      const bool plural = UMSGPAT_ARG_TYPE_HAS_PLURAL_STYLE(type) != 0;
      REQUIRE_MESSAGE((type == UMSGPAT_ARG_TYPE_NONE || plural), pattern);
      shape.placeholders.insert(name + (plural ? ":plural" : ""));
      if (plural) shape.plurals.emplace_back();
    } else if (part.getType() == UMSGPAT_PART_TYPE_ARG_SELECTOR) {
      REQUIRE(!shape.plurals.empty());
      shape.plurals.back().insert(from_icu(parsed.getSubstring(part)));
    }
  }
  return shape;
}

// The forms that CLDR gives this language for whole numbers.
std::set<std::string> forms_of(Language language) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::PluralRules> rules(
      icu::PluralRules::forLocale(locale_of(language), status));
  const std::unique_ptr<icu::StringEnumeration> keywords(rules->getKeywords(status));
  std::set<std::string> forms;
  for (const char* form = keywords->next(nullptr, status); form != nullptr;
       form = keywords->next(nullptr, status))
    forms.insert(form);
  REQUIRE(U_SUCCESS(status));
  return forms;
}

}  // namespace

TEST_CASE("every language has every text of every other, and none besides") {
  const auto& english = Catalogue::of(Language()).entries;
  CHECK(!english.empty());
  for (const Language language : languages()) {
    const Catalogue& catalogue = Catalogue::of(language);
    for (const auto& [key, entry] : english)
      CHECK_MESSAGE(catalogue.entries.contains(key), language.tag(), " lacks ", key);
    for (const auto& [key, entry] : catalogue.entries)
      CHECK_MESSAGE(english.contains(key), language.tag(), " alone has ", key);
  }
}

TEST_CASE("every catalogue says whose it is") {
  for (const Language language : languages()) {
    const Catalogue& catalogue = Catalogue::of(language);
    CHECK(catalogue.tag == language.tag());
    CHECK(catalogue.autonym == language.autonym());
    CHECK(catalogue.direction == language.direction());
  }
}

TEST_CASE("a text has the same placeholders in every language") {
  for (const auto& [key, english] : Catalogue::of(Language()).entries) {
    const Shape wanted = shape_of(english.pattern);
    for (const Language language : languages()) {
      const auto& entries = Catalogue::of(language).entries;
      const auto it = entries.find(key);
      if (it == entries.end()) continue;
      CHECK_MESSAGE(shape_of(it->second.pattern).placeholders == wanted.placeholders,
                    language.tag(), " ", key);
    }
  }
}

TEST_CASE("every plural knows the forms that its language has, and no others") {
  for (const Language language : languages()) {
    const std::set<std::string> forms = forms_of(language);
    for (const auto& [key, entry] : Catalogue::of(language).entries) {
      for (const auto& plural : shape_of(entry.pattern).plurals)
        CHECK_MESSAGE(plural == forms, language.tag(), " ", key);
    }
  }
}

TEST_CASE("every text can be formatted, and says something") {
  for (const Language language : languages()) {
    for (const auto& [key, entry] : Catalogue::of(language).entries) {
      Arguments arguments;
      for (const std::string& name : shape_of(entry.pattern).placeholders) {
        const auto colon = name.find(':');
        if (colon == std::string::npos) {
          arguments[name] = "x";
        } else {
          arguments[name.substr(0, colon)] = 3;
        }
      }
      const auto said = format_pattern(language, entry.pattern, arguments);
      REQUIRE_MESSAGE(said.ok(), language.tag(), " ", key);
      CHECK_MESSAGE(!said->empty(), language.tag(), " ", key);
      CHECK_MESSAGE(said->find('{') == std::string::npos, language.tag(), " ", key);
      // To ICU an ASCII apostrophe may begin a quotation; the typographic one never does.
      CHECK_MESSAGE(entry.pattern.find('\'') == std::string::npos, language.tag(), " ", key);
    }
  }
}

TEST_CASE("who answers for a text is said: English is original, an official text has its source") {
  for (const Language language : languages()) {
    for (const auto& [key, entry] : Catalogue::of(language).entries) {
      const bool original = entry.review == Review::original;
      if (language == Language()) {
        CHECK_MESSAGE((original || entry.review == Review::official), key);
      } else {
        CHECK_MESSAGE(!original, language.tag(), " ", key);
      }
      if (entry.review == Review::official || entry.review == Review::reviewed)
        CHECK_MESSAGE(!entry.source.empty(), language.tag(), " ", key);
    }
  }
}

TEST_CASE("Arabic has six forms of number, and all are told apart") {
  const auto in_days = [](std::int64_t days) {
    return text(speak("ar"), "moment.in-days", {{"count", days}});
  };
  CHECK(in_days(0) == "خلال 0 يوم");
  CHECK(in_days(1) == "خلال يوم واحد");
  CHECK(in_days(2) == "خلال يومين");
  CHECK(in_days(3) == "خلال 3 أيام");
  CHECK(in_days(11) == "خلال 11 يومًا");
  CHECK(in_days(100) == "خلال 100 يوم");
}

TEST_CASE("Russian tells one, few and many apart") {
  const auto in_days = [](std::int64_t days) {
    return text(speak("ru"), "moment.in-days", {{"count", days}});
  };
  CHECK(in_days(21) == "через 21 день");
  CHECK(in_days(3) == "через 3 дня");
  CHECK(in_days(11) == "через 11 дней");
}

TEST_CASE("in Arabic a text that is put in is isolated, in English it is left alone") {
  const Arguments arguments{{"moment", "2027"}, {"zone", "Europe/Paris"}};
  CHECK(text(speak("ar"), "moment.in-zone", arguments) ==
        "\u20682027\u2069 (\u2068Europe/Paris\u2069)");
  CHECK(text(Language(), "moment.in-zone", arguments) == "2027 (Europe/Paris)");
}

TEST_CASE("nobody is ever shown a key") {
  CHECK(text(speak("vi"), "status.never-heard-of") == "never heard of");
  CHECK(text_or(speak("vi"), "status.never-heard-of", "as the node says") == "as the node says");
  CHECK(text_or(speak("vi"), "status.sent", "otherwise") == "Đã gửi");
  CHECK(!has(speak("vi"), "status.never-heard-of"));
  CHECK(review_of(speak("vi"), "status.sent") == Review::to_be_reviewed);
}

TEST_CASE("a sentence without its key is found by its English") {
  CHECK(translated(speak("fr"), "clock-kind.", "rule of the treaty") == "règle du traité");
  CHECK(translated(speak("fr"), "status.", "rule of the treaty") == "rule of the treaty");
  CHECK(translated(speak("fr"), "zzz.", "as it is") == "as it is");
}

TEST_CASE("what is no message is an error, not a crash") {
  for (const char* pattern : {"{", "{count, plural, one {#}}", "{x, nonsense}", "{}"})
    CHECK(!format_pattern(Language(), pattern, {{"count", 1}}).ok());
}

TEST_CASE("a catalogue of another form is refused") {
  CHECK(Catalogue::parse(R"({"language":"en","autonym":"E","direction":"ltr","texts":{}})").ok());
  for (const char* text :
       {"", "[]", R"({"language":"en","autonym":"E","direction":"up","texts":{}})",
        R"({"language":"en","autonym":"E","direction":"ltr","texts":{"a":"b"}})",
        R"({"language":"en","autonym":"E","direction":"ltr","texts":{"a":{"text":"b"}}})",
        R"({"language":"en","autonym":"E","direction":"ltr",
            "texts":{"a":{"text":"b","review":"maybe"}}})",
        R"({"language":"en","autonym":"E","direction":"ltr",
            "texts":{"a":{"text":"b","review":"reviewed","by":"c"}}})"})
    CHECK(!Catalogue::parse(text).ok());
}

TEST_CASE("articles are called as each language calls them") {
  CHECK(citation(speak("en"), "arts 6, 24") == "arts 6, 24");
  CHECK(citation(speak("ru"), "art. 40(26)") == "ст. 40(26)");
  CHECK(citation(speak("zh"), "art. 35(3), art. 40(22)") == "第35(3)条, 第40(22)条");
  CHECK(citation(speak("ru"), "arts 6, 24, art. 40(3)(a)-(b)") == "ст. 6, 24, ст. 40(3)(a)-(b)");
  CHECK(citation(speak("ru"), "Code of Procedure, s. 112") == "Code of Procedure, s. 112");
}
