#include "words/order.hpp"

#include <unicode/coll.h>

#include <memory>

#include "words/icu.hpp"

namespace haidang::wording {
namespace {

std::string key_of(const icu::Locale& locale, icu::Collator::ECollationStrength strength,
                   std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(locale, status));
  HD_CHECK(U_SUCCESS(status) != 0 && collator != nullptr);
  collator->setStrength(strength);
  const icu::UnicodeString wide = to_icu(text);
  std::string key(static_cast<std::size_t>(collator->getSortKey(wide, nullptr, 0)), '\0');
  collator->getSortKey(wide, reinterpret_cast<std::uint8_t*>(key.data()),
                       static_cast<std::int32_t>(key.size()));
  return key;
}

}  // namespace

std::string collation_key(Language language, std::string_view text) {
  return key_of(locale_of(language), icu::Collator::TERTIARY, text);
}

// The root order: to a Vietnamese reader "ê" is a letter of its own, but a search should find it.
std::string search_key(std::string_view text) {
  return key_of(icu::Locale::getRoot(), icu::Collator::PRIMARY, text);
}

}  // namespace haidang::wording
