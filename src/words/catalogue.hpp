// One language's texts, as i18n/<tag>.json holds them (see i18n/README.md).
#pragma once
#include <map>
#include <string>

#include "base/json.hpp"
#include "words/language.hpp"

namespace haidang::wording {

// Who answers for a text. `original`: English, from which the others are translated.
enum class Review { original, official, reviewed, to_be_reviewed };

struct Entry {
  std::string pattern;  // ICU MessageFormat 1
  Review review = Review::to_be_reviewed;
  std::string source;  // where an official text was read, or who reviewed it; else empty
};

struct Catalogue {
  std::string tag;
  std::string autonym;
  Direction direction = Direction::left_to_right;
  std::map<std::string, Entry, std::less<>> entries;

  // Errors: those of parse_json, and of members that the form does not have.
  static Result<Catalogue> parse(std::string_view text);
  // From the data compiled into the binary, read once. Damage is a bug.
  static const Catalogue& of(Language language);
};

}  // namespace haidang::wording
