#include <cstdlib>

#include "journal/note.hpp"

using namespace haidang;
using namespace haidang::journal;

// Whatever reads as a note or a checkpoint is written again as the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const auto note = parse_note(text);
  if (note.ok() && write_note(*note) != text) std::abort();
  const std::string_view body = note.ok() ? std::string_view(note->text) : text;
  const auto checkpoint = parse_checkpoint_text(body);
  if (checkpoint.ok() && !body.starts_with(checkpoint_text(*checkpoint))) std::abort();
  const auto verifier = NoteVerifier::parse(text.substr(0, text.find('\n')));
  if (verifier.ok() && note.ok()) (void)open_checkpoint(text, *verifier);
  return 0;
}
