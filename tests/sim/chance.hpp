// Everything that happens by chance in a simulated world comes from here: one seed, one world.
#pragma once
#include <cstdint>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace haidang::sim {

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers with every compiler and library.
class Chance final : public Random {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  std::uint64_t below(std::uint64_t end);  // 0 .. end-1; end > 0
  bool percent(unsigned part) { return below(100) < part; }
  Millis between(Millis least, Millis most);
  void fill(std::span<std::uint8_t> out) override;

  template <class T>
  const T& one_of(const std::vector<T>& things) {
    return things[below(things.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace haidang::sim
