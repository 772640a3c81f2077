// Deconfliction, 22(5): selectors that only who holds them already can recognise.
#pragma once
#include <string>
#include <vector>

#include "acts/body.hpp"
#include "base/id.hpp"

namespace haidang::cli {

// "KIND=VALUE" each; all of one request share a salt, so that the other side tests each selector of
// its own once. Error: usage.
Result<std::vector<SealedSelector>> seal_selectors(const std::vector<std::string>& pairs,
                                                   Random& random);
// How many of `sealed` are among `own` ("KIND=VALUE" each). The values stay on this machine.
Result<std::size_t> count_matches(const std::vector<SealedSelector>& sealed,
                                  const std::vector<std::string>& own);

}  // namespace haidang::cli
