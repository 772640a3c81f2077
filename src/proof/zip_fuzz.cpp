// A ZIP file as a stranger may hand it to us: found files lie inside it, beside each other.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.hpp"
#include "proof/bag.hpp"
#include "proof/zip.hpp"

using namespace haidang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = [&](std::uint64_t offset, std::span<std::uint8_t> out) -> Result<void> {
    if (offset > size || out.size() > size - offset)
      return Error{Code::malformed, "the file is cut off"};
    std::copy_n(data + offset, out.size(), out.begin());
    return {};
  };
  const auto contents = proof::read_zip(size, read);
  if (!contents.ok()) return 0;
  std::uint64_t bytes = 0;
  for (const auto& [name, entry] : contents->files) {
    HD_CHECK(proof::is_safe_path(name));
    HD_CHECK(entry.offset <= size && entry.size <= size - entry.offset);
    bytes += entry.size;
  }
  HD_CHECK(bytes <= size);
  return 0;
}
