#include "world.hpp"

#include <fmt/format.h>

namespace haidang::sim {
namespace {

constexpr std::uint64_t events_per_step_max = 2000;
constexpr Millis healing_max = Days(2);

Time first_day() {
  return must(parse_time("2031-03-01T08:00:00Z"), "reading a date");
}

class World {
 public:
  World(const Settings& settings, const KeyRing& keys);
  Outcome run();

 private:
  void live();
  void heal();
  void pass_time();
  void run_until(Time time);
  void step();
  Outcome outcome(std::optional<std::string> violation) const;

  const Settings& settings_;
  Chance chance_;
  Timeline timeline_;
  Trace trace_;
  Network network_;
  Register parties_;
  Ledger ledger_;
  Nodes nodes_;
};

World::World(const Settings& settings, const KeyRing& keys)
    : settings_(settings),
      chance_(settings.seed),
      timeline_(first_day()),
      trace_(settings.echo),
      network_(chance_, timeline_, trace_, settings.nodes,
               [this](Message message) {
                 SimNode& node = *nodes_.at(message.to);
                 node.take_message(std::move(message));
               }),
      parties_(settings.nodes, keys, settings.seed) {
  HD_CHECK(settings.nodes >= 2 && settings.nodes <= keys.size());
  const std::optional<std::size_t> pull_only =
      chance_.percent(30) ? std::optional<std::size_t>(chance_.below(settings.nodes))
                          : std::nullopt;
  const auto pull = [this](std::size_t node, std::size_t peer) { nodes_.at(node)->ask(peer); };
  const Surroundings surroundings{
      chance_, timeline_,      network_,  trace_, ledger_,         parties_,
      keys,    settings.nodes, pull_only, pull,   settings.broken, settings.joint_percent};
  for (std::size_t i = 0; i < settings.nodes; ++i) {
    nodes_.push_back(std::make_unique<SimNode>(i, surroundings));
  }
}

Outcome World::run() {
  try {
    for (const auto& node : nodes_)
      node->open();
    live();
    heal();
    check_journals(nodes_);
    check_healed(nodes_, parties_, ledger_);
    return outcome(std::nullopt);
  } catch (const std::exception& found) {
    return outcome(found.what());
  }
}

Outcome World::outcome(std::optional<std::string> violation) const {
  Outcome outcome;
  outcome.violation = std::move(violation);
  outcome.last_events.assign(trace_.last().begin(), trace_.last().end());
  outcome.acts = ledger_.sent().size();
  for (const auto& node : nodes_)
    outcome.crashes += node->crashes();
  outcome.receipts = ledger_.receipts();
  outcome.duplicates = ledger_.duplicates();
  outcome.events = timeline_.events();
  return outcome;
}

void World::live() {
  for (std::size_t i = 0; i < settings_.steps; ++i) {
    // Some turns come in bursts, and share a group.
    SimNode& node = *nodes_.at(chance_.below(nodes_.size()));
    node.take_turn();
    for (; i + 1 < settings_.steps && chance_.percent(25); ++i)
      node.take_turn();
    if (chance_.percent(10)) network_.change_partition();
    pass_time();
  }
}

// Bursts, minutes, and now and then weeks in which periods run out.
void World::pass_time() {
  const Time now = timeline_.now();
  const std::uint64_t kind = chance_.below(100);
  if (kind < 60) return run_until(now + chance_.between(Millis(0), Millis(2500)));
  if (kind < 97) return run_until(now + chance_.between(Millis(1500), std::chrono::minutes(10)));
  run_until(now + std::chrono::hours(1));
  timeline_.jump(timeline_.now() + chance_.between(Days(1), Days(60)));
}

void World::run_until(Time time) {
  while (timeline_.next() && *timeline_.next() <= time)
    step();
  timeline_.jump(time);
}

void World::step() {
  if (timeline_.events() > events_per_step_max * (settings_.steps + 50)) {
    throw Violation("the world does not come to rest: too many events");
  }
  timeline_.step();
}

// The network is reliable again and nobody crashes: everything that waits must arrive.
void World::heal() {
  trace_.add(timeline_.now(), "the world heals");
  network_.heal();
  for (const auto& node : nodes_)
    node->stop_crashing();
  const Time end = timeline_.now() + healing_max;
  while (timeline_.next() && timeline_.now() < end)
    step();
}

}  // namespace

Outcome run_world(const Settings& settings, const KeyRing& keys) {
  World world(settings, keys);
  return world.run();
}

}  // namespace haidang::sim
