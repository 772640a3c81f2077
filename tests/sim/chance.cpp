#include "chance.hpp"

namespace haidang::sim {

std::uint64_t Chance::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

std::uint64_t Chance::below(std::uint64_t end) {
  HD_CHECK(end > 0);
  return next() % end;
}

Millis Chance::between(Millis least, Millis most) {
  const auto range = static_cast<std::uint64_t>((most - least).count()) + 1;
  return least + Millis(static_cast<std::int64_t>(below(range)));
}

void Chance::fill(std::span<std::uint8_t> out) {
  for (std::uint8_t& byte : out)
    byte = static_cast<std::uint8_t>(next() >> 56U);
}

}  // namespace haidang::sim
