// Long texts of people on a terminal: broken between words, their own line ends kept.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haidang::cli {

// At least one line. A word that is wider than a line is broken only in scripts that put no spaces
// between words: an address or a digest stays in one piece.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace haidang::cli
