// The law as one JSON document, for readers that show it: the very data files, so that whatever
// they say reaches the screen with its citation and its mark, and nothing is retold in code.
#pragma once
#include <span>

#include "base/embedded.hpp"
#include "base/json.hpp"

namespace haidang::treaty {

// {measures: [...], grounds: [...], clocks: [...], offences: [...], instruments: [...], ...}: each
// file under measures/ is one element of `measures`; the lists of the other files keep their names.
Result<json::object> law_document(std::span<const EmbeddedFile> files);
// Of the data compiled in, as text; made once.
const std::string& embedded_law_text();

}  // namespace haidang::treaty
