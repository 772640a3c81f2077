// The treaty loader on hostile files: the first line names the file, the rest is its bytes.
#include <array>
#include <cstdint>

#include "treaty/explain.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haidang;
  const std::string_view input = as_text({data, size});
  const std::size_t line = input.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::array files{EmbeddedFile{input.substr(0, line), input.substr(line + 1)}};
  const auto law = treaty::Treaty::load(files);
  if (law.ok()) treaty::explain(*law, "measure");
  treaty::explain(treaty::Treaty::embedded(), input.substr(0, line));
  return 0;
}
