// Where the files of a package are read from: a folder, or a ZIP file that is read in place, so
// that nothing of a stranger's is unpacked.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "proof/bag.hpp"
#include "proof/file_hash.hpp"

namespace haidang::proof {

class PackageFiles {
 public:
  // Errors: not_found, storage_failed, too_large; malformed, bad_file_name and duplicate_key for a
  // ZIP file that could be read in two ways.
  static Result<PackageFiles> open(const std::filesystem::path& place);

  [[nodiscard]] const FolderScan& scan() const { return scan_; }
  [[nodiscard]] Result<Bytes> read(const std::string& name, std::size_t bytes_max) const;
  [[nodiscard]] Result<FileHash> hash(const std::string& name, std::uint32_t chunk_size) const;

 private:
  std::filesystem::path place_;
  FolderScan scan_;
  std::map<std::string, Range> ranges_;  // by name, in a ZIP file; empty for a folder
};

}  // namespace haidang::proof
