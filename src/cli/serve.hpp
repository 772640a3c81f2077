// A node in this process: opened with its passphrase, served until it is told to stop.
#pragma once
#include <memory>

#include "http/service.hpp"
#include "node/node.hpp"

namespace haidang::cli {

// Everything a served node consists of, in the order of its destruction from below.
class ServedNode {
 public:
  static Result<std::unique_ptr<ServedNode>> start(const node::Layout& layout,
                                                   std::string_view passphrase, Log& log);
  ~ServedNode();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] node::Node& node();

 private:
  struct State;
  explicit ServedNode(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Blocks until SIGINT or SIGTERM. Call block_stop_signals before any thread is started.
void block_stop_signals();
void wait_for_stop_signal();

}  // namespace haidang::cli
