// ZIP files whose entries are stored as they are (APPNOTE 6.3.9, method 0): a package in one file.
// Nothing is compressed, so nothing can unfold; entries stand one behind the other without gaps and
// the directory repeats what stands before each, so that two readers see the same files.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/bytes.hpp"

namespace haidang::proof {

struct ZipEntry {
  std::uint64_t offset = 0;  // of the bytes themselves
  std::uint64_t size = 0;
  bool operator==(const ZipEntry&) const = default;
};

struct ZipContents {
  std::string folder;                     // the one folder that holds everything (RFC 8493, 4.1)
  std::map<std::string, ZipEntry> files;  // without that folder
};

struct ZipLimits {
  static constexpr std::size_t directory_bytes = 64UL * 1024 * 1024;
};

// Fills `out` from `offset`; an error if the file ends before.
using ReadAt = std::function<Result<void>(std::uint64_t offset, std::span<std::uint8_t> out)>;

// Errors: malformed (not such a ZIP, or one that contradicts itself), bad_file_name (a path that
// leaves the package, a link), duplicate_key, too_large, and those of `read`.
Result<ZipContents> read_zip(std::uint64_t file_bytes, const ReadAt& read);

// Is this path a regular file that begins as a ZIP does?
bool looks_like_zip(const std::filesystem::path& path);

// Packs every file of a folder, in the order of their paths, under the one folder `name`. The same
// folder gives the same bytes. `target` must not exist, and appears when it is complete and
// durable. Errors: already_exists, bad_file_name, and those of reading and writing.
Result<void> write_zip(const std::filesystem::path& folder, const std::string& name,
                       const std::filesystem::path& target);

}  // namespace haidang::proof
