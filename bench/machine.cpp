#include "machine.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/utsname.h>

#include <fstream>
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
