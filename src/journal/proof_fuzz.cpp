#include <cstdlib>

#include "journal/note.hpp"

using namespace haidang;
using namespace haidang::journal;

// A proof survives being written and read; verifying takes any sizes and any path.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto proof = parse_proof(as_text({data, size}));
  if (!proof.ok()) return 0;
  const std::string text = write_proof(*proof);
  const auto again = parse_proof(text);
  if (!again.ok() || write_proof(*again) != text) std::abort();
  const auto note = parse_note(proof->checkpoint);
  if (!note.ok()) std::abort();
  const auto checkpoint = parse_checkpoint_text(note->text);
  if (!checkpoint.ok()) return 0;
  (void)verify_inclusion(hash_leaf({data, size}), proof->index, checkpoint->size, proof->path,
                         checkpoint->root);
  (void)verify_consistency(TreeSize{proof->index.value}, empty_root(), checkpoint->size,
                           checkpoint->root, proof->path);
  return 0;
}
