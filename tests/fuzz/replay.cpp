// Runs a fuzz target without libFuzzer: each corpus file given (a file or a folder), then seeded
// mutations of each, so that yesterday's findings stay found in every ordinary test run.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int mutations_per_file = 400;

using Input = std::vector<std::uint8_t>;

Input read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void mutate_once(Input& input, std::mt19937_64& random) {
  if (input.empty()) {
    input.push_back(static_cast<std::uint8_t>(random()));
    return;
  }
  const std::size_t at = random() % input.size();
  switch (random() % 4) {
    case 0:
      input[at] = static_cast<std::uint8_t>(random());
      break;
    case 1:
      input[at] ^= static_cast<std::uint8_t>(1U << (random() % 8));
      break;
    case 2:
      input.erase(input.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    default:
      input.resize(at);
  }
}

void replay(const Input& seed_input) {
  LLVMFuzzerTestOneInput(seed_input.data(), seed_input.size());
  std::mt19937_64 random(seed_input.size());
  for (int round = 0; round < mutations_per_file; ++round) {
    Input input = seed_input;
    for (std::uint64_t edits = 1 + random() % 4; edits > 0; --edits)
      mutate_once(input, random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  replay({});
  for (int i = 1; i < argc; ++i) {
    if (std::filesystem::is_directory(argv[i])) {
      for (const auto& entry : std::filesystem::directory_iterator(argv[i]))
        replay(read_file(entry));
    } else if (std::filesystem::exists(argv[i])) {
      replay(read_file(argv[i]));
    }
  }
  return 0;
}
