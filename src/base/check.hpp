// Assertions that stay on in release: a failed check is our bug, never bad input.
#pragma once
#include <string_view>

namespace haidang {

[[noreturn]] void check_failed(std::string_view expression, std::string_view file, int line);

}  // namespace haidang

// A macro only because the expression and its place belong in the report.
#define HD_CHECK(expression)                                                     \
  do {                                                                           \
    if (!(expression)) ::haidang::check_failed(#expression, __FILE__, __LINE__); \
  } while (false)
