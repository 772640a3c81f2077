#include "journal/tile.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace haidang::journal {
namespace {

constexpr std::uint64_t tile_index_max = tree_size_max / tile_width_max;

Error not_a_tile(std::string_view why) {
  return {Code::malformed, "this is not the path of a tile", std::string(why)};
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Decimal without leading zeros, so that each number has one text.
std::optional<unsigned> small_number(std::string_view text) {
  unsigned value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.front() == '0' && text.size() > 1) return std::nullopt;
  return value;
}

std::optional<unsigned> three_digits(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  unsigned value = 0;
  for (const char digit : text.substr(0, 3)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(digit - '0');
  }
  return value;
}

// "x001/x234/067" is 1234067; the first group is not x000, for zeros in front say nothing.
Result<std::uint64_t> take_tile_index(std::string_view& text) {
  std::uint64_t index = 0;
  for (;;) {
    const bool more = take(text, "x");
    const auto group = three_digits(text);
    if (!group || (more && index == 0 && *group == 0)) return not_a_tile("a group is wrong");
    if (index > (tile_index_max - *group) / 1000) return not_a_tile("the number is too large");
    index = index * 1000 + *group;
    text.remove_prefix(3);
    if (!more) return index;
    if (!take(text, "/")) return not_a_tile("a group is missing");
  }
}

Result<unsigned> read_width(std::string_view rest) {
  if (rest.empty()) return tile_width_max;
  if (!take(rest, ".p/")) return not_a_tile("more follows");
  const auto width = small_number(rest);
  if (!width || *width == 0 || *width >= tile_width_max) {
    return not_a_tile("the width is not between 1 and 255");
  }
  return *width;
}

}  // namespace

std::string tile_path(const TileAddress& tile) {
  HD_CHECK(tile.width > 0 && tile.width <= tile_width_max && tile.level <= tile_level_max);
  std::string groups = fmt::format("{:03}", tile.index % 1000);
  for (std::uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000) {
    groups = fmt::format("x{:03}/{}", rest % 1000, groups);
  }
  const std::string partial = tile.width == tile_width_max ? "" : fmt::format(".p/{}", tile.width);
  if (tile.kind == TileKind::entries) return fmt::format("tile/entries/{}{}", groups, partial);
  return fmt::format("tile/{}/{}{}", tile.level, groups, partial);
}

Result<TileAddress> parse_tile_path(std::string_view path) {
  TileAddress tile;
  if (!take(path, "tile/")) return not_a_tile("it does not begin with tile/");
  if (take(path, "entries/")) {
    tile.kind = TileKind::entries;
  } else {
    const std::size_t slash = path.find('/');
    const auto level = slash == 0 || slash > 2 ? std::nullopt : small_number(path.substr(0, slash));
    if (!level || *level > tile_level_max) return not_a_tile("the level is not in 0..63");
    tile.level = *level;
    path.remove_prefix(slash + 1);
  }
  HD_TRY(tile.index, take_tile_index(path));
  HD_TRY(tile.width, read_width(path));
  return tile;
}

std::uint64_t hashes_at(unsigned level, TreeSize size) {
  const unsigned shift = 8 * level;
  return shift < 64 ? size.value >> shift : 0;
}

}  // namespace haidang::journal
