#include "http/call.hpp"

namespace haidang::http {

Result<haidang::json::object> Call::json_body() const {
  return parse_json_object(as_text(request.body), {.bytes_max = 1U << 20U, .depth_max = 16});
}

void answer(const Reply& reply, const Result<haidang::json::object>& result, int status) {
  reply(result.ok() ? Response::json(status, *result) : Response::problem(result.error()));
}

}  // namespace haidang::http
