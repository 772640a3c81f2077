// A delivery: the signed acts that wait for one authority, sealed together for it. The text form is
// canonical JSON; the sealed form is CMS AuthEnvelopedData. docs/formats.md, "Delivery".
#pragma once
#include <vector>

#include "acts/act.hpp"

namespace haidang::exchange {

struct DeliveryLimits {
  static constexpr std::size_t acts = 256;
  static constexpr std::size_t act_bytes =
      2 * 1024 * 1024;  // of all acts together, unless only one
  static constexpr std::size_t json_bytes = 4 * 1024 * 1024;
  static constexpr std::size_t sealed_bytes = 5 * 1024 * 1024;
};

struct Delivery {
  Address from;
  Address to;
  std::vector<Bytes> acts;  // CMS SignedData each, in the order they were committed
};

std::string write_delivery(const Delivery& delivery);
// Limits first, then every member. Judges neither signatures nor contents.
Result<Delivery> parse_delivery(std::string_view text);

}  // namespace haidang::exchange
