// What officers said, for people: what a request states, and the words of every other act. Labels
// are in the reader's language; texts stand as they were written, and beneath them the translation
// into that language where the act holds one.
#pragma once
#include "base/json.hpp"
#include "cli/reader.hpp"
#include "treaty/treaty.hpp"

namespace haidang::cli {

// The bases and the contents of a request of the API, headings included.
std::string asked_text(const Reader& reader, const treaty::Treaty& law,
                       const json::object& request);
// What one row of the timeline says, by its body; `request` is what it is about, or empty. Nothing
// if it has no words.
std::string said_text(const Reader& reader, const treaty::Treaty& law, const json::object& request,
                      const json::object& row);

}  // namespace haidang::cli
