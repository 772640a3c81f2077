#include "vault/machine.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/durable_file.hpp"

namespace haidang::vault {

ssize_t Machine::write_at(int fd, ByteView bytes, std::uint64_t offset) const {
  return ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
}

int Machine::reserve(int fd, std::uint64_t size) const {
  const auto length = static_cast<off_t>(size);
  if (length > 0 && ::fallocate(fd, 0, 0, length) != 0) {
    // A file system that cannot reserve (fallocate(2)) fills up later instead: write_at says so.
    if (errno != EOPNOTSUPP && errno != ENOSYS) return -1;
  }
  return ::ftruncate(fd, length);
}

int Machine::sync_data(int fd) const {
  return ::fdatasync(fd);
}

std::uint64_t Machine::sync_interval_bytes() const {
  return 64 * 1024 * 1024;
}

std::string Machine::boot_id() const {
  const auto text = read_file("/proc/sys/kernel/random/boot_id", 64);
  if (!text.ok()) return {};
  std::string id = to_text(*text);
  while (!id.empty() && id.back() == '\n')
    id.pop_back();
  return id;
}

const Machine& this_machine() {
  static const Machine machine;
  return machine;
}

}  // namespace haidang::vault
