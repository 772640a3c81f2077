// Arbitrary bytes as a request target. What is accepted must survive being written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "http/target.hpp"

namespace {

using namespace haidang;
using namespace haidang::http;

std::string encoded_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    out += "/" + encode_component(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

std::string written(const Target& target) {
  std::string out = encoded_path(target.path);
  char joint = '?';
  for (const auto& [name, value] : target.query) {
    out += joint + encode_component(name) + "=" + encode_component(value);
    joint = '&';
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = parse_target(as_text({data, size}));
  if (!target.ok()) return 0;
  if (target->path.empty() || target->path.front() != '/') std::abort();
  const auto again = parse_target(written(*target));
  if (!again.ok()) {  // encoding makes it up to three times as long
    if (again.error().code != Code::too_large) std::abort();
    return 0;
  }
  if (again->path != target->path || again->query != target->query) std::abort();
  return 0;
}
