#include <algorithm>
#include <array>
#include <cctype>

#include "acts/body.hpp"

namespace haidang {
namespace {

constexpr std::size_t name_bytes_max = 200;

bool is_utf8(std::string_view text) {
  // A JSON string is checked for UTF-8 by the parser; this borrows that check for plain names.
  return parse_json(json::serialize(json::string(text))).ok();
}

// Names that Windows keeps for devices, with any extension.
bool is_reserved(std::string_view name) {
  constexpr std::array devices{"con", "prn", "aux", "nul"};
  std::string stem(name.substr(0, name.find('.')));
  std::transform(stem.begin(), stem.end(), stem.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool numbered = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
                        stem[3] >= '1' && stem[3] <= '9';
  return numbered || std::find(devices.begin(), devices.end(), stem) != devices.end();
}

bool has_bad_character(std::string_view name) {
  constexpr std::string_view bad = "/\\:*?\"<>|";
  return std::any_of(name.begin(), name.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || bad.find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<void> check_file_name(std::string_view name) {
  const auto edge = [](char c) { return c == '.' || c == ' '; };
  std::string_view why;
  if (name.empty() || name.size() > name_bytes_max) {
    why = "it must be 1 to 200 bytes long";
  } else if (edge(name.front()) || edge(name.back())) {
    why = "it begins or ends with a dot or a space";
  } else if (has_bad_character(name)) {
    why = "it holds a separator, a control character or one of : * ? \" < > |";
  } else if (is_reserved(name)) {
    why = "some systems keep the name for a device";
  } else if (!is_utf8(name)) {
    why = "it is not UTF-8";
  }
  if (why.empty()) return {};
  return Error{Code::bad_file_name, "the file name cannot be used everywhere", std::string(why)};
}

}  // namespace haidang
