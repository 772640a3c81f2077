// Yardsticks: the cryptography that cannot be left out, alone, on one thread, and nothing else.
#pragma once
#include <filesystem>
#include <vector>

#include "base/result.hpp"

namespace haidang::bench {

// Seconds to read, digest (SHA-256) and encrypt (AES-256-GCM) the file; nothing is written.
Result<double> bare_pass(const std::filesystem::path& file);

// Milliseconds for 4 KiB to be appended and made durable (fdatasync), in ascending order.
Result<std::vector<double>> bare_syncs(const std::filesystem::path& folder, int rounds);

struct BareAct {
  double sign_us = 0;
  double verify_us = 0;
  double seal_us = 0;  // one delivery of `delivery_acts`, sealed and opened, shared by its acts
  [[nodiscard]] double acts_per_second() const { return 1e6 / (sign_us + verify_us + seal_us); }
};
// What OpenSSL alone does for one act of `bytes`: signed here, verified there, its share of a seal.
Result<BareAct> bare_act(std::size_t bytes, std::size_t delivery_acts, int rounds);

}  // namespace haidang::bench
