// tidy [FOLDER]: checks every tracked file of the checkout against the house style (docs/style.md).
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

#include "rules.hpp"

namespace {

namespace fs = std::filesystem;
using haidang::tidy::File;
using haidang::tidy::Finding;

struct CloseProcess {
  void operator()(std::FILE* stream) const { ::pclose(stream); }
};

// NUL-separated, because a file name may hold anything else.
std::vector<std::string> tracked_by_git() {
  const std::unique_ptr<std::FILE, CloseProcess> listing(
      ::popen("git ls-files -z 2>/dev/null", "r"));
  std::vector<std::string> paths;
  std::string path;
  if (listing == nullptr) return paths;
  for (int c = std::fgetc(listing.get()); c != EOF; c = std::fgetc(listing.get())) {
    if (c != '\0') {
      path.push_back(static_cast<char>(c));
    } else {
      paths.push_back(std::move(path));
      path.clear();
    }
  }
  return paths;
}

bool is_skipped(const fs::path& name) {
  return name == "build" || name == ".git" || name == "node_modules" || name == "__pycache__";
}

// For a source archive without its history.
std::vector<std::string> found_by_walking() {
  std::vector<std::string> paths;
  for (auto at = fs::recursive_directory_iterator("."); at != fs::recursive_directory_iterator();
       ++at) {
    if (at->is_directory() && is_skipped(at->path().filename())) at.disable_recursion_pending();
    if (at->is_regular_file()) paths.push_back(at->path().lexically_relative(".").generic_string());
  }
  return paths;
}

std::vector<File> read_all(const std::vector<std::string>& paths) {
  std::vector<File> files;
  for (const std::string& path : paths) {
    if (!fs::is_regular_file(path)) continue;  // deleted here, not yet in git
    std::ifstream in(path, std::ios::binary);
    files.push_back({path, {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}});
  }
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  std::error_code failed;
  if (argc > 1) fs::current_path(argv[1], failed);
  if (failed) {
    fmt::print(stderr, "tidy: {}: {}\nNext: tidy FOLDER\n", argv[1], failed.message());
    return 2;
  }
  std::vector<std::string> paths = tracked_by_git();
  if (paths.empty()) paths = found_by_walking();
  const std::vector<File> files = read_all(paths);
  if (files.empty()) {
    fmt::print(stderr, "tidy: no files here; that cannot be right\nNext: tidy FOLDER\n");
    return 2;
  }
  const std::vector<Finding> findings = haidang::tidy::check_all(files);
  for (const Finding& finding : findings)
    fmt::print("{}\n", finding.report());
  fmt::print("tidy: {} files, {} findings (docs/style.md says why)\n", files.size(),
             findings.size());
  return findings.empty() ? 0 : 1;
}
