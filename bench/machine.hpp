// The machine under the figures, and a stopwatch.
#pragma once
#include <chrono>
#include <filesystem>

#include "base/json.hpp"

namespace haidang::bench {

json::object machine_facts(const std::filesystem::path& folder);
double resident_mib(int pid);  // VmRSS; 0 if there is no such process
double peak_mib(int pid);      // VmHWM
double cpu_seconds(int pid);   // of all its threads, user and system, since it started

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace haidang::bench
