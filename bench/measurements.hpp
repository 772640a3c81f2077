// The measurements of haidang-bench. Each adds its rows, or says why it could not.
#pragma once
#include <filesystem>

#include "report.hpp"

namespace haidang::bench {

struct Plan {
  enum class Size { full, quick } size = Size::full;
  std::filesystem::path folder;  // where everything is written

  // The full size, or a small one that only shows that the measurement works.
  template <class T>
  [[nodiscard]] T choose(T full, T quick) const {
    return size == Size::full ? full : quick;
  }
};

Result<void> measure_acts(const Plan& plan, Report& report);
Result<void> measure_letters(const Plan& plan, Report& report);
Result<void> measure_evidence(const Plan& plan, Report& report);
Result<void> measure_journal(const Plan& plan, Report& report);
Result<void> measure_queue(const Plan& plan, Report& report);
Result<void> measure_idle(const Plan& plan, Report& report);

}  // namespace haidang::bench
