#include "acts/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "acts/plain.hpp"

namespace haidang {
namespace {

constexpr std::size_t translations_max = 128;
constexpr std::size_t prose_bytes_max = 16 * 1024;
constexpr std::size_t language_bytes_max = 35;  // RFC 5646, section 4.4.1

constexpr std::array kinds{TranslationKind::original, TranslationKind::certified,
                           TranslationKind::machine};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_tag_part(std::string_view part, bool first) {
  const auto fits = [first](char c) { return is_letter(c) || (!first && c >= '0' && c <= '9'); };
  return part.size() >= (first ? 2U : 1U) && part.size() <= (first ? 3U : 8U) &&
         std::all_of(part.begin(), part.end(), fits);
}

Result<TranslationKind> parse_kind(std::string_view name) {
  for (const TranslationKind kind : kinds) {
    if (translation_kind_name(kind) == name) return kind;
  }
  return Error{Code::bad_value, "a translation is 'original', 'certified' or 'machine'"};
}

json::object write_translation(const Translation& translation) {
  json::object object{{"language", translation.language},
                      {"kind", translation_kind_name(translation.kind)}};
  if (!translation.of.empty()) object["of"] = translation.of;
  if (!translation.text.empty()) object["text"] = translation.text;
  if (translation.item) object["item"] = translation.item->text();
  return object;
}

Result<void> read_substance(ObjectReader& in, Translation& translation) {
  HD_TRY(const auto text, in.optional_text("text", prose_bytes_max));
  HD_TRY(const auto item, in.optional_text("item", 32));
  translation.text = text.value_or("");
  HD_TRY_VOID(check_prose("translations", translation.text));
  if (item) {
    HD_TRY(translation.item, ItemId::parse(*item));
  }
  if (translation.text.empty() == translation.item.has_value()) return {};
  return Error{Code::bad_value, "a translation has either 'text' or 'item'"};
}

Result<Translation> read_translation(const json::value& value) {
  if (!value.is_object()) return Error{Code::bad_value, "a translation is not an object"};
  ObjectReader in(value.get_object(), "translation");
  Translation translation;
  HD_TRY(const auto of, in.optional_text("of", 60));
  translation.of = of.value_or("");
  HD_TRY(translation.language, in.text("language", language_bytes_max));
  HD_TRY_VOID(check_language("language", translation.language));
  HD_TRY(const std::string kind, in.text("kind", 20));
  HD_TRY(translation.kind, parse_kind(kind));
  HD_TRY_VOID(read_substance(in, translation));
  HD_TRY_VOID(in.finish());
  return translation;
}

// Words that render no text of this body would be seen by nobody.
Result<void> check_subject(const Translation& translation, std::span<const std::string> texts) {
  const bool known = std::find(texts.begin(), texts.end(), translation.of) != texts.end();
  if (known || (translation.of.empty() && translation.item)) return {};
  return Error{
      Code::bad_value,
      fmt::format("'{}' is no text of this act: nothing to translate", shown(translation.of)), "",
      "Name in 'of' which text the words render."};
}

}  // namespace

std::string_view translation_kind_name(TranslationKind kind) {
  switch (kind) {
    case TranslationKind::original:
      return "original";
    case TranslationKind::certified:
      return "certified";
    case TranslationKind::machine:
      return "machine";
  }
  return "";
}

std::span<const TranslationKind> all_translation_kinds() {
  return kinds;
}

const Translation* Wording::find(std::string_view of, std::string_view tag) const {
  const auto at = std::find_if(
      translations.begin(), translations.end(),
      [&](const Translation& one) { return one.of == of && one.language == tag && !one.item; });
  return at == translations.end() ? nullptr : &*at;
}

Result<void> check_language(std::string_view member, std::string_view tag) {
  const auto wrong = [&] {
    return Error{Code::bad_value, fmt::format("'{}' is not a language tag", member),
                 "a tag of BCP 47 is expected", "e.g. fr, pt-BR, zh-Hans"};
  };
  if (tag.size() > language_bytes_max) return wrong();
  for (bool first = true;; first = false) {
    const std::size_t end = tag.find('-');
    if (!is_tag_part(tag.substr(0, end), first)) return wrong();
    if (end == std::string_view::npos) return {};
    tag.remove_prefix(end + 1);
  }
}

void write_wording(json::object& body, const Wording& wording) {
  if (!wording.language.empty()) body["language"] = wording.language;
  if (wording.translations.empty()) return;
  json::array list;
  for (const Translation& translation : wording.translations)
    list.push_back(write_translation(translation));
  body["translations"] = std::move(list);
}

Result<Wording> read_wording(ObjectReader& in, std::span<const std::string> texts) {
  Wording wording;
  HD_TRY(const auto language, in.optional_text("language", language_bytes_max));
  if (language) {
    HD_TRY_VOID(check_language("language", *language));
    wording.language = *language;
  }
  HD_TRY(const auto list, in.optional_array("translations", translations_max));
  if (!list) return wording;
  std::set<std::pair<std::string, std::string>> had;
  for (const json::value& value : *list) {
    HD_TRY(Translation translation, read_translation(value));
    HD_TRY_VOID(check_subject(translation, texts));
    if (!had.emplace(translation.of, translation.language).second) {
      return Error{Code::bad_value, "a text has two translations into the same language"};
    }
    wording.translations.push_back(std::move(translation));
  }
  return wording;
}

}  // namespace haidang
