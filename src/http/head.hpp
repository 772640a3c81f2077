// Heads of messages (RFC 9112): an answer's as text, with the headers that every answer carries;
// and the headers of one that arrived.
#pragma once
#include <optional>
#include <string>

#include "http/message.hpp"

namespace haidang::http {

enum class Afterwards { keep_open, close };

// `length`: of the body; nothing means chunked. Error: internal (a header that would break the
// message: our bug, which must not become somebody's injected header).
Result<std::string> head_text(const Response& response, std::optional<std::size_t> length,
                              Afterwards afterwards);

std::string lower_case(std::string_view text);  // ASCII letters only

// Repeated headers mean a list (RFC 9110 section 5.3); cookies are joined as they are written.
void add_header(std::map<std::string, std::string>& headers, std::string name,
                std::string_view value);

}  // namespace haidang::http
