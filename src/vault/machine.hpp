// What the vault asks of the machine it runs on, in one place, so that tests can stand in for a
// disk that is full, that fails, or that loses power, and for another boot.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/bytes.hpp"

namespace haidang::vault {

// The calls keep the manner of the system calls: -1 and errno when they fail. Thread-safe.
class Machine {
 public:
  virtual ~Machine() = default;
  virtual ssize_t write_at(int fd, ByteView bytes, std::uint64_t offset) const;
  // Room for the file's first `size` bytes, and that length.
  virtual int reserve(int fd, std::uint64_t size) const;
  virtual int sync_data(int fd) const;
  // How much may have to be received again after a power loss.
  [[nodiscard]] virtual std::uint64_t sync_interval_bytes() const;
  // The same text for as long as the page cache lives; empty when that is not known.
  [[nodiscard]] virtual std::string boot_id() const;
};

// The real one. It holds no state.
const Machine& this_machine();

}  // namespace haidang::vault
