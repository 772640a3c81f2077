// Descriptors, aligned buffers, bulk output and the folders of items; internal to this room.
#pragma once
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "acts/party.hpp"
#include "vault/machine.hpp"

namespace haidang::vault {

constexpr std::size_t direct_alignment = 4096;  // enough for O_DIRECT on every disk in use

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Memory that O_DIRECT accepts; wiped before it is given back, for it has held evidence.
class AlignedBuffer {
 public:
  explicit AlignedBuffer(std::size_t bytes);
  [[nodiscard]] std::span<std::uint8_t> bytes() const { return {memory_.get(), bytes_}; }

 private:
  struct Wipe {
    std::size_t bytes;
    void operator()(std::uint8_t* memory) const noexcept;
  };
  std::size_t bytes_;
  std::unique_ptr<std::uint8_t[], Wipe> memory_;
};

// O_CREAT files are 0600. Errors: not_found, already_exists, storage_full, storage_failed.
Result<Descriptor> open_file(const std::filesystem::path& path, int flags);

// All of it, or storage_full, storage_failed.
Result<void> write_fully(const Machine& machine, int fd, ByteView bytes, std::uint64_t offset);
// How many bytes there were: fewer than asked for only at the end of the file.
Result<std::size_t> read_fully(int fd, std::span<std::uint8_t> out, std::uint64_t offset);
// Has the kernel fetch what will be read next while the caller works on what it has: without it a
// cold file comes in at a third of the disk's speed. Costs next to nothing when it is cached.
void read_ahead(int fd, std::uint64_t offset, std::uint64_t bytes);
Result<void> sync_file(const Machine& machine, int fd);
Result<void> sync_folder(const std::filesystem::path& folder);

// A large file being written: past the page cache (O_DIRECT) where the file system and the write's
// alignment allow it, through it where not. Thread-safe.
class BulkFile {
 public:
  // `flags`: O_CREAT, O_EXCL.
  static Result<BulkFile> open(const std::filesystem::path& path, int flags,
                               const Machine& machine);
  [[nodiscard]] int fd() const { return cached_.get(); }
  Result<void> reserve(std::uint64_t size) const;
  Result<void> write_at(ByteView bytes, std::uint64_t offset) const;
  Result<void> sync() const { return sync_file(*machine_, cached_.get()); }

 private:
  BulkFile(Descriptor cached, Descriptor direct, const Machine& machine);
  Descriptor cached_;
  Descriptor direct_;
  const Machine* machine_;
};

// Where an item stands while it comes in and when it is complete.
struct ItemPaths {
  ItemPaths(const std::filesystem::path& items_folder, const ItemId& id);
  std::filesystem::path items;
  std::filesystem::path incoming;
  std::filesystem::path complete;
};
constexpr std::string_view incoming_prefix = ".incoming-";

// fsync(incoming) ; rename(incoming, complete) ; fsync(items). Error: already_exists.
Result<void> put_in_place(const ItemPaths& paths);

}  // namespace haidang::vault
