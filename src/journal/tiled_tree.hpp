// The journal's tree in constant memory: the right edge of each tile level, and full tiles from a
// TileStore.
#pragma once
#include <vector>

#include "journal/tile_store.hpp"

namespace haidang::journal {

class TiledTree {
 public:
  explicit TiledTree(TileStore tiles) : tiles_(std::move(tiles)) {}

  // Takes up `size` committed entries, of which a signed head covers `published`. Reads at most 255
  // tiles for each level, never all leaves. Errors: journal_altered, storage_*.
  Result<void> load(EntryTable& entries, TreeSize size, TreeSize published);
  void append(const Digest& leaf_hash);
  [[nodiscard]] TreeSize size() const { return size_; }

  // As HashReader; the subtree is complete and within size().
  Result<Digest> hash(unsigned level, std::uint64_t index);
  [[nodiscard]] HashReader reader() {
    return [this](unsigned level, std::uint64_t index) { return hash(level, index); };
  }
  // The first `width` hashes of a tile; they are within size().
  Result<Bytes> tile(unsigned level, std::uint64_t index, unsigned width);

  // Writes the files of the tiles that became full since a head of size `published`.
  Result<void> write_tiles(TreeSize published);
  void published(TreeSize size) { tiles_.published(size); }

 private:
  TileTree& edge_at(unsigned level);
  Result<void> load_edge(EntryTable& entries, unsigned level);

  TileStore tiles_;
  TreeSize size_;
  std::vector<TileTree> edges_;  // by level: the tile that is not full yet
};

}  // namespace haidang::journal
