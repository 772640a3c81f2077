#include "crypto/totp.hpp"

#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/check.hpp"

namespace haidang::crypto {
namespace {

constexpr std::size_t digits = 6;
constexpr unsigned step_s = 30;
constexpr std::size_t steps_around = 1;

void ensure_oath() {
  static const int ready = oath_init();
  HD_CHECK(ready == OATH_OK);
}

struct Free {
  void operator()(char* text) const { std::free(text); }  // NOLINT: liboath gives it by malloc
};

}  // namespace

std::string base32(ByteView bytes) {
  ensure_oath();
  char* made = nullptr;
  std::size_t length = 0;
  const std::string text = to_text(bytes);
  HD_CHECK(oath_base32_encode(text.data(), text.size(), &made, &length) == OATH_OK);
  const std::unique_ptr<char, Free> owned(made);
  std::string out(made, length);
  out.erase(std::find(out.begin(), out.end(), '='), out.end());
  return out;
}

std::optional<std::int64_t> totp_step(ByteView secret, std::string_view code, Time now) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (code.size() != digits || !std::all_of(code.begin(), code.end(), is_digit)) {
    return std::nullopt;
  }
  ensure_oath();
  const std::string key = to_text(secret);
  const std::string given(code);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  int position = 0;
  std::uint64_t counter = 0;
  const int found = oath_totp_validate3(key.data(), key.size(), seconds, step_s, 0, steps_around,
                                        &position, &counter, given.c_str());
  if (found < 0) return std::nullopt;
  return static_cast<std::int64_t>(counter);
}

}  // namespace haidang::crypto
