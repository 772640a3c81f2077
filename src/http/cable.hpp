// A line between two nodes of the demonstration that can be cut and mended: it carries TCP as it
// is and reads nothing of it (what passes is TLS between the nodes).
#pragma once
#include <cstdint>
#include <memory>

#include "base/result.hpp"

namespace haidang::http {

class Cable {
 public:
  // From a port of its own on loopback to `node_port`. Error: unavailable.
  static Result<std::unique_ptr<Cable>> lay(std::uint16_t node_port);
  ~Cable();
  [[nodiscard]] std::uint16_t port() const;
  void cut();   // what passes ends at once, and nobody gets through
  void mend();  // whoever tries again gets through

 private:
  struct State;
  explicit Cable(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haidang::http
