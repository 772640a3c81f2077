// Arbitrary bytes as an opened delivery and as an answer to one.
#include "exchange/delivery.hpp"
#include "exchange/receipt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = haidang::as_text({data, size});
  if (const auto delivery = haidang::exchange::parse_delivery(text); delivery.ok()) {
    (void)haidang::exchange::write_delivery(*delivery);
  }
  if (const auto answer = haidang::exchange::parse_answer(text); answer.ok()) {
    (void)haidang::exchange::write_answer(*answer);
  }
  return 0;
}
