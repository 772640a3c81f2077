#include "http/message.hpp"

#include <algorithm>

namespace haidang::http {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

json::object detail_json(const Detail& detail) {
  json::object out{{"item", detail.item}, {"text", detail.text}};
  if (!detail.citation.empty()) out["citation"] = detail.citation;
  return out;
}

json::object problem_json(const Error& error, int status) {
  const CodeInfo& info = code_info(error.code);
  const std::string_view next = error.next.empty() ? info.remedy : std::string_view(error.next);
  json::object out{{"type", "/problems/" + code_text(error.code)},
                   {"title", error.what.empty() ? info.meaning : std::string_view(error.what)},
                   {"status", status},
                   {"code", code_text(error.code)},
                   {"name", info.name},
                   {"next", next}};
  if (!error.why.empty()) out["detail"] = error.why;
  if (error.details.empty()) return out;
  json::array details;
  for (const Detail& detail : error.details)
    details.push_back(detail_json(detail));
  out["details"] = std::move(details);
  return out;
}

// RFC 9110 section 10.2.3: when a busy or guarded node wants to be asked again.
std::optional<std::string> retry_after(const Error& error) {
  for (const Detail& detail : error.details) {
    if (detail.item == retry_after_item) return detail.text;
  }
  if (error.code == Code::unavailable) return "1";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Request::header(std::string_view name) const {
  const auto found = headers.find(std::string(name));
  if (found == headers.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  const std::optional<std::string> all = header("cookie");
  if (!all) return std::nullopt;
  std::string_view rest = *all;
  while (!rest.empty()) {  // RFC 6265 section 4.2.1: name=value pairs joined by "; "
    const std::string_view pair = trimmed(rest.substr(0, rest.find(';')));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string(pair.substr(equals + 1));
    }
    const std::size_t end = rest.find(';');
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return std::nullopt;
}

Response Response::json(int status, const json::value& value) {
  Response response;
  response.status = status;
  response.body = to_bytes(json::serialize(value));
  return response;
}

Response Response::text(int status, std::string_view content_type, std::string_view body) {
  Response response;
  response.status = status;
  response.content_type = std::string(content_type);
  response.body = to_bytes(body);
  return response;
}

Response Response::problem(const Error& error) {
  return problem(error, code_info(error.code).http_status);
}

Response Response::problem(const Error& error, int status) {
  Response response = json(status, problem_json(error, status));
  response.content_type = problem_type;
  if (const auto seconds = retry_after(error)) response.headers["retry-after"] = *seconds;
  return response;
}

}  // namespace haidang::http
