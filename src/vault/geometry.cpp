#include <fmt/format.h>

#include <algorithm>

#include "journal/merkle.hpp"
#include "vault/vault.hpp"

namespace haidang::vault {

std::uint64_t Geometry::chunk_count() const {
  HD_CHECK(chunk_size > 0);
  return size / chunk_size + (size % chunk_size == 0 ? 0 : 1);
}

std::uint32_t Geometry::chunk_bytes(std::uint64_t index) const {
  HD_CHECK(index < chunk_count());
  const std::uint64_t rest = size - index * chunk_size;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(rest, chunk_size));
}

Result<void> check_geometry(const Geometry& geometry) {
  if (geometry.item.empty()) return Error{Code::bad_value, "the item has no identifier"};
  if (geometry.chunk_size == 0) {
    return Error{Code::bad_value, "the item's chunk size is zero"};
  }
  if (geometry.chunk_size > chunk_size_max) {
    return Error{Code::too_large,
                 fmt::format("the item's chunks have {} bytes each", geometry.chunk_size),
                 fmt::format("at most {} bytes are accepted", chunk_size_max)};
  }
  if (geometry.chunk_count() > chunk_count_max) {
    return Error{Code::too_large, fmt::format("the item has {} chunks", geometry.chunk_count()),
                 fmt::format("at most {} chunks are accepted", chunk_count_max),
                 "Split the file, or choose larger chunks."};
  }
  return {};
}

Digest chunk_root(const std::vector<Digest>& chunk_digests) {
  journal::Frontier frontier;
  for (const Digest& digest : chunk_digests)
    frontier.append(journal::hash_leaf(digest));
  return frontier.root();
}

}  // namespace haidang::vault
