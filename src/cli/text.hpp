// Results for people: plain text from the API's JSON.
#pragma once
#include "base/json.hpp"

namespace haidang::cli {

std::string pretty(const json::value& value);  // indented JSON, for files people edit

enum class Timeline { hidden, shown };
std::string request_table(const json::array& rows);
std::string request_text(const json::object& view, Timeline timeline);
std::string status_text(const json::object& status);
std::string findings_text(const json::object& status);
std::string party_text(const json::object& party);
std::string size_text(std::uint64_t bytes);

}  // namespace haidang::cli
