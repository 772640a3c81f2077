// What commands that say something have in common: which of our authorities speaks, and whether a
// second officer sees it first.
#pragma once
#include "cli/api_client.hpp"

namespace haidang::cli {

// --from and --draft.
void add_speaking_options(std::vector<Option>& options);
// Puts --from into the command.
void add_speaker(json::object& command, const Arguments& arguments);
[[nodiscard]] bool wants_draft(const Arguments& arguments);
// `command`: kind, body, and what the kind needs beside it. Nothing is said yet.
Result<Outcome> keep_as_draft(const Context& context, ApiClient& api, const json::object& command);

}  // namespace haidang::cli
