// What a Party has declared, as it stands in its profile: judged by form and by the list of what
// may be declared at all.
#pragma once
#include <span>

#include "treaty/treaty.hpp"

namespace haidang::treaty {

constexpr std::size_t declared_max = 64;

// Errors: bad_value (an unknown id, twice the same, values that the rule does not take), too_large.
Result<void> check_declared(const Treaty& law, std::span<const Declared> declared);

// What the declarations of the requested Party change for a measure, for people: one line each.
std::string effects_of(const Treaty& law, std::string_view measure,
                       std::span<const Declared> declared);

}  // namespace haidang::treaty
