// QR codes as plain squares.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace haidang::letters {

struct QrCode {
  std::size_t side = 0;    // modules
  std::vector<bool> dark;  // row by row, side * side
  [[nodiscard]] bool at(std::size_t row, std::size_t column) const {
    return dark[row * side + column];
  }
};

// At most 300 bytes of ASCII; a quarter of the code may be damaged (level Q). Errors: bad_value.
Result<QrCode> qr_code(const std::string& text);

}  // namespace haidang::letters
