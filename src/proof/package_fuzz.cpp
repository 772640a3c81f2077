// The texts of a package as a stranger may hand them to us: index, manifests, receipts, custody
// lines, chunk lists.
#include <cstddef>
#include <cstdint>

#include "proof/bag.hpp"
#include "proof/formats.hpp"

using haidang::as_text;
using haidang::ByteView;
namespace proof = haidang::proof;

namespace {

// What a parser takes in, its writer gives back: otherwise two readers could differ.
void check_index(std::string_view text) {
  const auto index = proof::parse_index(text);
  if (!index.ok()) return;
  const auto again = proof::parse_index(proof::write_index(*index));
  HD_CHECK(again.ok() && proof::write_index(*again) == proof::write_index(*index));
}

void check_manifest(std::string_view text) {
  const auto manifest = proof::parse_manifest(text);
  if (!manifest.ok()) return;
  for (const auto& [path, digest] : *manifest)
    HD_CHECK(proof::is_safe_path(path));
  HD_CHECK(*proof::parse_manifest(proof::write_manifest(*manifest)) == *manifest);
}

void check_custody(std::string_view text) {
  const auto events = proof::parse_custody(text);
  if (!events.ok()) return;
  std::string lines;
  for (const auto& event : *events)
    lines += proof::write_salted_event(event) + "\n";
  HD_CHECK(lines == text);
}

void check_chunk_list(std::string_view text) {
  const auto digests = proof::parse_chunk_list(text);
  if (digests.ok()) HD_CHECK(proof::write_chunk_list(*digests).size() == text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(ByteView(data, size));
  check_index(text);
  check_manifest(text);
  check_custody(text);
  check_chunk_list(text);
  (void)proof::parse_bag_info(text);
  (void)proof::parse_receipt_file(text);
  (void)proof::printable(text);
  return 0;
}
