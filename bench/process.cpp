#include "process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace haidang::bench {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts)
    out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& more) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!more.contains(std::string(text.substr(0, text.find('='))))) out.emplace_back(text);
  }
  for (const auto& [name, value] : more)
    out.push_back(fmt::format("{}={}", name, value));
  return out;
}

}  // namespace

Result<Process> Process::start(const ProcessPlan& plan) {
  std::vector<std::string> arguments = plan.arguments;
  std::vector<std::string> environment = environment_with(plan.environment);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, arguments.front().c_str(), &actions, nullptr,
                                    pointers(arguments).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return Error{Code::unavailable, "could not run " + plan.arguments.front(), "",
                 "./run setup installs what is missing"};
  }
  return Process(pid);
}

Process::~Process() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

Result<void> Process::wait() {
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error{Code::unavailable, fmt::format("the program ended with status {}", status)};
}

Result<void> run_program(const ProcessPlan& plan) {
  HD_TRY(Process process, Process::start(plan));
  const Result<void> ended = process.wait();
  if (ended.ok()) return {};
  return Error{Code::unavailable, plan.arguments.front() + " failed", ended.error().what};
}

std::filesystem::path beside_this_program(std::string_view name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

}  // namespace haidang::bench
