// ICU, for this room's .cpp files only. `tidy` keeps its headers out of every other room.
#pragma once
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <string>
#include <string_view>

#include "base/check.hpp"
#include "words/language.hpp"

namespace haidang::wording {

inline icu::UnicodeString to_icu(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

inline std::string from_icu(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

// Gregorian calendar and the digits 0-9 everywhere: dates and amounts of a legal document must read
// the same in C++ and in every browser. English as the United Nations write it.
inline icu::Locale locale_of(Language language) {
  std::string tag(language.tag());
  if (tag == "en") tag = "en-GB";
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(tag + "-u-ca-gregory-nu-latn", status);
  HD_CHECK(U_SUCCESS(status) != 0);
  return locale;
}

}  // namespace haidang::wording
