// The operating system's random numbers, as the Random that others are handed.
#pragma once
#include "base/id.hpp"

namespace haidang::crypto {

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace haidang::crypto
