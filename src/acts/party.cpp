#include "acts/party.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "acts/plain.hpp"

namespace haidang {

Result<PartyCode> PartyCode::parse(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() != 2 || !std::all_of(text.begin(), text.end(), capital)) {
    return Error{Code::bad_value, fmt::format("'{}' is not a Party's code", shown(text)),
                 "two capital letters are expected, as in ISO 3166-1"};
  }
  return PartyCode(std::string(text));
}

Result<std::string> parse_authority(std::string_view text) {
  constexpr std::size_t length_max = 40;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (text.empty() || text.size() > length_max || !std::all_of(text.begin(), text.end(), allowed)) {
    return Error{Code::bad_value, fmt::format("'{}' is not the name of an authority", shown(text)),
                 "1 to 40 lower-case letters, digits and hyphens, e.g. contact-point"};
  }
  return std::string(text);
}

}  // namespace haidang
