// In which language an act's texts are written, and the translations attached to them, 40(13):
// what the author says also in another language, and how far he answers for it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "acts/party.hpp"
#include "base/json.hpp"

namespace haidang {

enum class TranslationKind {
  original,   // the author's own words, as good as the first text
  certified,  // by a translator who answers for it
  machine,    // nobody has read it
};
std::string_view translation_kind_name(TranslationKind kind);
std::span<const TranslationKind> all_translation_kinds();

// Either the words, or a document that was delivered as an evidence item of the case.
struct Translation {
  std::string of;        // the text that it renders: "necessity", "reasons"; empty: all of them
  std::string language;  // BCP 47, "fr"
  TranslationKind kind = TranslationKind::machine;
  std::string text;
  std::optional<ItemId> item;
};

struct Wording {
  std::string language;  // of the texts themselves; empty: not said
  std::vector<Translation> translations;

  // The words for one text in one language; nothing if there are none.
  [[nodiscard]] const Translation* find(std::string_view of, std::string_view language) const;
};

// A language tag: "fr", "zh-Hans"; at most 35 characters. Error: bad_value.
Result<void> check_language(std::string_view member, std::string_view tag);

// Absent members mean nothing is said: they are not written.
void write_wording(json::object& body, const Wording& wording);
// `texts` are the names that may be translated in this body. Errors: bad_value (a translation of
// what is not there, twice the same, both words and an item or neither), and those of the members.
Result<Wording> read_wording(ObjectReader& in, std::span<const std::string> texts);

}  // namespace haidang
