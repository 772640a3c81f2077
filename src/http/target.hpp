// The request target of RFC 9112 section 3.2.1, decoded strictly: one text, one meaning.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace haidang::http {

struct Target {
  std::string path;                          // "/api/v1/cases/ab", decoded
  std::map<std::string, std::string> query;  // decoded; '+' is a space
};

// Origin form only. Errors: too_large; malformed (not a path, bad percent-encoding, not UTF-8,
// control characters, an encoded '/', empty, "." or ".." segments, a parameter given twice).
Result<Target> parse_target(std::string_view text);

// Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3: for one segment
// of a path, or one name or value of a query.
std::string encode_component(std::string_view text);

}  // namespace haidang::http
