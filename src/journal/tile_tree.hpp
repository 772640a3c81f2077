// The hashes of one tile and of the subtrees above them, up to the tile's own root.
#pragma once
#include <vector>

#include "journal/tile.hpp"

namespace haidang::journal {

constexpr unsigned tile_height = 8;
constexpr std::size_t tile_bytes = std::size_t{tile_width_max} * sizeof(Digest);

class TileTree {
 public:
  TileTree() : nodes_(2 * tile_width_max - 1) {}
  // A full tile's 8192 bytes. Error: malformed.
  static Result<TileTree> parse(ByteView bytes);

  // Hashes each subtree that becomes complete. The tile is not full.
  void append(const Digest& hash);
  [[nodiscard]] unsigned width() const { return width_; }
  [[nodiscard]] bool full() const { return width_ == tile_width_max; }
  // The complete subtree of 2^height of the tile's hashes, counted in its own size.
  [[nodiscard]] const Digest& hash(unsigned height, unsigned index) const;
  [[nodiscard]] bool has(unsigned height, unsigned index) const {
    return ((index + 1) << height) <= width_;
  }
  [[nodiscard]] const Digest& root() const { return hash(tile_height, 0); }  // of a full tile
  [[nodiscard]] Bytes bytes(unsigned width) const;                           // its first hashes

 private:
  std::vector<Digest> nodes_;  // 256 hashes, 128 above them, ..., the root
  unsigned width_ = 0;
};

}  // namespace haidang::journal
