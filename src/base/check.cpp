#include "base/check.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace haidang {

void check_failed(std::string_view expression, std::string_view file, int line) {
  throw std::logic_error(fmt::format("check failed: {} at {}:{}", expression, file, line));
}

}  // namespace haidang
