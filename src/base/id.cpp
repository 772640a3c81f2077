#include "base/id.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace haidang {

std::string random_id_text(Random& random) {
  std::array<std::uint8_t, 16> bits{};
  random.fill(bits);
  return hex(bits);
}

bool is_id_text(std::string_view text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace haidang
