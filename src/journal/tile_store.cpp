#include "journal/tile_store.hpp"

#include <fmt/format.h>

#include "base/durable_file.hpp"

namespace haidang::journal {
namespace {

std::uint64_t key_of(unsigned level, std::uint64_t index) {
  return std::uint64_t{level} << 56U | index;
}

Error altered_file(const std::filesystem::path& file, std::string why) {
  return {Code::journal_altered, "the tile " + file.string() + " was altered", std::move(why),
          "Move the file away; the node makes it again from its entries."};
}

}  // namespace

Result<TileTree> read_tile_file(const std::filesystem::path& file) {
  auto bytes = read_file(file, tile_bytes);
  if (!bytes.ok() && bytes.error().code == Code::too_large) {
    return altered_file(file, "it is longer than a tile");
  }
  if (!bytes.ok()) return bytes.error();
  auto tile = TileTree::parse(*bytes);
  if (!tile.ok()) return altered_file(file, "it is shorter than a tile");
  return tile;
}

std::optional<std::filesystem::path> TileStore::file(unsigned level, std::uint64_t index) const {
  if (!folder_) return std::nullopt;
  return *folder_ / tile_path({TileKind::hashes, level, index, tile_width_max});
}

Result<TileStore::Tile> TileStore::full(unsigned level, std::uint64_t index) {
  const Key key = key_of(level, index);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return found->second->second;
  }
  if (const auto found = upper_.find(key); found != upper_.end()) return found->second;
  HD_TRY(std::optional<TileTree> stored, read(level, index));
  if (!stored) {
    HD_TRY(stored, compute(level, index));
  }
  auto tile = std::make_shared<const TileTree>(*std::move(stored));
  keep(key, level, tile);
  return tile;
}

// Nothing if there is no file to trust. A file that a crash took is made again: a signed head
// promises it to everybody.
Result<std::optional<TileTree>> TileStore::read(unsigned level, std::uint64_t index) {
  const auto path = file(level, index);
  if (!path || index >= full_tiles_at(level, published_)) return std::optional<TileTree>{};
  auto tile = read_tile_file(*path);
  if (tile.ok()) return std::optional(*std::move(tile));
  if (tile.error().code != Code::not_found) return tile.error();
  HD_TRY(TileTree computed, compute(level, index));
  HD_TRY_VOID(make_durable_folder(path->parent_path(), FileMode::shared_read));
  HD_TRY_VOID(write_durable(*path, computed.bytes(tile_width_max)));
  return std::optional(std::move(computed));
}

Result<TileTree> TileStore::compute(unsigned level, std::uint64_t index) {
  TileTree tile;
  const std::uint64_t first = index * tile_width_max;
  if (level == 0) {
    HD_TRY(const std::vector<LeafEntry> leaves, entries_.leaves(LeafIndex{first}, tile_width_max));
    for (const LeafEntry& leaf : leaves)
      tile.append(hash_leaf(leaf));
    return tile;
  }
  for (unsigned i = 0; i < tile_width_max; ++i) {
    HD_TRY(const Tile below, full(level - 1, first + i));
    tile.append(below->root());
  }
  return tile;
}

void TileStore::remember(unsigned level, std::uint64_t index, TileTree tile) {
  HD_CHECK(tile.full());
  keep(key_of(level, index), level, std::make_shared<const TileTree>(std::move(tile)));
}

void TileStore::keep(Key key, unsigned level, Tile tile) {
  if (!folder_ && level > 0) {
    upper_.insert_or_assign(key, std::move(tile));
    return;
  }
  HD_CHECK(!by_key_.contains(key));
  recent_.emplace_front(key, std::move(tile));
  by_key_[key] = recent_.begin();
  if (recent_.size() <= tiles_in_memory_max) return;
  by_key_.erase(recent_.back().first);
  recent_.pop_back();
}

Result<void> TileStore::write(unsigned level, std::uint64_t index) {
  const auto path = file(level, index);
  if (!path) return {};
  HD_TRY(const Tile tile, full(level, index));
  const Bytes bytes = tile->bytes(tile_width_max);
  const auto there = read_file(*path, tile_bytes);
  if (there.ok() && *there == bytes) return {};
  if (there.ok() || there.error().code == Code::too_large) {
    return altered_file(*path, "it stands there with other hashes than the entries have");
  }
  HD_TRY_VOID(make_durable_folder(path->parent_path(), FileMode::shared_read));
  return write_durable(*path, bytes);
}

}  // namespace haidang::journal
