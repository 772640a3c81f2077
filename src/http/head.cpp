#include "http/head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace haidang::http {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{206, "Partial Content"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{409, "Conflict"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{422, "Unprocessable Content"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{505, "HTTP Version Not Supported"},
    Phrase{507, "Insufficient Storage"},
};

// Sent unless the handler has set its own.
struct Default {
  std::string_view name;
  std::string_view value;
};

constexpr std::array defaults{
    Default{"cache-control", "no-store"},
    Default{"content-security-policy", "default-src 'none'; frame-ancestors 'none'"},
    Default{"referrer-policy", "no-referrer"},
    Default{"strict-transport-security", "max-age=63072000"},
    Default{"x-content-type-options", "nosniff"},
};

// What frames the message is ours to say.
constexpr std::array<std::string_view, 4> reserved{"connection", "content-length", "content-type",
                                                   "transfer-encoding"};

std::string_view phrase(int status) {
  const auto found = std::find_if(phrases.begin(), phrases.end(),
                                  [status](const Phrase& p) { return p.status == status; });
  return found == phrases.end() ? std::string_view{} : found->text;
}

// RFC 9110 section 5.6.2, lower case only, so that no header can be there twice.
bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

Result<void> check(const Response& response) {
  const Error bug{Code::internal, "an answer had a header that cannot be sent"};
  if (response.status < 200 || response.status > 599) return bug;
  if (!is_value(response.content_type)) return bug;
  for (const auto& [name, value] : response.headers) {
    if (!is_name(name) || !is_value(value)) return bug;
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) return bug;
  }
  return {};
}

void line(std::string& out, std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
}

// RFC 9110 section 8.6: these never have a body, and no length either.
bool is_without_body(int status) {
  return status == 204 || status == 304;
}

}  // namespace

Result<std::string> head_text(const Response& response, std::optional<std::size_t> length,
                              Afterwards afterwards) {
  HD_TRY_VOID(check(response));
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, phrase(response.status));
  for (const Default& header : defaults) {
    if (!response.headers.contains(std::string(header.name))) line(out, header.name, header.value);
  }
  for (const auto& [name, value] : response.headers)
    line(out, name, value);
  if (!is_without_body(response.status)) {
    if (!response.content_type.empty()) line(out, "content-type", response.content_type);
    if (length) line(out, "content-length", std::to_string(*length));
    if (!length) line(out, "transfer-encoding", "chunked");
  }
  if (afterwards == Afterwards::close) line(out, "connection", "close");
  out += "\r\n";
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

void add_header(std::map<std::string, std::string>& headers, std::string name,
                std::string_view value) {
  const std::string_view joint = name == "cookie" ? "; " : ", ";
  const auto [at, fresh] = headers.emplace(std::move(name), value);
  if (!fresh) at->second.append(joint).append(value);
}

}  // namespace haidang::http
