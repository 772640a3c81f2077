// Sorting and finding names as a language does: "Éire" beside "Eire", "Việt Nam" found as
// "viet nam".
#pragma once
#include <memory>
#include <string>

#include "words/language.hpp"

namespace haidang::wording {

// Bytes that compare (memcmp) as the texts do in that language's order.
std::string collation_key(Language language, std::string_view text);
// Bytes that are equal when the texts differ only in accents, case or width.
std::string search_key(std::string_view text);

// Finds a part of texts in the same sense: "nam" and "viet" in "Việt Nam". A part that is empty, or
// accents alone, is in nothing.
class Finder {
 public:
  explicit Finder(std::string_view part);
  Finder(Finder&&) noexcept;
  ~Finder();
  [[nodiscard]] bool is_in(std::string_view text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace haidang::wording
