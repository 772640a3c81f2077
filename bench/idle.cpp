// A node on which nothing happens.
#include <algorithm>

#include "machine.hpp"
#include "measurements.hpp"
#include "two_nodes.hpp"

namespace haidang::bench {

Result<void> measure_idle(const Plan& plan, Report& report) {
  HD_TRY(const std::unique_ptr<State> state, State::found(plan.folder, "XA", "Aurelia"));
  std::vector<double> ms;
  for (int i = 0; i < plan.choose(9, 1); ++i) {
    state->process().stop();
    const Stopwatch watch;
    HD_TRY_VOID(state->process().start());
    ms.push_back(watch.seconds() * 1000);
  }
  HD_TRY_VOID(state->sign_in());
  std::sort(ms.begin(), ms.end());
  const int pid = state->process().pid();
  report.add({"idle.start", "ms", ms[ms.size() / 2], Target{300, Better::less},
              "from fork to the ready line, median"});
  report.add({"idle.memory", "MiB", resident_mib(pid), Target{32, Better::less},
              "resident after one officer signed in"});
  report.add({"idle.memory_peak",
              "MiB",
              peak_mib(pid),
              {},
              "while the passphrase was tried (Argon2id takes 64 MiB)"});
  return {};
}

}  // namespace haidang::bench
