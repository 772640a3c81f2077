// Data files compiled into the binary (cmake/room.cmake, haidang_embed).
#pragma once
#include <span>
#include <string_view>

namespace haidang {

struct EmbeddedFile {
  std::string_view name;  // path relative to the data folder: "measures/preservation.json"
  std::string_view bytes;
};

}  // namespace haidang
