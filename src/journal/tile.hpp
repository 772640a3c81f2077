// C2SP tlog-tiles: how a tile is addressed. A tile is 256 hashes (8192 bytes) of the subtrees of
// 256^level leaves, or 256 entries; the one at the right edge is partial.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "journal/merkle.hpp"

namespace haidang::journal {

constexpr unsigned tile_width_max = 256;
constexpr unsigned tile_level_max = 63;

enum class TileKind { hashes, entries };

struct TileAddress {
  TileKind kind = TileKind::hashes;
  unsigned level = 0;               // hashes only
  std::uint64_t index = 0;          // counted in full tiles
  unsigned width = tile_width_max;  // 1..256; 256 is a full tile
  auto operator<=>(const TileAddress&) const = default;
};

// "tile/0/x001/067", "tile/1/000.p/17", "tile/entries/000.p/12".
std::string tile_path(const TileAddress& tile);
// Accepts what tile_path writes and nothing else. Error: malformed.
Result<TileAddress> parse_tile_path(std::string_view path);

// How many hashes of a level a tree of this size has: floor(size / 256^level).
std::uint64_t hashes_at(unsigned level, TreeSize size);
inline std::uint64_t full_tiles_at(unsigned level, TreeSize size) {
  return hashes_at(level, size) / tile_width_max;
}
inline unsigned partial_width_at(unsigned level, TreeSize size) {
  return static_cast<unsigned>(hashes_at(level, size) % tile_width_max);
}

}  // namespace haidang::journal
