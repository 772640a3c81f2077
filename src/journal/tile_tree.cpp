#include "journal/tile_tree.hpp"

#include <algorithm>

namespace haidang::journal {
namespace {

std::size_t position(unsigned height, unsigned index) {
  return 2 * tile_width_max - (2 * tile_width_max >> height) + index;
}

}  // namespace

Result<TileTree> TileTree::parse(ByteView bytes) {
  if (bytes.size() != tile_bytes) {
    return Error{Code::malformed, "the bytes are not a tile", "a full tile has 8192 bytes"};
  }
  TileTree tile;
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(Digest)) {
    Digest hash;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), hash.size(), hash.begin());
    tile.append(hash);
  }
  return tile;
}

void TileTree::append(const Digest& hash) {
  HD_CHECK(!full());
  unsigned index = width_++;
  nodes_[index] = hash;
  for (unsigned height = 0; (index & 1U) != 0; ++height, index >>= 1U) {
    nodes_[position(height + 1, index >> 1U)] =
        hash_node(nodes_[position(height, index - 1)], nodes_[position(height, index)]);
  }
}

const Digest& TileTree::hash(unsigned height, unsigned index) const {
  HD_CHECK(height <= tile_height && has(height, index));
  return nodes_[position(height, index)];
}

Bytes TileTree::bytes(unsigned width) const {
  HD_CHECK(width <= width_);
  Bytes bytes;
  bytes.reserve(width * sizeof(Digest));
  for (unsigned i = 0; i < width; ++i)
    haidang::append(bytes, nodes_[i]);
  return bytes;
}

}  // namespace haidang::journal
