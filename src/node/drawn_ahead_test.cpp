#include "node/drawn_ahead.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace haidang;
using namespace haidang::node;

namespace {

// 0, 1, 2 and so on, in 32 bits each.
class Counting final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    ++calls;
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<std::uint8_t>(next_++ >> (8 * (i % 4)));
  }
  int calls = 0;

 private:
  std::uint64_t next_ = 0;
};

}  // namespace

TEST_CASE("what is drawn ahead is handed out once, in order, with few calls") {
  Counting direct;
  Counting source;
  DrawnAhead ahead(source);
  for (int i = 0; i < 1000; ++i) {
    std::array<std::uint8_t, 16> drawn{};
    std::array<std::uint8_t, 16> expected{};
    ahead.fill(drawn);
    direct.fill(expected);
    CHECK(drawn == expected);
  }
  CHECK(source.calls == 16);
}

TEST_CASE("numbers of any length come, also more than are drawn at once") {
  Counting source;
  DrawnAhead ahead(source);
  for (const std::size_t size : {0, 1, 1023, 1024, 1025, 5000, 7}) {
    std::vector<std::uint8_t> drawn(size, 0xEE);
    ahead.fill(drawn);
    const auto untouched = std::count(drawn.begin(), drawn.end(), 0xEE);
    CHECK(static_cast<std::size_t>(untouched) <= size / 64);
  }
}
