#include "journal/tiled_tree.hpp"

#include <utility>

namespace haidang::journal {

TileTree& TiledTree::edge_at(unsigned level) {
  if (edges_.size() <= level) edges_.resize(level + 1);
  return edges_[level];
}

Result<void> TiledTree::load(EntryTable& entries, TreeSize size, TreeSize published) {
  HD_CHECK(size_.value == 0 && published <= size);
  tiles_.published(published);
  size_ = size;
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level)
    HD_TRY_VOID(load_edge(entries, level));
  return {};
}

Result<void> TiledTree::load_edge(EntryTable& entries, unsigned level) {
  TileTree& edge = edge_at(level);
  const std::uint64_t first = full_tiles_at(level, size_) * tile_width_max;
  const unsigned width = partial_width_at(level, size_);
  if (level == 0) {
    HD_TRY(const std::vector<LeafEntry> leaves, entries.leaves(LeafIndex{first}, width));
    for (const LeafEntry& leaf : leaves)
      edge.append(hash_leaf(leaf));
    return {};
  }
  for (unsigned i = 0; i < width; ++i) {
    HD_TRY(const TileStore::Tile below, tiles_.full(level - 1, first + i));
    edge.append(below->root());
  }
  return {};
}

void TiledTree::append(const Digest& leaf_hash) {
  HD_CHECK(size_.value < tree_size_max);
  ++size_.value;
  Digest hash = leaf_hash;
  for (unsigned level = 0;; ++level) {
    TileTree& edge = edge_at(level);
    edge.append(hash);
    if (!edge.full()) return;
    hash = edge.root();
    tiles_.remember(level, full_tiles_at(level, size_) - 1, std::exchange(edge, TileTree()));
  }
}

Result<Digest> TiledTree::hash(unsigned level, std::uint64_t index) {
  HD_CHECK(level < 63 && index < (size_.value >> level));
  const unsigned tile_level = level / tile_height;
  const unsigned height = level % tile_height;
  const unsigned index_bits = tile_height - height;
  const std::uint64_t tile_index = index >> index_bits;
  const auto within = static_cast<unsigned>(index & ((1U << index_bits) - 1));
  if (tile_index == full_tiles_at(tile_level, size_))
    return edges_[tile_level].hash(height, within);
  HD_TRY(const TileStore::Tile tile, tiles_.full(tile_level, tile_index));
  return tile->hash(height, within);
}

Result<Bytes> TiledTree::tile(unsigned level, std::uint64_t index, unsigned width) {
  HD_CHECK(index * tile_width_max + width <= hashes_at(level, size_));
  if (index == full_tiles_at(level, size_)) return edges_[level].bytes(width);
  HD_TRY(const TileStore::Tile full, tiles_.full(level, index));
  return full->bytes(width);
}

Result<void> TiledTree::write_tiles(TreeSize published) {
  for (unsigned level = 0; full_tiles_at(level, size_) > 0; ++level) {
    const std::uint64_t end = full_tiles_at(level, size_);
    for (std::uint64_t index = full_tiles_at(level, published); index < end; ++index)
      HD_TRY_VOID(tiles_.write(level, index));
  }
  return {};
}

}  // namespace haidang::journal
