#include "journal/tile.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "journal/tile_tree.hpp"

using namespace haidang;
using namespace haidang::journal;

TEST_CASE("a path that tile_path would not write is refused") {
  for (const std::string_view path : {"",
                                      "tile",
                                      "tile/",
                                      "tile/0",
                                      "tile/0/",
                                      "tile//000",
                                      "tile/00/000",
                                      "tile/64/000",
                                      "tile/100/000",
                                      "tile/-1/000",
                                      "tile/+1/000",
                                      "tile/0/0",
                                      "tile/0/00",
                                      "tile/0/0000",
                                      "tile/0/x000/001",
                                      "tile/0/x001",
                                      "tile/0/x001/",
                                      "tile/0/001/002",
                                      "tile/0/x001/x002",
                                      "tile/0/000.p",
                                      "tile/0/000.p/",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/256",
                                      "tile/0/000.p/01",
                                      "tile/0/000.p/1/",
                                      "tile/0/000/",
                                      "/tile/0/000",
                                      "tile/0/../000",
                                      "tile/8/0/000",
                                      "tile/entries",
                                      "tile/entries/",
                                      "tile/data/000",
                                      "tile/entries/000.p/256",
                                      "tile/0/x999/x999/x999/x999/x999/x999/999",
                                      "tile/0/x036/x028/x797/x018/x963/968",
                                      "checkpoint"}) {
    CAPTURE(path);
    CHECK(parse_tile_path(path).error().code == Code::malformed);
  }
}

TEST_CASE("tiles are named as tlog-tiles names them") {
  CHECK(tile_path({TileKind::hashes, 0, 1234067, 256}) == "tile/0/x001/x234/067");
  CHECK(tile_path({TileKind::hashes, 1, 0, 17}) == "tile/1/000.p/17");
  CHECK(tile_path({TileKind::hashes, 63, 999, 1}) == "tile/63/999.p/1");
  CHECK(tile_path({TileKind::entries, 0, 1000, 255}) == "tile/entries/x001/000.p/255");
  const TileAddress largest{TileKind::hashes, 0, tree_size_max / 256, 256};
  CHECK(tile_path(largest) == "tile/0/x036/x028/x797/x018/x963/967");
  CHECK(parse_tile_path(tile_path(largest)).value() == largest);
}

TEST_CASE("every tile has one path and every path one tile") {
  CHECK(rc::check([] {
    const bool hashes = *rc::gen::arbitrary<bool>();
    const TileAddress tile{
        hashes ? TileKind::hashes : TileKind::entries, hashes ? *rc::gen::inRange(0U, 64U) : 0U,
        *rc::gen::arbitrary<std::uint64_t>() % (tree_size_max / 256), *rc::gen::inRange(1U, 257U)};
    RC_ASSERT(parse_tile_path(tile_path(tile)).value() == tile);
  }));
}

TEST_CASE("the tiles of a tree of 70000 are those of the specification") {
  const TreeSize size{70000};
  CHECK(full_tiles_at(0, size) == 273);
  CHECK(partial_width_at(0, size) == 112);
  CHECK(full_tiles_at(1, size) == 1);
  CHECK(partial_width_at(1, size) == 17);
  CHECK(full_tiles_at(2, size) == 0);
  CHECK(partial_width_at(2, size) == 1);
  CHECK(hashes_at(3, size) == 0);
  CHECK(hashes_at(63, TreeSize{tree_size_max}) == 0);
}

TEST_CASE("a tile's subtrees are those of the tree over its hashes") {
  TileTree tile;
  std::vector<Digest> hashes;
  while (!tile.full()) {
    hashes.push_back(hash_leaf(as_bytes(std::to_string(hashes.size()))));
    tile.append(hashes.back());
  }
  for (unsigned height = 0; height <= tile_height; ++height) {
    for (unsigned index = 0; index < tile_width_max >> height; ++index) {
      const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(index << height);
      const std::vector<Digest> part(begin, begin + static_cast<std::ptrdiff_t>(1U << height));
      REQUIRE(tile.hash(height, index) == root_of_leaf_hashes(part));
    }
  }
  const Bytes bytes = tile.bytes(tile_width_max);
  CHECK(TileTree::parse(bytes)->root() == tile.root());
  CHECK(TileTree::parse(ByteView(bytes).first(8191)).error().code == Code::malformed);
}
