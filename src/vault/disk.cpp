#include "vault/disk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "base/durable_file.hpp"

namespace haidang::vault {
namespace {

std::size_t round_up(std::size_t bytes) {
  return (bytes + direct_alignment - 1) / direct_alignment * direct_alignment;
}

std::uint8_t* allocate(std::size_t bytes) {
  void* memory = std::aligned_alloc(direct_alignment, round_up(bytes));
  if (memory == nullptr) throw std::bad_alloc();
  return static_cast<std::uint8_t*>(memory);
}

bool fits_direct(ByteView bytes, std::uint64_t offset) {
  return reinterpret_cast<std::uintptr_t>(bytes.data()) % direct_alignment == 0 &&
         bytes.size() % direct_alignment == 0 && offset % direct_alignment == 0;
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

AlignedBuffer::AlignedBuffer(std::size_t bytes)
    : bytes_(bytes), memory_(allocate(bytes), Wipe{bytes}) {}

void AlignedBuffer::Wipe::operator()(std::uint8_t* memory) const noexcept {
  ::explicit_bzero(memory, bytes);
  std::free(memory);
}

Result<Descriptor> open_file(const std::filesystem::path& path, int flags) {
  Descriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (file.is_open()) return file;
  if (errno == ENOENT) return Error{Code::not_found, "there is no file " + path.string()};
  if (errno == EEXIST) return Error{Code::already_exists, path.string() + " exists already"};
  return storage_error("could not open " + path.string(), errno);
}

Result<void> write_fully(const Machine& machine, int fd, ByteView bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = machine.write_at(fd, bytes, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return storage_error("could not write evidence to the disk", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<std::size_t> read_fully(int fd, std::span<std::uint8_t> out, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n =
        ::pread(fd, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return storage_error("could not read from the disk", errno);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

void read_ahead(int fd, std::uint64_t offset, std::uint64_t bytes) {
  static_cast<void>(::posix_fadvise(fd, static_cast<off_t>(offset), static_cast<off_t>(bytes),
                                    POSIX_FADV_WILLNEED));
}

Result<void> sync_file(const Machine& machine, int fd) {
  if (machine.sync_data(fd) == 0) return {};
  return storage_error("could not make evidence durable", errno);
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  HD_TRY(const Descriptor fd, open_file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY));
  if (::fsync(fd.get()) == 0) return {};
  return storage_error("could not make durable " + folder.string(), errno);
}

BulkFile::BulkFile(Descriptor cached, Descriptor direct, const Machine& machine)
    : cached_(std::move(cached)), direct_(std::move(direct)), machine_(&machine) {}

Result<BulkFile> BulkFile::open(const std::filesystem::path& path, int flags,
                                const Machine& machine) {
  HD_TRY(Descriptor cached, open_file(path, O_RDWR | flags));
  // Where the file system has no O_DIRECT this stays closed, and everything goes through the cache.
  Descriptor direct(::open(path.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC));
  return BulkFile(std::move(cached), std::move(direct), machine);
}

Result<void> BulkFile::reserve(std::uint64_t size) const {
  if (machine_->reserve(cached_.get(), size) == 0) return {};
  return storage_error(fmt::format("there is no room for a file of {} bytes", size), errno);
}

Result<void> BulkFile::write_at(ByteView bytes, std::uint64_t offset) const {
  while (direct_.is_open() && !bytes.empty() && fits_direct(bytes, offset)) {
    const ssize_t n = machine_->write_at(direct_.get(), bytes, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EINVAL) break;  // open(2): some file systems refuse only now
    if (n < 0) return storage_error("could not write evidence to the disk", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return write_fully(*machine_, cached_.get(), bytes, offset);
}

ItemPaths::ItemPaths(const std::filesystem::path& items_folder, const ItemId& id)
    : items(items_folder),
      incoming(items_folder / (std::string(incoming_prefix) + id.text())),
      complete(items_folder / id.text()) {}

Result<void> put_in_place(const ItemPaths& paths) {
  HD_TRY_VOID(sync_folder(paths.incoming));
  if (::rename(paths.incoming.c_str(), paths.complete.c_str()) != 0) {
    if (errno == EEXIST || errno == ENOTEMPTY) {
      return Error{Code::already_exists, "the item is in the vault already"};
    }
    return storage_error("could not put the item in place", errno);
  }
  return sync_folder(paths.items);
}

}  // namespace haidang::vault
