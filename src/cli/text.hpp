// Results for people: plain text from the API's JSON, in the reader's language.
#pragma once
#include "base/json.hpp"
#include "cli/reader.hpp"
#include "treaty/treaty.hpp"

namespace haidang::cli {

std::string pretty(const json::value& value);  // indented JSON, for files people edit

enum class Timeline { hidden, shown };
std::string request_table(const Reader& reader, const json::array& rows);
std::string request_text(const Reader& reader, const treaty::Treaty& law, const json::object& view,
                         Timeline timeline);
std::string status_text(const Reader& reader, const json::object& status);
std::string notices_text(const Reader& reader, const json::array& rows);
std::string findings_text(const Reader& reader, const json::object& status);
// The functions of the 24/7 network that an authority publishes, 41(3), a line each.
std::vector<std::string> function_lines(const Reader& reader, const json::object& authority);
std::string party_text(const Reader& reader, const json::object& party);

// An error in its reader's language; what has no translation stays in English, and says so.
std::string error_text(wording::Language language, const Error& error);

}  // namespace haidang::cli
