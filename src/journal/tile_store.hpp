// Full tiles: read from their files, kept for a while in memory, computed again from the entries
// when there is no file (a crash before publication, or a journal that keeps no files).
#pragma once
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

#include "journal/entry_table.hpp"
#include "journal/tile_tree.hpp"

namespace haidang::journal {

constexpr std::size_t tiles_in_memory_max = 512;  // of 16 KiB each

class TileStore {
 public:
  // `folder`: where files are, or nullopt for none.
  TileStore(EntryTable entries, std::optional<std::filesystem::path> folder)
      : entries_(entries), folder_(std::move(folder)) {}

  using Tile = std::shared_ptr<const TileTree>;
  // A full tile of the committed entries. Errors: journal_altered, storage_*.
  Result<Tile> full(unsigned level, std::uint64_t index);
  // A tile that has just become full.
  void remember(unsigned level, std::uint64_t index, TileTree tile);
  // Writes the tile's file, durable. Error: journal_altered if other bytes stand there already, for
  // they were published before: the entries come from an old backup.
  Result<void> write(unsigned level, std::uint64_t index);
  // Files of a signed head were all written before it; later files may be left over from anything.
  void published(TreeSize size) { published_ = size; }
  [[nodiscard]] std::optional<std::filesystem::path> file(unsigned level,
                                                          std::uint64_t index) const;

 private:
  using Key = std::uint64_t;
  Result<std::optional<TileTree>> read(unsigned level, std::uint64_t index);
  Result<TileTree> compute(unsigned level, std::uint64_t index);
  void keep(Key key, unsigned level, Tile tile);

  EntryTable entries_;
  std::optional<std::filesystem::path> folder_;
  TreeSize published_;
  // The most recently used first.
  std::list<std::pair<Key, Tile>> recent_;
  std::unordered_map<Key, std::list<std::pair<Key, Tile>>::iterator> by_key_;
  // Without files the upper levels stay: they are a 256th of the leaves and dear to compute.
  std::map<Key, Tile> upper_;
};

// The bytes of a tile's file. Errors: not_found, journal_altered if it is not a full tile.
Result<TileTree> read_tile_file(const std::filesystem::path& file);

}  // namespace haidang::journal
