#include "vault/pipeline.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace haidang;
using namespace haidang::vault;

namespace {

Result<void> pass(Slot&) {
  return {};
}

// Three stages that do nothing, but `odd` at one place.
std::array<Stage, 3> stages_with(std::size_t place, Stage odd) {
  std::array<Stage, 3> stages{pass, pass, pass};
  stages[place] = std::move(odd);
  return stages;
}

}  // namespace

TEST_CASE("an error in any stage ends the belt and is the outcome") {
  for (std::size_t place = 0; place < 3; ++place) {
    const auto fail_at_5 = [](Slot& slot) -> Result<void> {
      if (slot.index == 5) return Error{Code::storage_full, "full"};
      return {};
    };
    CHECK(run_belt(100, 64, stages_with(place, fail_at_5), {}).error().code == Code::storage_full);
  }
}

TEST_CASE("an exception in any stage reaches the caller") {
  for (std::size_t place = 0; place < 3; ++place) {
    const auto throw_at_5 = [](Slot& slot) -> Result<void> {
      if (slot.index == 5) throw std::runtime_error("five");
      return {};
    };
    CHECK_THROWS_AS(static_cast<void>(run_belt(100, 64, stages_with(place, throw_at_5), {})),
                    std::runtime_error);
  }
}

TEST_CASE("a belt that is asked to stop stops") {
  std::stop_source source;
  const auto stop_at_5 = [&](Slot& slot) -> Result<void> {
    if (slot.index == 5) source.request_stop();
    return {};
  };
  const auto outcome = run_belt(1000, 64, stages_with(2, stop_at_5), source.get_token());
  CHECK(outcome.error().code == Code::unavailable);
}

TEST_CASE("every stage sees every chunk once, in order, and the last one on the caller's thread") {
  std::array<std::vector<std::uint64_t>, 3> seen;
  std::set<std::thread::id> last_threads;
  const std::array<Stage, 3> stages{
      [&](Slot& slot) -> Result<void> {
        seen[0].push_back(slot.index);
        slot.buffer.bytes()[0] = static_cast<std::uint8_t>(slot.index);
        return {};
      },
      [&](Slot& slot) -> Result<void> {
        seen[1].push_back(slot.index);
        slot.buffer.bytes()[0] ^= 0xFF;
        return {};
      },
      [&](Slot& slot) -> Result<void> {
        seen[2].push_back(slot.index);
        last_threads.insert(std::this_thread::get_id());
        if (slot.buffer.bytes()[0] == static_cast<std::uint8_t>(~slot.index)) return {};
        return Error{Code::internal, "the stages ran in another order"};
      }};
  REQUIRE(run_belt(1000, 1, stages, {}).ok());
  for (const auto& indices : seen) {
    REQUIRE(indices.size() == 1000);
    for (std::uint64_t i = 0; i < indices.size(); ++i)
      CHECK(indices[i] == i);
  }
  CHECK(last_threads == std::set{std::this_thread::get_id()});
}

TEST_CASE("a pass of any length uses the same few buffers: its memory is bounded") {
  std::set<const std::uint8_t*> buffers;
  const auto note = [&](Slot& slot) -> Result<void> {
    buffers.insert(slot.buffer.bytes().data());
    CHECK(slot.buffer.bytes().size() == 4096);
    return {};
  };
  REQUIRE(run_belt(5000, 4096, stages_with(2, note), {}).ok());
  CHECK(buffers.size() <= belt_slots);
  buffers.clear();
  REQUIRE(run_belt(2, 4096, stages_with(2, note), {}).ok());
  CHECK(buffers.size() <= 2);
}

TEST_CASE("nothing to do is done") {
  CHECK(run_belt(0, 4096, {pass, pass, pass}, {}).ok());
}
