// What Cairo cannot say in a PDF: the language of the document, and an identifier that does not
// depend on the time.
#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace haidang::letters {

// Errors: internal (the bytes are not a PDF that the library reads).
Result<Bytes> finish_pdf(const Bytes& pdf, const std::string& language);

}  // namespace haidang::letters
