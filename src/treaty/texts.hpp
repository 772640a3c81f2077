// Questions about texts that several files ask. Inside this room only.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace haidang::treaty {

inline bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

inline bool holds(std::span<const std::string> texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace haidang::treaty
