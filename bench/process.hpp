// Other programs, for the yardsticks: run to their end, or kept while we measure against them.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace haidang::bench {

struct ProcessPlan {
  std::vector<std::string> arguments;                   // the program first; looked up in PATH
  std::map<std::string, std::string> environment = {};  // added to ours
};

// Ended and waited for when it goes.
class Process {
 public:
  static Result<Process> start(const ProcessPlan& plan);
  Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Process& operator=(Process&&) = delete;
  ~Process();
  Result<void> wait();  // Error: it did not end well

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

// Silent. Error: unavailable, naming the program, if it cannot run or does not end well.
Result<void> run_program(const ProcessPlan& plan);
std::filesystem::path beside_this_program(std::string_view name);

}  // namespace haidang::bench
