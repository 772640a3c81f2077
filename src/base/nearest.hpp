// "Did you mean": the nearest of the names that there are.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace haidang {

// Edits between two words: insertions, deletions, replacements of bytes.
std::size_t edits(std::string_view a, std::string_view b);

// The name with the fewest edits, if they are few enough to be slips: one in three of its
// characters, and one at least. ASCII letters are alike in both cases.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> names);

// The same ASCII letters small.
std::string small_letters(std::string_view text);

}  // namespace haidang
