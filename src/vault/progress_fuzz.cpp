#include "vault/progress.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haidang;
  auto parsed = vault::parse_progress(ByteView(data, size));
  if (!parsed.ok()) return 0;
  HD_CHECK(vault::write_progress(*parsed).size() == size);
  vault::settle_boot(*parsed, "another boot");
  const auto again = vault::parse_progress(vault::write_progress(*parsed));
  HD_CHECK(again.ok() && again->chunks == parsed->chunks);
  return 0;
}
