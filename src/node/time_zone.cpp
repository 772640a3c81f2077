#include "node/time_zone.hpp"

#include <fmt/format.h>

#include "words/moment.hpp"

namespace haidang::node {

Result<void> check_time_zone(std::string_view zone) {
  if (wording::ahead_of_utc(Time{}, zone)) return {};
  return Error{Code::bad_value, fmt::format("there is no time zone '{}'", zone), "",
               "Write it as Asia/Ho_Chi_Minh (IANA)."};
}

}  // namespace haidang::node
