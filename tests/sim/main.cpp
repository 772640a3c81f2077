// haidang-sim: runs seeded worlds; a seed that fails is printed with its last events, and the same
// seed with the same numbers of nodes and steps shows the same again.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>
#include <thread>

#include "world.hpp"

namespace haidang::sim {
namespace {

struct Options {
  std::uint64_t first = 1;
  std::uint64_t last = 1000;
  std::size_t nodes = 5;
  std::size_t steps = 0;  // 0: by the number of nodes
  unsigned threads = 2;
  BrokenRule broken = BrokenRule::none;
  unsigned joint_percent = Settings{}.joint_percent;
};

constexpr std::size_t steps_per_node = 10;
constexpr std::uint64_t seeds_to_be_caught = 300;

struct Totals {
  std::mutex mutex;
  Outcome sum;
  std::uint64_t worlds = 0;
  std::optional<std::uint64_t> failing;  // the smallest seed
  Outcome failure;

  void add(std::uint64_t seed, Outcome outcome);
};

void Totals::add(std::uint64_t seed, Outcome outcome) {
  const std::lock_guard lock(mutex);
  ++worlds;
  sum.acts += outcome.acts;
  sum.crashes += outcome.crashes;
  sum.receipts += outcome.receipts;
  sum.duplicates += outcome.duplicates;
  sum.events += outcome.events;
  if (!outcome.violation || (failing && *failing < seed)) return;
  failing = seed;
  failure = std::move(outcome);
}

Settings settings_of(const Options& options, std::uint64_t seed) {
  const std::size_t steps = options.steps > 0 ? options.steps : options.nodes * steps_per_node;
  return {seed, options.nodes, steps, options.broken, options.joint_percent, {}};
}

// Seeds are taken in order; after a failure only smaller ones are still looked at.
void run_seeds(const Options& options, Totals& totals) {
  std::atomic<std::uint64_t> next = options.first;
  std::atomic<std::uint64_t> end = options.last + 1;
  const auto work = [&] {
    const KeyRing keys(options.nodes);
    for (std::uint64_t seed = next++; seed < end; seed = next++) {
      Outcome outcome = run_world(settings_of(options, seed), keys);
      if (outcome.violation) end = std::min(end.load(), seed);
      totals.add(seed, std::move(outcome));
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < options.threads; ++i)
    threads.emplace_back(work);
}

void print_failure(const Options& options, const Totals& totals) {
  fmt::print("seed {}\n", *totals.failing);
  for (const std::string& line : totals.failure.last_events)
    fmt::print("  {}\n", line);
  const Settings settings = settings_of(options, *totals.failing);
  fmt::print("violation: {}\nagain: haidang-sim --seed {} --nodes {} --steps {}{}{} --trace\n",
             *totals.failure.violation, *totals.failing, settings.nodes, settings.steps,
             options.broken == BrokenRule::none ? "" : " --break ",
             options.broken == BrokenRule::none ? "" : broken_rule_name(options.broken));
}

int run_all(const Options& options) {
  Totals totals;
  run_seeds(options, totals);
  fmt::print(
      "{} worlds of {} nodes: {} acts, {} crashes, {} receipts ({} given again), {} events\n",
      totals.worlds, options.nodes, totals.sum.acts, totals.sum.crashes, totals.sum.receipts,
      totals.sum.duplicates, totals.sum.events);
  if (!totals.failing) return 0;
  print_failure(options, totals);
  return 1;
}

// One world, every event shown.
int run_traced(const Options& options) {
  const KeyRing keys(options.nodes);
  Settings settings = settings_of(options, options.first);
  settings.echo = [](const std::string& line) { fmt::print("{}\n", line); };
  const Outcome outcome = run_world(settings, keys);
  fmt::print("{}\n", outcome.violation ? "violation: " + *outcome.violation : "all rules hold");
  return outcome.violation ? 1 : 0;
}

// By what a broken rule must be found: being found by accident proves nothing.
bool is_the_reason(BrokenRule rule, std::string_view violation) {
  const auto says = [violation](std::string_view words) {
    return violation.find(words) != std::string_view::npos;
  };
  switch (rule) {
    case BrokenRule::none:
      return false;
    case BrokenRule::receipt_before_commit:
      return says("handed out before COMMIT");
    case BrokenRule::drop_receipted_too_early:
      return says("stands 0 times in the journal") || says("has no receipt");
    case BrokenRule::accept_duplicates:
      return says("has two different receipts");
    case BrokenRule::sign_below_head:
      return says("a fork") || says("more than it has") || says("after one over");
  }
  return false;
}

bool is_caught(const Options& options) {
  Totals totals;
  run_seeds(options, totals);
  const std::string_view name = broken_rule_name(options.broken);
  if (!totals.failing) {
    fmt::print("{}: NOT caught by {} seeds\n", name, totals.worlds);
    return false;
  }
  const std::string& violation = *totals.failure.violation;
  const bool expected = is_the_reason(options.broken, violation);
  fmt::print("{}: {} by seed {}: {}\n", name,
             expected ? "caught" : "NOT caught, but something else", *totals.failing,
             violation.substr(0, violation.find('\n')));
  return expected;
}

// The checks are worth something only if they find a rule that is broken on purpose.
int prove_that_it_bites(Options options) {
  int missed = 0;
  options.last = options.first + seeds_to_be_caught - 1;
  for (const BrokenRule rule : all_broken_rules()) {
    options.broken = rule;
    if (!is_caught(options)) ++missed;
  }
  return missed == 0 ? 0 : 1;
}

// "7" or "1..1000".
bool read_range(const std::string& text, Options& options) {
  const std::size_t dots = text.find("..");
  const auto number = [](std::string_view digits, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  const std::string_view view = text;
  if (dots == std::string::npos) {
    const bool read = number(view, options.first);
    options.last = options.first;
    return read;
  }
  return number(view.substr(0, dots), options.first) &&
         number(view.substr(dots + 2), options.last) && options.first <= options.last;
}

int run(int argc, char** argv) {
  CLI::App app("Simulates many nodes in one process, through crashes and partitions, from seeds.");
  Options options;
  std::string seeds;
  std::string rule;
  std::uint64_t count = 0;
  auto* seed = app.add_option("--seed,--seeds", seeds, "one seed, or a range: 1..1000");
  app.add_option("--count", count, "how many seeds, from the first on")->excludes(seed);
  app.add_option("--nodes", options.nodes, "nodes of each world")->check(CLI::Range(2, 193));
  app.add_option("--steps", options.steps, "turns of officers in each world");
  app.add_option("--joint", options.joint_percent,
                 "of 100 cases, how many are joint investigations")
      ->check(CLI::Range(0, 100));
  app.add_option("--threads", options.threads, "worlds at a time")->check(CLI::Range(1, 64));
  app.add_option("--break", rule, "break a rule on purpose: the checks must find it");
  bool trace = false;
  bool bites = false;
  app.add_flag("--trace", trace, "show every event of the first seed");
  app.add_flag("--bites", bites, "break each rule and expect to be caught");
  CLI11_PARSE(app, argc, argv);

  if (!seeds.empty() && !read_range(seeds, options)) {
    fmt::print(stderr, "'{}' is neither a seed nor a range like 1..1000\n", seeds);
    return 2;
  }
  if (count > 0) options.last = options.first + count - 1;
  if (!rule.empty()) {
    const auto broken = parse_broken_rule(rule);
    if (!broken) {
      fmt::print(stderr, "'{}' is not a rule that can be broken here\n", rule);
      return 2;
    }
    options.broken = *broken;
  }
  if (bites) return prove_that_it_bites(options);
  return trace ? run_traced(options) : run_all(options);
}

}  // namespace
}  // namespace haidang::sim

int main(int argc, char** argv) {
  try {
    return haidang::sim::run(argc, argv);
  } catch (const std::exception& bug) {
    fmt::print(stderr, "haidang-sim: {}\n", bug.what());
    return 3;
  }
}
