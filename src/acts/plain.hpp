// Which characters may cross a border, in acts and in profiles. What an officer reads on a screen
// must be what was signed, so characters that steer a terminal or turn the reading order around are
// refused.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace haidang {

// Takes the first character of `text`; nothing if it is not UTF-8 in its shortest form (RFC 3629).
std::optional<char32_t> take_character(std::string_view& text);

// C0 and C1 controls, DEL, line and paragraph separators.
bool is_control(char32_t character);
// Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
bool is_direction(char32_t character);

// One line for a name or a place: no controls, no directions. Error: bad_value.
Result<void> check_line(std::string_view member, std::string_view text);
// Prose: line ends and tabs are welcome, embeddings and isolates too (right-to-left languages need
// them), overrides are not. Error: bad_value.
Result<void> check_prose(std::string_view member, std::string_view text);
// A word of the treaty data or nothing: letters, digits, '.', '-' and '_', at most 60. Error:
// bad_value.
Result<void> check_code(std::string_view member, std::string_view text);

// For an error: the text if it is short and printable ASCII, otherwise "?".
std::string_view shown(std::string_view text);

}  // namespace haidang
