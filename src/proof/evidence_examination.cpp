// The evidence: each file against the manifest of the bag and, above it, against the deliver act
// that a Party signed. What differs is named to the chunk.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "proof/examination.hpp"
#include "proof/file_hash.hpp"

namespace haidang::proof {
namespace {

constexpr std::uint32_t usual_chunk_size = 4 * 1024 * 1024;
constexpr std::size_t ranges_told_max = 20;

struct ChunkRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

// Neighbouring chunks that differ are one range; a chunk that only one side has differs.
std::vector<ChunkRange> differing(const std::vector<Digest>& found,
                                  const std::vector<Digest>& expected) {
  std::vector<ChunkRange> ranges;
  const std::size_t count = std::max(found.size(), expected.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (i < found.size() && i < expected.size() && found[i] == expected[i]) continue;
    if (!ranges.empty() && ranges.back().last + 1 == i) {
      ranges.back().last = i;
    } else {
      ranges.push_back({i, i});
    }
  }
  return ranges;
}

// The chunk digests that the signed root stands for, if the list in the package gives that root.
std::optional<std::vector<Digest>> signed_chunks(Examination& exam, const ManifestItem& item) {
  const std::string file = names::chunks(item.id);
  const Bytes* bytes = exam.text(file);
  if (bytes == nullptr) return std::nullopt;
  auto list = parse_chunk_list(as_text(*bytes));
  if (list.ok() && chunk_tree_root(*list) == item.chunk_root) return *std::move(list);
  exam.altered(file, "this list of chunks is not the one whose root the deliver act signed");
  return std::nullopt;
}

std::string range_name(const ManifestItem& item, const ChunkRange& range) {
  const std::uint64_t begin = range.first * item.chunk_size;
  const std::uint64_t end = (range.last + 1) * item.chunk_size;
  const std::string chunks = range.first == range.last
                                 ? fmt::format("chunk {}", range.first)
                                 : fmt::format("chunks {} to {}", range.first, range.last);
  return fmt::format("{}, bytes {} to {}", chunks, begin, std::max(end, begin + 1) - 1);
}

void tell_ranges(Examination& exam, const std::string& file, const ManifestItem& item,
                 const std::vector<ChunkRange>& ranges) {
  std::size_t told = 0;
  for (const ChunkRange& range : ranges) {
    if (++told > ranges_told_max) {
      return exam.altered(file, fmt::format("{} further ranges differ", ranges.size() - told + 1));
    }
    exam.altered(fmt::format("{} ({})", file, range_name(item, range)),
                 "this evidence is not what the deliver act signed");
  }
}

void check_content(Examination& exam, const std::string& file, const ManifestItem& item,
                   const FileHash& hash) {
  const auto expected = signed_chunks(exam, item);
  if (hash.size == item.size && hash.sha256 == item.sha256 &&
      chunk_tree_root(hash.chunks) == item.chunk_root) {
    return;
  }
  if (hash.size != item.size) {
    exam.altered(file,
                 fmt::format("it has {} bytes; the deliver act signed {}", hash.size, item.size));
  }
  if (expected) return tell_ranges(exam, file, item, differing(hash.chunks, *expected));
  exam.altered(file,
               "this evidence is not what the deliver act signed; without the chunk list "
               "the place cannot be named");
}

void examine_item(Examination& exam, const IndexedItem& row) {
  const auto it = exam.delivered.find(std::pair(row.delivered_by, row.item.id));
  if (it == exam.delivered.end()) {
    return exam.altered(names::evidence(row.item), "no signed act of the package delivers it");
  }
  const ManifestItem& item = it->second.item;
  if (!same_facts(item, row.item)) {
    exam.altered(names::index, "it describes " + item.name + " otherwise than the deliver act");
  }
  const std::string file = names::evidence(item);
  if (!exam.payload.contains(file)) {
    exam.altered(file, "the payload manifest does not list this evidence");
  }
  exam.report.items.push_back({item, file, it->second.act_number});
  if (!exam.files.scan().files.contains(file)) return;
  const auto hash = exam.files.hash(file, item.chunk_size);
  if (!hash.ok()) return exam.cannot_tell(file, hash.error().text());
  check_content(exam, file, item, *hash);
  const auto listed = exam.payload.find(file);
  if (listed != exam.payload.end() && listed->second != hash->sha256) {
    exam.altered(file, "this file is not what the payload manifest lists: its SHA-256 differs");
  }
}

// Whatever else the payload manifest lists.
void examine_other_file(Examination& exam, const std::string& path, const Digest& digest) {
  if (!exam.index.acts.empty()) exam.altered(path, "no signed act of the package delivers it");
  const auto hash = exam.files.hash(path, usual_chunk_size);
  if (!hash.ok()) return exam.cannot_tell(path, hash.error().text());
  if (hash->sha256 != digest) {
    exam.altered(path, "this file is not what the payload manifest lists: its SHA-256 differs");
  }
}

void remark_absent_items(Examination& exam) {
  std::set<ItemId> present;
  for (const IndexedItem& row : exam.index.items)
    present.insert(row.item.id);
  for (const auto& [key, delivered] : exam.delivered) {
    if (present.contains(key.second)) continue;
    exam.remark(delivered.item.name,
                fmt::format("act {} delivered this item; the package was made without it",
                            delivered.act_number));
  }
}

}  // namespace

void examine_evidence(Examination& exam) {
  for (const auto& [path, digest] : exam.payload) {
    if (!exam.files.scan().files.contains(path)) {
      exam.altered(path, "this file is missing; the manifest lists it");
    }
  }
  std::set<std::string> of_items;
  for (const IndexedItem& row : exam.index.items) {
    of_items.insert(names::evidence(row.item));
    examine_item(exam, row);
  }
  for (const auto& [path, digest] : exam.payload) {
    if (exam.files.scan().files.contains(path) && !of_items.contains(path)) {
      examine_other_file(exam, path, digest);
    }
  }
  remark_absent_items(exam);
}

}  // namespace haidang::proof
