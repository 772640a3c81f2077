// Text in columns on a terminal: Chinese takes two columns a sign, marks above a letter take none.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haidang::wording {

// How many columns of a terminal the text takes.
std::size_t width(std::string_view text);
// With spaces up to that many columns; longer text is left whole.
std::string padded(std::string_view text, std::size_t columns);
// Rows of cells, each column as wide as its widest cell, two spaces between; a line for each row.
std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace haidang::wording
