// The head of an answer as text (RFC 9112 section 4), with the headers that every answer carries.
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

}  // namespace haidang::http
