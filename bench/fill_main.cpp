// haidang-fill DATA PASSPHRASE-FILE COUNT: that many requests in the store of a node that is not
// running, for tests of what many rows do (fill.hpp).
#include <fmt/format.h>

#include <charconv>

#include "base/durable_file.hpp"
#include "fill.hpp"

int main(int argc, char** argv) {
  using namespace haidang;
  if (argc != 4) {
    fmt::print(stderr, "haidang-fill DATA PASSPHRASE-FILE COUNT\n");
    return 2;
  }
  std::size_t count = 0;
  const std::string_view text(argv[3]);
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
  const auto passphrase = read_file(argv[2], 4096);
  if (failed != std::errc{} || end != text.data() + text.size() || !passphrase.ok()) return 2;
  const auto filled = bench::fill_queue(node::Layout{argv[1]}, as_text(*passphrase), count);
  if (filled.ok()) return 0;
  fmt::print(stderr, "{}\n", filled.error().text());
  return 1;
}
