#include <cstdlib>

#include "journal/tile.hpp"

using namespace haidang;
using namespace haidang::journal;

// A tile has exactly one path.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view path = as_text({data, size});
  const auto tile = parse_tile_path(path);
  if (tile.ok() && tile_path(*tile) != path) std::abort();
  return 0;
}
