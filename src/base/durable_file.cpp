#include "base/durable_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

namespace haidang {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

mode_t file_bits(FileMode mode) {
  return mode == FileMode::private_to_owner ? 0600 : 0644;
}
mode_t folder_bits(FileMode mode) {
  return mode == FileMode::private_to_owner ? 0700 : 0755;
}

Result<void> write_some(int fd, ByteView bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return storage_error("could not write " + path.string(), errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> make_durable(int fd, const std::filesystem::path& path) {
  if (::fdatasync(fd) != 0) return storage_error("could not make durable " + path.string(), errno);
  return {};
}

Result<void> write_all(int fd, ByteView bytes, const std::filesystem::path& path) {
  HD_TRY_VOID(write_some(fd, bytes, path));
  return make_durable(fd, path);
}

Result<void> write_zeros(int fd, std::size_t count, const std::filesystem::path& path) {
  const Bytes block(std::min(count, std::size_t{256} * 1024), 0);
  for (; count > block.size(); count -= block.size())
    HD_TRY_VOID(write_some(fd, block, path));
  return write_all(fd, ByteView(block).first(count), path);
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor fd(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.open()) return storage_error("could not open " + folder.string(), errno);
  if (::fsync(fd.get()) != 0)
    return storage_error("could not make durable " + folder.string(), errno);
  return {};
}

}  // namespace

Error storage_error(std::string what, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  return {full ? Code::storage_full : Code::storage_failed, std::move(what),
          std::generic_category().message(error_number)};
}

Result<void> write_durable(const std::filesystem::path& path, ByteView bytes, FileMode mode) {
  static std::atomic<unsigned> counter{0};
  const auto folder = path.parent_path();
  const auto temporary = folder / fmt::format(".{}.tmp.{}.{}", path.filename().string(), ::getpid(),
                                              counter.fetch_add(1));
  Result<void> written;
  {
    const Descriptor fd(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file_bits(mode)));
    if (!fd.open()) return storage_error("could not create " + temporary.string(), errno);
    written = write_all(fd.get(), bytes, path);
  }
  if (written.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    written = storage_error("could not put in place " + path.string(), errno);
  }
  if (!written.ok()) {
    ::unlink(temporary.c_str());
    return written;
  }
  return sync_folder(folder);
}

Result<void> lengthen_durable(const std::filesystem::path& path, std::size_t bytes, FileMode mode) {
  const Descriptor fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, file_bits(mode)));
  if (!fd.open()) return storage_error("could not open " + path.string(), errno);
  const off_t length = ::lseek(fd.get(), 0, SEEK_END);
  if (length < 0) return storage_error("could not measure " + path.string(), errno);
  if (static_cast<std::size_t>(length) >= bytes) return {};
  const Result<void> written =
      write_zeros(fd.get(), bytes - static_cast<std::size_t>(length), path);
  // Half a reserve is of no use, and the room it takes may be the last.
  if (!written.ok()) (void)::ftruncate(fd.get(), length);
  return written;
}

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open() && errno == ENOENT) {
    return Error{Code::not_found, "there is no file " + path.string()};
  }
  if (!fd.open()) return storage_error("could not open " + path.string(), errno);
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return storage_error("could not read " + path.string(), errno);
  if (S_ISDIR(info.st_mode)) return Error{Code::bad_value, path.string() + " is a folder"};
  Bytes bytes;
  std::array<std::uint8_t, 65536> buffer{};
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return storage_error("could not read " + path.string(), errno);
    if (n == 0) return bytes;
    append(bytes, ByteView(buffer).first(static_cast<std::size_t>(n)));
    if (bytes.size() > bytes_max) {
      return Error{Code::too_large, path.string() + " is too large",
                   fmt::format("at most {} bytes are accepted", bytes_max)};
    }
  }
}

Result<void> make_durable_folder(const std::filesystem::path& path, FileMode mode) {
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec)) return {};
  if (path.has_parent_path() && !path.parent_path().empty()) {
    HD_TRY_VOID(make_durable_folder(path.parent_path(), mode));
  }
  if (::mkdir(path.c_str(), folder_bits(mode)) != 0 && errno != EEXIST) {
    return storage_error("could not make the folder " + path.string(), errno);
  }
  return sync_folder(path.parent_path());
}

}  // namespace haidang
