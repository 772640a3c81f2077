#include "node/own_law_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "acts/act.hpp"
#include "base/durable_file.hpp"

namespace haidang::node {
namespace {

// What clocks may name beside the kinds of acts: a request that relies on another, 42(8).
constexpr std::string_view relying_request = "relying-request";

bool is_act(std::string_view name) {
  return name == relying_request || parse_act_kind(name).ok();
}

treaty::LawFault fault(const std::string& name, Error error) {
  error.what = fmt::format("law/{}: {}", name, error.what);
  if (error.next.empty()) error.next = "haidang law check";
  return {name, std::move(error)};
}

}  // namespace

Result<treaty::OwnFile> read_law_file(const std::filesystem::path& path) {
  HD_TRY(const Bytes bytes, read_file(path, treaty::OwnLawLimits::file_bytes + 1));
  return treaty::OwnFile{path.filename().string(), to_text(bytes)};
}

OwnLawFiles read_own_law(const Layout& layout) {
  OwnLawFiles out;
  std::error_code ec;
  if (!std::filesystem::is_directory(layout.law(), ec)) return out;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(layout.law(), ec))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const std::filesystem::path& path : paths) {
    const std::string name = path.filename().string();
    if (path.extension() != ".json" || !std::filesystem::is_regular_file(path, ec)) {
      out.unreadable.push_back(fault(name, {Code::bad_value, "it is no .json file", "",
                                            "Move it elsewhere, or give it the ending .json."}));
      continue;
    }
    auto file = read_law_file(path);
    if (file.ok()) {
      out.files.push_back(*std::move(file));
    } else {
      out.unreadable.push_back(fault(name, file.error()));
    }
  }
  if (ec) out.unreadable.push_back(fault("", {Code::storage_failed, ec.message()}));
  return out;
}

treaty::OwnLaw own_law_of(const OwnLawFiles& read) {
  treaty::OwnLaw own = treaty::with_own_law(read.files, is_act);
  own.faults.insert(own.faults.end(), read.unreadable.begin(), read.unreadable.end());
  return own;
}

}  // namespace haidang::node
