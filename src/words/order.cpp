#include "words/order.hpp"

#include <unicode/coll.h>
#include <unicode/stsearch.h>
#include <unicode/tblcoll.h>

#include <memory>

#include "words/icu.hpp"

namespace haidang::wording {
namespace {

std::unique_ptr<icu::Collator> collator_of(const icu::Locale& locale,
                                           icu::Collator::ECollationStrength strength) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(locale, status));
  HD_CHECK(U_SUCCESS(status) != 0 && collator != nullptr);
  collator->setStrength(strength);
  return collator;
}

std::string key_of(const icu::Locale& locale, icu::Collator::ECollationStrength strength,
                   std::string_view text) {
  const std::unique_ptr<icu::Collator> collator = collator_of(locale, strength);
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

struct Finder::State {
  std::unique_ptr<icu::Collator> collator;    // the search keeps a pointer to it
  std::unique_ptr<icu::StringSearch> search;  // none: the part has nothing to seek
};

Finder::Finder(std::string_view part) : state_(std::make_unique<State>()) {
  state_->collator = collator_of(icu::Locale::getRoot(), icu::Collator::PRIMARY);
  auto* const rules = dynamic_cast<icu::RuleBasedCollator*>(state_->collator.get());
  HD_CHECK(rules != nullptr);
  if (search_key(part) == search_key("")) return;
  UErrorCode status = U_ZERO_ERROR;
  state_->search = std::make_unique<icu::StringSearch>(to_icu(part), icu::UnicodeString(" "), rules,
                                                       nullptr, status);
  HD_CHECK(U_SUCCESS(status) != 0);
}
Finder::Finder(Finder&&) noexcept = default;
Finder::~Finder() = default;

bool Finder::is_in(std::string_view text) const {
  if (state_->search == nullptr || text.empty()) return false;
  UErrorCode status = U_ZERO_ERROR;
  state_->search->setText(to_icu(text), status);
  const std::int32_t at = state_->search->first(status);
  return U_SUCCESS(status) != 0 && at != USEARCH_DONE;
}

}  // namespace haidang::wording
