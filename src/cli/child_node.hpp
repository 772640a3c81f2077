// A node in a process of its own, for the demonstration: started, waited for, killed, started
// again.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace haidang::cli {

class ChildNode {
 public:
  ChildNode(std::filesystem::path program, std::filesystem::path data, std::string passphrase)
      : program_(std::move(program)), data_(std::move(data)), passphrase_(std::move(passphrase)) {}
  ~ChildNode();
  ChildNode(const ChildNode&) = delete;
  ChildNode& operator=(const ChildNode&) = delete;

  // Returns once the node says that it is ready. Error: what the node said instead.
  Result<void> start();
  void stop();  // asks politely and waits
  void kill();  // SIGKILL: a power cut for the process
  [[nodiscard]] int pid() const { return pid_; }

 private:
  Result<void> wait_until_ready(int log);
  void reap(int signal_number);

  std::filesystem::path program_;
  std::filesystem::path data_;
  std::string passphrase_;
  int pid_ = -1;
  int log_ = -1;
};

// A port on the loopback address that is free now, and that no outgoing connection is given.
Result<std::uint16_t> free_port();

}  // namespace haidang::cli
