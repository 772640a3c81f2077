// haidang-bench [--quick] [--only NAME] [--json FILE]: the figures that we promise
// (bench/README.md).
#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>

#include "base/durable_file.hpp"
#include "base/memory.hpp"
#include "machine.hpp"
#include "measurements.hpp"
#include "two_nodes.hpp"

namespace {

using namespace haidang;
using namespace haidang::bench;

struct Measurement {
  const char* name;
  Result<void> (*run)(const Plan&, Report&);
};

constexpr std::array measurements{
    Measurement{"acts", measure_acts},         Measurement{"letters", measure_letters},
    Measurement{"evidence", measure_evidence}, Measurement{"journal", measure_journal},
    Measurement{"queue", measure_queue},       Measurement{"idle", measure_idle}};

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);
  keep_freed_memory();  // the yardsticks too
  CLI::App app("Measures Haidang against its yardsticks on this machine");
  std::string only;
  std::string file = "bench.json";
  bool quick = false;
  app.add_flag("--quick", quick, "Small sizes: shows that every row can be measured");
  app.add_option("--only", only, "acts, letters, evidence, journal, queue or idle");
  app.add_option("--json", file, "Where the rows are written as JSON");
  CLI11_PARSE(app, argc, argv);

  const Workplace workplace;
  const Plan::Size size = quick ? Plan::Size::quick : Plan::Size::full;
  Report report(machine_facts(workplace.path()));
  for (const Measurement& measurement : measurements) {
    if (!only.empty() && only != measurement.name) continue;
    const Plan plan{size, workplace.path() / measurement.name};
    std::filesystem::create_directories(plan.folder);
    const auto done = measurement.run(plan, report);
    if (!done.ok()) report.failed(measurement.name, done.error());
    std::filesystem::remove_all(plan.folder);
  }
  fmt::print("{}", report.table());
  const auto written = write_durable(file, as_bytes(json::serialize(report.as_json()) + "\n"));
  if (!written.ok()) fmt::print(stderr, "{}\n", written.error().text());
  return report.failures() == 0 && written.ok() ? 0 : 1;
}
