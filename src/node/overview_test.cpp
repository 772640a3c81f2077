#include "node/overview.hpp"

#include <doctest/doctest.h>

using namespace haidang;
using namespace haidang::node;

namespace {

json::object spread_of(std::initializer_list<int> seconds) {
  Spread spread;
  for (const int one : seconds)
    spread.add(std::chrono::seconds(one));
  return spread.describe();
}

}  // namespace

TEST_CASE("of nothing there is neither a median nor a percentile") {
  const json::object none = spread_of({});
  CHECK(none.at("count").to_number<int>() == 0);
  CHECK(none.at("median_s").is_null());
  CHECK(none.at("p90_s").is_null());
}

TEST_CASE("median and percentile are times that occurred, by nearest rank") {
  const auto check = [](const json::object& found, int median, int p90) {
    CHECK(found.at("median_s").to_number<int>() == median);
    CHECK(found.at("p90_s").to_number<int>() == p90);
  };
  check(spread_of({7}), 7, 7);
  check(spread_of({9, 1}), 1, 9);
  check(spread_of({3, 1, 2}), 2, 3);
  check(spread_of({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}), 5, 9);
  check(spread_of({11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}), 6, 10);
}

TEST_CASE("a clock that is behind makes no negative time") {
  CHECK(spread_of({-5}).at("median_s").to_number<int>() == 0);
}

TEST_CASE("a period holds its beginning and not its end") {
  const Period period{Time{Millis{10}}, Time{Millis{20}}};
  CHECK(period.holds(Time{Millis{10}}));
  CHECK(!period.holds(Time{Millis{9}}));
  CHECK(!period.holds(Time{Millis{20}}));
}
