// Which time zones a node takes from its own people.
#pragma once
#include <string_view>

#include "base/result.hpp"

namespace haidang::node {

// A zone of the IANA database, "Asia/Ho_Chi_Minh": what nobody else could tell the time by is never
// published. Error: bad_value.
Result<void> check_time_zone(std::string_view zone);

}  // namespace haidang::node
