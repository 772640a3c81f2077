#include "http/call.hpp"

#include <charconv>

namespace haidang::http {

Result<haidang::json::object> Call::json_body() const {
  return parse_json_object(as_text(request.body), {.bytes_max = 1U << 20U, .depth_max = 16});
}

void answer(const Reply& reply, const Result<haidang::json::object>& result, int status) {
  reply(result.ok() ? Response::json(status, *result) : Response::problem(result.error()));
}

Result<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || at != end) return Error{Code::bad_value, "a number is expected"};
  return number;
}

}  // namespace haidang::http
