// One simulated world: nodes, people, network, faults, all from one seed; then healing and checks.
#pragma once
#include "check.hpp"

namespace haidang::sim {

struct Settings {
  std::uint64_t seed = 1;
  std::size_t nodes = 5;
  std::size_t steps = 50;  // turns of officers, over all nodes
  BrokenRule broken = BrokenRule::none;
  unsigned joint_percent = 10;  // of the cases that officers open: joint investigations
  Trace::Echo echo;             // every event as it happens, or nothing
};

struct Outcome {
  std::optional<std::string> violation;
  std::vector<std::string> last_events;
  std::uint64_t acts = 0;
  std::uint64_t crashes = 0;
  std::uint64_t receipts = 0;
  std::uint64_t duplicates = 0;  // receipts given again
  std::uint64_t events = 0;
};

Outcome run_world(const Settings& settings, const KeyRing& keys);

}  // namespace haidang::sim
