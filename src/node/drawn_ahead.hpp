// Random numbers fetched many at a time, for the salts and ids of acts: a call into the system's
// generator for each costs more than the act's own JSON. What was handed out is wiped here; keys
// and tokens, which must never lie about, are drawn singly elsewhere. One thread.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/id.hpp"

namespace haidang::node {

class DrawnAhead final : public Random {
 public:
  explicit DrawnAhead(Random& source) : source_(source) {}

  void fill(std::span<std::uint8_t> out) override {
    if (out.size() > ahead_.size()) return source_.fill(out);
    if (ahead_.size() - used_ < out.size()) {
      source_.fill(ahead_);
      used_ = 0;
    }
    const auto drawn = std::span(ahead_).subspan(used_, out.size());
    std::copy(drawn.begin(), drawn.end(), out.begin());
    std::fill(drawn.begin(), drawn.end(), std::uint8_t{0});
    used_ += out.size();
  }

 private:
  Random& source_;
  std::array<std::uint8_t, 1024> ahead_{};
  std::size_t used_ = ahead_.size();
};

}  // namespace haidang::node
