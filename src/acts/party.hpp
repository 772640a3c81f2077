// Codes for Parties and names for those who speak for them.
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "base/id.hpp"

namespace haidang {

// ISO 3166-1 alpha-2 code of a Party ("XA"; user-assigned codes in demos and tests; "EU" for the
// Union).
class PartyCode {
 public:
  PartyCode() = default;
  static Result<PartyCode> parse(std::string_view text);  // two capital letters
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  auto operator<=>(const PartyCode&) const = default;

 private:
  explicit PartyCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// An authority's name within its Party: lower-case letters, digits and hyphens, 1 to 40
// ("contact-point").
Result<std::string> parse_authority(std::string_view text);

struct Address {
  PartyCode party;
  std::string authority;
  auto operator<=>(const Address&) const = default;
};

struct ActTag;
struct CaseTag;
struct ItemTag;
using ActId = Id<ActTag>;
using CaseId = Id<CaseTag>;
using ItemId = Id<ItemTag>;

}  // namespace haidang

template <>
struct std::hash<haidang::PartyCode> {
  std::size_t operator()(const haidang::PartyCode& code) const {
    return std::hash<std::string>{}(code.text());
  }
};
