#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "base/durable_file.hpp"
#include "proof/bag.hpp"
#include "proof/file_hash.hpp"
#include "proof/zip.hpp"

namespace haidang::proof {
namespace {

constexpr std::uint64_t full32 = 0xffffffff;
constexpr std::uint64_t full16 = 0xffff;
constexpr std::uint16_t utf8_flag = 1U << 11U;
constexpr std::uint16_t version_zip64 = 45;
constexpr std::uint16_t made_on_unix = 3U << 8U;
constexpr std::uint32_t first_day = 0x00210000;  // 1 January 1980, the earliest there is

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
    table[i] = value;
  }
  return table;
}

// CRC-32 of ISO 3309, only because the format wants one: SHA-256 says what the bytes are.
class Crc {
 public:
  void update(ByteView bytes) {
    static constexpr auto table = crc_table();
    for (const std::uint8_t byte : bytes)
      state_ = table[(state_ ^ byte) & 0xffU] ^ (state_ >> 8U);
  }
  [[nodiscard]] std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = 0xffffffffU;
};

class Writer {
 public:
  Writer& number(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
  }
  Writer& text(std::string_view text) {
    append(bytes_, as_bytes(text));
    return *this;
  }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

std::uint64_t in32(std::uint64_t value) {
  return std::min(value, full32);
}

struct Packed {
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t header = 0;
  std::uint32_t crc = 0;
};

Bytes local_header(const Packed& file) {
  const bool wide = file.size >= full32;
  Writer out;
  out.number(0x04034b50, 4).number(wide ? version_zip64 : 20, 2).number(utf8_flag, 2).number(0, 2);
  out.number(first_day, 4).number(file.crc, 4).number(in32(file.size), 4);
  out.number(in32(file.size), 4).number(file.name.size(), 2).number(wide ? 20 : 0, 2);
  out.text(file.name);
  if (wide) out.number(1, 2).number(16, 2).number(file.size, 8).number(file.size, 8);
  return out.bytes();
}

Bytes central_header(const Packed& file) {
  Writer wide;
  if (file.size >= full32) wide.number(file.size, 8).number(file.size, 8);
  if (file.header >= full32) wide.number(file.header, 8);
  const std::size_t extra = wide.bytes().size();
  Writer out;
  out.number(0x02014b50, 4).number(made_on_unix | version_zip64, 2);
  out.number(extra > 0 ? version_zip64 : 20, 2).number(utf8_flag, 2).number(0, 2);
  out.number(first_day, 4).number(file.crc, 4).number(in32(file.size), 4);
  out.number(in32(file.size), 4).number(file.name.size(), 2).number(extra > 0 ? extra + 4 : 0, 2);
  out.number(0, 2).number(0, 2).number(0, 2).number(std::uint64_t{S_IFREG | 0644U} << 16U, 4);
  out.number(in32(file.header), 4).text(file.name);
  if (extra > 0) out.number(1, 2).number(extra, 2).text(as_text(wide.bytes()));
  return out.bytes();
}

Bytes ending(std::uint64_t entries, std::uint64_t offset, std::uint64_t bytes) {
  Writer out;
  if (entries >= full16 || offset >= full32 || bytes >= full32) {
    const std::uint64_t here = offset + bytes;
    out.number(0x06064b50, 4).number(44, 8).number(version_zip64, 2).number(version_zip64, 2);
    out.number(0, 8).number(entries, 8).number(entries, 8).number(bytes, 8).number(offset, 8);
    out.number(0x07064b50, 4).number(0, 4).number(here, 8).number(1, 4);
  }
  const std::uint64_t in16 = std::min(entries, full16);
  out.number(0x06054b50, 4).number(0, 4).number(in16, 2).number(in16, 2);
  out.number(in32(bytes), 4).number(in32(offset), 4).number(0, 2);
  return out.bytes();
}

// The target under a temporary name, which goes away unless it is kept.
class Output {
 public:
  static Result<Output> open(const std::filesystem::path& target) {
    std::error_code ec;
    if (std::filesystem::exists(std::filesystem::symlink_status(target, ec))) {
      return Error{Code::already_exists, target.string() + " exists already", "",
                   "Name a file that does not exist yet."};
    }
    const auto place = std::filesystem::absolute(target, ec);
    const auto part = place.parent_path() / fmt::format(".{}.part", place.filename().string());
    const int fd = ::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return storage_error("could not make " + part.string(), errno);
    return Output(fd, part, place);
  }
  Output(Output&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        part_(std::exchange(other.part_, {})),
        place_(std::move(other.place_)),
        size_(other.size_) {}
  Output& operator=(Output&&) = delete;
  ~Output() {
    if (fd_ >= 0) ::close(fd_);
    if (!part_.empty()) ::unlink(part_.c_str());
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }

  Result<void> add(ByteView bytes) {
    HD_TRY_VOID(put(bytes, size_));
    size_ += bytes.size();
    return {};
  }
  Result<void> put(ByteView bytes, std::uint64_t at) {
    while (!bytes.empty()) {
      const ssize_t n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(at));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return storage_error("could not write " + part_.string(), errno);
      bytes = bytes.subspan(static_cast<std::size_t>(n));
      at += static_cast<std::uint64_t>(n);
    }
    return {};
  }
  // link(2) does not replace what appeared meanwhile.
  Result<void> keep() {
    if (::fsync(fd_) != 0) return storage_error("could not make durable " + part_.string(), errno);
    if (::link(part_.c_str(), place_.c_str()) != 0)
      return storage_error("could not put in place " + place_.string(), errno);
    const int folder = ::open(place_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int synced = folder < 0 ? -1 : ::fsync(folder);
    const int error_number = errno;
    if (folder >= 0) ::close(folder);
    if (synced == 0) return {};
    return storage_error("could not make durable " + place_.string(), error_number);
  }

 private:
  Output(int fd, std::filesystem::path part, std::filesystem::path place)
      : fd_(fd), part_(std::move(part)), place_(std::move(place)) {}
  int fd_;
  std::filesystem::path part_;
  std::filesystem::path place_;
  std::uint64_t size_ = 0;
};

Result<void> add_file(const std::filesystem::path& path, Packed& file, Output& out) {
  file.header = out.size();
  HD_TRY_VOID(out.add(local_header(file)));
  Crc crc;
  std::uint64_t size = 0;
  HD_TRY_VOID(read_in_pieces(path, [&](ByteView bytes) -> Result<void> {
    crc.update(bytes);
    size += bytes.size();
    return out.add(bytes);
  }));
  if (size != file.size) return Error{Code::storage_failed, path.string() + " changed meanwhile"};
  file.crc = crc.value();
  return out.put(local_header(file), file.header);
}

}  // namespace

Result<void> write_zip(const std::filesystem::path& folder, const std::string& name,
                       const std::filesystem::path& target) {
  HD_CHECK(is_safe_path(name) && name.find('/') == std::string::npos);
  HD_TRY(const FolderScan scan, scan_folder(folder));
  if (!scan.strange.empty()) {
    return Error{Code::bad_file_name, "the folder holds something that is not an ordinary file",
                 printable(scan.strange.front())};
  }
  HD_TRY(Output out, Output::open(target));
  std::vector<Packed> files;
  for (const auto& [path, size] : scan.files) {
    files.push_back({name + "/" + path, size, 0, 0});
    HD_TRY_VOID(add_file(folder / path, files.back(), out));
  }
  const std::uint64_t offset = out.size();
  for (const Packed& file : files)
    HD_TRY_VOID(out.add(central_header(file)));
  HD_TRY_VOID(out.add(ending(files.size(), offset, out.size() - offset)));
  return out.keep();
}

}  // namespace haidang::proof
