#include "words/spoken.hpp"

#include <unicode/msgfmt.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "words/icu.hpp"
#include "words/words.hpp"

namespace haidang::wording {
namespace {

constexpr std::string_view group = "problem.";

// ‘ and ’ as `instead`: the program's texts have the ASCII apostrophe.
std::string with_quotes(std::string_view text, std::string_view instead) {
  constexpr std::string_view quotes_begin = "\xe2\x80";  // U+2018, U+2019 in UTF-8
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_quote = text.substr(i).starts_with(quotes_begin) && i + 2 < text.size() &&
                          (text[i + 2] == '\x98' || text[i + 2] == '\x99');
    if (is_quote) {
      out += instead;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct Reading {
  Arguments arguments;
  std::size_t size = 0;  // of all arguments, in bytes
};

// What stands in `english` at the places of the pattern; nothing if it is another sentence.
std::optional<Reading> read_back(std::string_view pattern, std::string_view english) {
  const std::string plain = with_quotes(pattern, "'");
  if (!english.starts_with(std::string_view(plain).substr(0, plain.find('{')))) return {};
  if (!english.ends_with(std::string_view(plain).substr(plain.rfind('}') + 1))) return {};
  UErrorCode status = U_ZERO_ERROR;
  UParseError where{};
  const icu::MessageFormat message(to_icu(with_quotes(pattern, "''")), locale_of({}), where,
                                   status);
  if (U_FAILURE(status) != 0) return {};
  const icu::UnicodeString text = to_icu(english);
  icu::ParsePosition position(0);
  std::int32_t count = 0;
  const std::unique_ptr<icu::Formattable[]> found(message.parse(text, position, count));
  if (found == nullptr || position.getIndex() != text.length()) return {};
  Reading reading;
  for (std::int32_t i = 0; i < count; ++i) {
    std::string value = from_icu(found[i].getString(status));
    reading.size += value.size();
    reading.arguments.emplace(std::to_string(i), std::move(value));
  }
  return reading;
}

// Of several sentences that fit, the one that says most itself.
std::optional<std::string> translation(Language language, std::string_view english) {
  const auto& entries = Catalogue::of(Language()).entries;
  const std::string* best_key = nullptr;
  Reading best;
  for (auto it = entries.lower_bound(group); it != entries.end(); ++it) {
    const auto& [key, entry] = *it;
    if (!key.starts_with(group)) break;
    if (entry.pattern.find('{') == std::string::npos) {
      if (with_quotes(entry.pattern, "'") == english) return text(language, key);
      continue;
    }
    auto reading = read_back(entry.pattern, english);
    if (!reading || (best_key != nullptr && best.size <= reading->size)) continue;
    best_key = &key;
    best = *std::move(reading);
  }
  if (best_key == nullptr) return {};
  for (auto& [name, value] : best.arguments)
    value = spoken(language, std::get<std::string>(value));
  return text(language, *best_key, best.arguments);
}

std::string joined(const std::string& what, const std::string& why) {
  return why.empty() ? what : what + ": " + why;
}

}  // namespace

std::string spoken(Language language, std::string_view english) {
  const bool is_sentence = language != Language() && english.find(' ') != std::string_view::npos;
  const auto found = is_sentence ? translation(language, english) : std::nullopt;
  return found.value_or(std::string(english));
}

Spoken spoken(Language language, const Error& error) {
  const CodeInfo& info = code_info(error.code);
  Spoken out{error, {}};
  if (out.error.what.empty()) out.error.what = info.meaning;
  if (out.error.next.empty()) out.error.next = info.remedy;
  if (language == Language()) return out;

  const std::string key = "error." + code_text(error.code);
  const std::string meaning = text_or(language, key, info.meaning);
  const auto what = error.what.empty() ? meaning : translation(language, error.what);
  const auto why = error.why.empty() ? "" : translation(language, error.why);
  out.error.what = what.value_or(meaning);
  out.error.why = what && why ? *why : "";
  if (what && !why) out.english = error.why;
  if (!what) out.english = joined(error.what, error.why);
  out.error.next = out.error.next == info.remedy ? text_or(language, key + ".next", info.remedy)
                                                 : spoken(language, error.next);
  for (Detail& detail : out.error.details)
    detail.text = translated(language, "content.", detail.text);
  return out;
}

}  // namespace haidang::wording
