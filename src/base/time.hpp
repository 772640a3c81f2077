// Points in time, always UTC, to the millisecond; RFC 3339 text; a clock that is handed in.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace haidang {

using Millis = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Millis>;
using Days = std::chrono::days;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override;
};

// "2026-03-01T14:05:09.250Z"; the fraction is left out when it is zero.
std::string format_time(Time time);
// Accepts 'Z' or a numeric offset; refuses leap seconds, missing zones and years outside
// 1970..9999.
Result<Time> parse_time(std::string_view text);

}  // namespace haidang
