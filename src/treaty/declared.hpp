// What a Party has declared, as it stands in its profile: judged by form and by the list of what
// may be declared at all.
#pragma once
#include <span>

#include "treaty/treaty.hpp"

namespace haidang::treaty {

constexpr std::size_t declared_max = 64;

// Errors: bad_value (an unknown id, twice the same, values that the rule does not take), too_large.
Result<void> check_declared(const Treaty& law, std::span<const Declared> declared);

// What a request says beside the facts that the gate reads.
struct Stated {
  std::string language;  // BCP 47; empty: not said
  std::vector<std::string> translated_into;
  std::string authority;  // that it is addressed to; empty: not known yet
  bool is_oral = false;
  bool judges_dual_criminality = false;
};

// Where a request does not fit what the requested Party has declared.
struct Unmet {
  const DeclarationRule* rule = nullptr;
  std::string item;  // "language", "to", "oral"
  std::string text;  // for people
};

// One row for each declaration that asks something of this request and does not get it.
std::vector<Unmet> unmet_by(const Treaty& law, const RequestFacts& facts, const Stated& stated);

// What the declarations of the requested Party change for a measure, for people: one line each.
std::string effects_of(const Treaty& law, std::string_view measure,
                       std::span<const Declared> declared);

}  // namespace haidang::treaty
