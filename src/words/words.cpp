#include "words/words.hpp"

#include <unicode/msgfmt.h>

#include <algorithm>
#include <vector>

#include "words/icu.hpp"

namespace haidang::wording {
namespace {

const Entry* find(Language language, std::string_view key) {
  const Catalogue& catalogue = Catalogue::of(language);
  const auto it = catalogue.entries.find(key);
  return it == catalogue.entries.end() ? nullptr : &it->second;
}

struct Found {
  const Entry* entry = nullptr;
  Language language;
};

Found find_or_english(Language language, std::string_view key) {
  if (const Entry* entry = find(language, key)) return {entry, language};
  return {find(Language(), key), Language()};
}

icu::Formattable to_formattable(const Value& value, Direction direction) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return {*number};
  const std::string& plain = std::get<std::string>(value);
  if (direction == Direction::left_to_right) return {to_icu(plain)};
  return {to_icu("\u2068" + plain + "\u2069")};
}

// As the catalogues write them: an ASCII one may begin a quotation in a message.
std::string with_typographic_apostrophes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "’";
    } else {
      out += c;
    }
  }
  return out;
}

// "status.info-requested" -> "info requested".
std::string last_word(std::string_view key) {
  std::string word(key.substr(key.rfind('.') + 1));
  std::replace(word.begin(), word.end(), '-', ' ');
  return word;
}

std::string format_entry(const Found& found, const Arguments& arguments) {
  auto formatted = format_pattern(found.language, found.entry->pattern, arguments);
  return formatted.ok() ? std::move(formatted).value() : found.entry->pattern;
}

}  // namespace

Result<std::string> format_pattern(Language language, std::string_view pattern,
                                   const Arguments& arguments) {
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, value] : arguments) {
    names.push_back(to_icu(name));
    values.push_back(to_formattable(value, language.direction()));
  }
  UErrorCode status = U_ZERO_ERROR;
  UParseError where{};
  const icu::MessageFormat message(to_icu(pattern), locale_of(language), where, status);
  icu::UnicodeString out;
  message.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out, status);
  if (U_FAILURE(status) != 0) {
    return Error{Code::malformed, "the text is no ICU message", u_errorName(status)};
  }
  return from_icu(out);
}

std::string text(Language language, std::string_view key, const Arguments& arguments) {
  const Found found = find_or_english(language, key);
  return found.entry != nullptr ? format_entry(found, arguments) : last_word(key);
}

std::string text_or(Language language, std::string_view key, std::string_view otherwise,
                    const Arguments& arguments) {
  const Found found = find_or_english(language, key);
  return found.entry != nullptr ? format_entry(found, arguments) : std::string(otherwise);
}

std::string translated(Language language, std::string_view group, std::string_view english) {
  if (language == Language()) return std::string(english);
  const auto& entries = Catalogue::of(Language()).entries;
  const std::string wanted = with_typographic_apostrophes(english);
  for (auto it = entries.lower_bound(group); it != entries.end(); ++it) {
    if (!it->first.starts_with(group)) break;
    if (it->second.pattern == wanted) return text(language, it->first);
  }
  return std::string(english);
}

std::string citation(Language language, std::string_view text) {
  if (language == Language{}) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find(", art");
    const std::string_view one = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 2);
    const bool cites = one.starts_with("art. ") || one.starts_with("arts ");
    if (!out.empty()) out += ", ";
    out += cites ? wording::text(language, "web.article", {{"article", std::string(one.substr(5))}})
                 : std::string(one);
  }
  return out;
}

bool has(Language language, std::string_view key) {
  return find(language, key) != nullptr;
}

Review review_of(Language language, std::string_view key) {
  const Found found = find_or_english(language, key);
  return found.entry != nullptr ? found.entry->review : Review::to_be_reviewed;
}

}  // namespace haidang::wording
