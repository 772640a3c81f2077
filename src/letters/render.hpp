// From a letter to a PDF of A4 pages: real text in embedded fonts, the fingerprint in figures and
// as QR code on each page, the languages and the title in its metadata. The same letter gives the
// same bytes with the same fonts and libraries. Callable from any thread.
#pragma once
#include "letters/letter.hpp"

namespace haidang::letters {

struct RenderLimits {
  static constexpr std::size_t text_bytes = std::size_t{4} * 1024 * 1024;
  static constexpr std::size_t pages = 1000;
};

// Errors: too_large; unavailable, if no installed font has the letters of a text that is ours (what
// an officer wrote is shown with a box for a letter that no font has); internal.
Result<Bytes> render(const Letter& letter);

}  // namespace haidang::letters
