#include <algorithm>
#include <array>
#include <cctype>

#include "acts/body.hpp"
#include "acts/plain.hpp"

namespace haidang {
namespace {

constexpr std::size_t name_bytes_max = 200;

// Names that Windows keeps for devices, with any extension.
bool is_reserved(std::string_view name) {
  constexpr std::array devices{"con", "prn", "aux", "nul"};
  std::string stem(name.substr(0, name.find('.')));
  stem.erase(stem.find_last_not_of(' ') + 1);  // "con .txt" is the device as well
  std::transform(stem.begin(), stem.end(), stem.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool numbered = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
                        stem[3] >= '1' && stem[3] <= '9';
  return numbered || std::find(devices.begin(), devices.end(), stem) != devices.end();
}

bool has_separator(std::string_view name) {
  constexpr std::string_view separators = "/\\:*?\"<>|";
  return name.find_first_of(separators) != std::string_view::npos;
}

}  // namespace

Result<void> check_file_name(std::string_view name) {
  const auto edge = [](char c) { return c == '.' || c == ' '; };
  std::string_view why;
  if (name.empty() || name.size() > name_bytes_max) {
    why = "it must be 1 to 200 bytes long";
  } else if (edge(name.front()) || edge(name.back())) {
    why = "it begins or ends with a dot or a space";
  } else if (has_separator(name)) {
    why = "it holds a separator or one of : * ? \" < > |";
  } else if (is_reserved(name)) {
    why = "some systems keep the name for a device";
  } else if (!check_line("name", name).ok()) {
    why = "it holds a control character or a mark of direction, or is not UTF-8";
  }
  if (why.empty()) return {};
  return Error{Code::bad_file_name, "the file name cannot be used everywhere", std::string(why),
               "Give the file a plain name; its true origin can stand in 'source' or 'note'."};
}

}  // namespace haidang
