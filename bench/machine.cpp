#include "machine.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

namespace haidang::bench {
namespace {

std::string value_in(const std::string& path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const auto start = line.find_first_not_of(": \t", name.size());
    return start == std::string::npos ? "" : line.substr(start);
  }
  return "";
}

double mib_in_status(int pid, std::string_view name) {
  const std::string text = value_in(fmt::format("/proc/{}/status", pid), name);
  return text.empty() ? 0 : std::stod(text) / 1024;
}

}  // namespace

double resident_mib(int pid) {
  return mib_in_status(pid, "VmRSS");
}
double peak_mib(int pid) {
  return mib_in_status(pid, "VmHWM");
}

// proc(5): utime and stime are the 12th and 13th fields after the program's name in parentheses.
double cpu_seconds(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  const auto after_name = text.rfind(')');
  if (after_name == std::string::npos) return 0;
  std::istringstream fields(text.substr(after_name + 1));
  constexpr int before_utime = 11;
  std::string skipped;
  for (int i = 0; i < before_utime; ++i)
    fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

json::object machine_facts(const std::filesystem::path& folder) {
  utsname system{};
  ::uname(&system);
  std::ifstream load_file("/proc/loadavg");
  std::string load;
  std::getline(load_file, load);
  std::error_code ec;
  const auto space = std::filesystem::space(folder, ec);
  return {{"processor", value_in("/proc/cpuinfo", "model name")},
          {"cores", std::thread::hardware_concurrency()},
          {"memory", value_in("/proc/meminfo", "MemTotal")},
          {"kernel", std::string(system.release)},
          {"openssl", OpenSSL_version(OPENSSL_VERSION)},
          {"disk_free_gib", ec ? 0 : space.available >> 30U},
          {"load_before", load}};
}

}  // namespace haidang::bench
