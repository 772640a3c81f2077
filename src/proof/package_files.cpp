#include "proof/package_files.hpp"

#include <algorithm>

#include "proof/zip.hpp"

namespace haidang::proof {
namespace {

ReadAt reader_of(const std::filesystem::path& place) {
  return [place](std::uint64_t offset, std::span<std::uint8_t> out) -> Result<void> {
    HD_TRY(const Bytes bytes, read_regular_file(place, out.size(), {offset, out.size()}));
    if (bytes.size() != out.size()) return Error{Code::malformed, "the ZIP file is cut off"};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return {};
  };
}

}  // namespace

Result<PackageFiles> PackageFiles::open(const std::filesystem::path& place) {
  PackageFiles files;
  files.place_ = place;
  if (!looks_like_zip(place)) {
    HD_TRY(files.scan_, scan_folder(place));
    return files;
  }
  std::error_code ec;
  const std::uint64_t size = std::filesystem::file_size(place, ec);
  if (ec) return Error{Code::storage_failed, "could not read " + place.string(), ec.message()};
  HD_TRY(const ZipContents contents, read_zip(size, reader_of(place)));
  for (const auto& [name, entry] : contents.files) {
    files.scan_.files[name] = entry.size;
    files.ranges_[name] = {entry.offset, entry.size};
  }
  return files;
}

Result<Bytes> PackageFiles::read(const std::string& name, std::size_t bytes_max) const {
  if (ranges_.empty()) return read_regular_file(place_ / name, bytes_max);
  const auto range = ranges_.find(name);
  if (range == ranges_.end()) return Error{Code::not_found, "there is no file " + name};
  return read_regular_file(place_, bytes_max, range->second);
}

Result<FileHash> PackageFiles::hash(const std::string& name, std::uint32_t chunk_size) const {
  if (ranges_.empty()) return hash_file(place_ / name, chunk_size);
  const auto range = ranges_.find(name);
  if (range == ranges_.end()) return Error{Code::not_found, "there is no file " + name};
  return hash_file(place_, chunk_size, range->second);
}

}  // namespace haidang::proof
