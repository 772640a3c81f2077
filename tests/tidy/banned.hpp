// What is not written in this house, where, and what stands in its place.
#pragma once
#include <span>
#include <string_view>

namespace haidang::tidy {

enum class Match { whole, prefix };

struct Banned {
  std::string_view token;
  Match match;
  bool (*applies)(std::string_view path);
  std::string_view rule;
  std::string_view instead;
};

std::span<const Banned> banned_tokens();

// Words of any text file: leftovers, and names that do not belong in the repository.
struct Word {
  std::string_view text;
  bool whole;  // not as a part of a longer word
  std::string_view rule;
  std::string_view instead;
};

std::span<const Word> left_over_words();

// Folders of one machine, which no file may name.
std::span<const std::string_view> machine_folders();

}  // namespace haidang::tidy
