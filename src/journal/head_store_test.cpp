#include <doctest/doctest.h>

#include "journal/journal.hpp"

using namespace haidang;
using namespace haidang::journal;

namespace {

std::unique_ptr<SqliteHeadStore> new_store() {
  return SqliteHeadStore::open(store::Database::in_memory()).value();
}

Head head_of(std::uint64_t size) {
  return {TreeSize{size}, "note " + std::to_string(size)};
}

}  // namespace

TEST_CASE("a head is refused unless the last one has the expected size") {
  const auto heads = new_store();
  CHECK(heads->compare_and_swap({1}, head_of(2)).error().code == Code::head_moved);
  REQUIRE(heads->compare_and_swap({0}, head_of(2)).ok());
  CHECK(heads->compare_and_swap({0}, head_of(2)).error().code == Code::head_moved);
  CHECK(heads->compare_and_swap({0}, head_of(3)).error().code == Code::head_moved);
  CHECK(heads->compare_and_swap({2}, {TreeSize{2}, "other"}).error().code == Code::head_moved);
  CHECK(heads->latest().value()->note == "note 2");
}

TEST_CASE("the first head that covers a leaf stays the first") {
  const auto heads = new_store();
  CHECK(!heads->latest().value());
  CHECK(!heads->first_covering({0}).value());
  REQUIRE(heads->compare_and_swap({0}, head_of(0)).ok());
  CHECK(!heads->first_covering({0}).value());
  REQUIRE(heads->compare_and_swap({0}, head_of(3)).ok());
  REQUIRE(heads->compare_and_swap({3}, head_of(5)).ok());
  CHECK(heads->first_covering({0}).value()->size == TreeSize{3});
  CHECK(heads->first_covering({2}).value()->size == TreeSize{3});
  CHECK(heads->first_covering({3}).value()->size == TreeSize{5});
  CHECK(!heads->first_covering({5}).value());
  CHECK(!heads->first_covering({UINT64_MAX}).value());
}
