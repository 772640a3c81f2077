#include "journal/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "journal/tile_store.hpp"

namespace haidang::journal {
namespace {

class Auditor {
 public:
  Auditor(const AuditedParts& parts, EntryTable entries, TreeSize size)
      : parts_(parts), entries_(entries), files_(entries, parts.tiles), size_(size) {}

  Result<Journal::Audit> run() {
    HD_TRY_VOID(start());
    for (std::uint64_t first = 0; first < size_.value; first += tile_width_max) {
      const std::uint64_t count = std::min<std::uint64_t>(tile_width_max, size_.value - first);
      HD_TRY(const std::vector<EntryTable::Row> rows, entries_.rows(LeafIndex{first}, count));
      HD_TRY_VOID(read_entries(first, count, rows));
    }
    return Journal::Audit{size_, std::move(findings_)};
  }

 private:
  template <class... Args>
  void find(fmt::format_string<Args...> text, Args&&... args) {
    if (findings_.size() < audit_findings_max) {
      findings_.push_back(fmt::format(text, std::forward<Args>(args)...));
    } else if (findings_.size() == audit_findings_max) {
      findings_.emplace_back("there is more; the list ends here");
    }
  }

  Result<void> start() {
    HD_TRY(const std::optional<Head> last, parts_.heads.latest());
    if (last) published_ = last->size;
    if (published_ > size_) {
      find(
          "the journal has {} entries, but a head over {} was signed: was it restored from a "
          "backup?",
          size_.value, published_.value);
    }
    return next_head();
  }

  Result<void> next_head() {
    HD_TRY(next_head_, parts_.heads.first_covering(LeafIndex{frontier_.size().value}));
    return {};
  }

  Result<void> read_entries(std::uint64_t first, std::uint64_t count,
                            const std::vector<EntryTable::Row>& rows) {
    auto row = rows.begin();
    for (std::uint64_t index = first; index < first + count; ++index) {
      const bool there = row != rows.end() && row->index.value == index;
      if (!there) find("entry {} is missing", index);
      add(there ? check_entry(*row++) : Digest{});
      HD_TRY_VOID(check_heads());
    }
    return {};
  }

  Digest check_entry(const EntryTable::Row& row) {
    Salt salt{};
    const bool salted = row.salt.size() == salt.size();
    if (salted) std::copy(row.salt.begin(), row.salt.end(), salt.begin());
    if (row.event && (!salted || leaf_entry(salt, *row.event) != row.leaf)) {
      find("entry {}: what it says is not what it committed to", row.index.value);
    } else if (row.leaf.size() != leaf_entry_bytes || row.leaf.front() != 0x01) {
      find("entry {}: its commitment is not one", row.index.value);
    }
    return hash_leaf(row.leaf);
  }

  void add(const Digest& leaf_hash) {
    frontier_.append(leaf_hash);
    Digest hash = leaf_hash;
    for (unsigned level = 0;; ++level) {
      if (edges_.size() == level) edges_.emplace_back();
      edges_[level].append(hash);
      if (!edges_[level].full()) return;
      const TileTree tile = std::exchange(edges_[level], TileTree());
      check_file(level, full_tiles_at(level, frontier_.size()) - 1, tile);
      hash = tile.root();
    }
  }

  // A signed head was preceded by the files of its full tiles; later files may not be there yet.
  void check_file(unsigned level, std::uint64_t index, const TileTree& expected) {
    const auto path = files_.file(level, index);
    if (!path) return;
    const std::string name = tile_path({TileKind::hashes, level, index, tile_width_max});
    const auto found = read_tile_file(*path);
    if (found.ok()) return compare(name, level, index, *found, expected);
    const bool missing = found.error().code == Code::not_found;
    if (missing && index >= full_tiles_at(level, published_)) return;
    find("{}: {}", name, missing ? "the file is missing" : found.error().text());
  }

  void compare(const std::string& name, unsigned level, std::uint64_t index, const TileTree& found,
               const TileTree& expected) {
    for (unsigned i = 0; i < tile_width_max; ++i) {
      if (found.hash(0, i) == expected.hash(0, i)) continue;
      const std::uint64_t at = index * tile_width_max + i;
      if (level == 0) {
        find("entry {}: its commitment and {} differ", at, name);
      } else {
        find("{}: hash {} is not the root of the entries below it", name, i);
      }
    }
  }

  Result<void> check_heads() {
    if (!next_head_ || next_head_->size != frontier_.size()) return {};
    check_head(*next_head_);
    return next_head();
  }

  // All roots after a wrong one are wrong as well: the first says where to look.
  void check_head(const Head& head) {
    const auto checkpoint = open_checkpoint(head.note, parts_.verifier);
    if (!checkpoint.ok()) {
      find("the head of size {}: {}", head.size.value, checkpoint.error().text());
    } else if (checkpoint->size != head.size) {
      find("the head of size {} is signed for size {}", head.size.value, checkpoint->size.value);
    } else if (!roots_differ_ && checkpoint->root != frontier_.root()) {
      roots_differ_ = true;
      find("the head of size {} was signed over other entries: look at {} to {}", head.size.value,
           last_good_.value, head.size.value - 1);
    }
    if (!roots_differ_) last_good_ = head.size;
  }

  const AuditedParts& parts_;
  EntryTable entries_;
  TileStore files_;
  TreeSize size_;
  TreeSize published_;
  Frontier frontier_;
  std::vector<TileTree> edges_;
  std::optional<Head> next_head_;
  TreeSize last_good_;
  bool roots_differ_ = false;
  std::vector<std::string> findings_;
};

}  // namespace

Result<Journal::Audit> audit_journal(const AuditedParts& parts) {
  HD_TRY(EntryTable entries, EntryTable::open(parts.database));
  HD_TRY(const TreeSize stored, entries.size());
  return Auditor(parts, entries, parts.size.value_or(stored)).run();
}

}  // namespace haidang::journal
