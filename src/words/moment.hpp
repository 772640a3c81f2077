// Numbers, sizes, dates and the distance to a deadline, as one language writes them. Gregorian
// calendar, digits 0-9, month names instead of numbers, 24 hours, and always with the zone.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/time.hpp"
#include "words/language.hpp"

namespace haidang::wording {

std::string number(Language language, std::int64_t value);  // "1,048,576", "1 048 576"
std::string size(Language language, std::uint64_t bytes);   // "4.0 MiB", "4,0 MiB"
std::string list(Language language, std::span<const std::string> items);  // "a, b and c"

// "Thursday, 14 January 2027", the day it is in that IANA zone. An unknown zone counts as UTC.
std::string date(Language language, Time time, std::string_view zone);
// "Thu, 14 Jan 2027, 09:00 (Asia/Ho_Chi_Minh)".
std::string moment(Language language, Time time, std::string_view zone);

// How far the clocks of that IANA zone are ahead of UTC at that time; none: there is no such zone.
std::optional<std::chrono::minutes> ahead_of_utc(Time time, std::string_view zone);

// The two zones of a case. `theirs` may be empty; zones of one name are said once.
struct Zones {
  std::string ours = "Etc/UTC";
  std::string theirs = {};
};
// The same instant in both zones, "...09:00 (Asia/Ho_Chi_Minh); ...03:00 (Europe/Paris)".
std::string moments(Language language, Time time, const Zones& zones);

// "in 3 days", "expired 2 hours ago", "now". Rounded against the reader: 2 days and 23 hours are
// "in 2 days".
std::string remaining(Language language, Time due, Time now);
// What a clock says: remaining and moments in one phrase.
std::string due(Language language, Time due, Time now, const Zones& zones);

}  // namespace haidang::wording
