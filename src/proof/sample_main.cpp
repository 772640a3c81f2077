// Writes a sample package: proof_sample FOLDER [IMAGE-BYTES [CHUNK-BYTES [two-stories]]], and
// FOLDER.zip of it.
#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>

#include "proof/sample_case.hpp"
#include "proof/zip.hpp"

namespace {

template <class T>
bool read_number(std::string_view text, T& number) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc() && end == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
  haidang::proof::SampleOptions options;
  const bool numbers_good = (argc < 3 || read_number(argv[2], options.image_bytes)) &&
                            (argc < 4 || read_number(argv[3], options.chunk_size));
  options.two_stories = argc == 5;
  if (argc < 2 || argc > 5 || !numbers_good) {
    fmt::print(stderr, "Usage: proof_sample FOLDER [IMAGE-BYTES [CHUNK-BYTES [two-stories]]]\n");
    return 2;
  }
  const haidang::proof::SampleCase sample(options);
  const auto made = haidang::proof::make_package(sample.source(), argv[1]);
  if (!made.ok()) {
    fmt::print(stderr, "proof_sample: {}\n", made.error().text());
    for (const auto& detail : made.error().details) {
      fmt::print(stderr, "  {}: {}\n", detail.item, detail.text);
    }
    return 1;
  }
  const std::string folder = argv[1];
  const auto zipped = haidang::proof::write_zip(folder, "EP-1", folder + ".zip");
  if (!zipped.ok()) {
    fmt::print(stderr, "proof_sample: {}\n", zipped.error().text());
    return 1;
  }
  for (const auto& party : made->report.parties) {
    fmt::print("{}={}\n", party.party.text(), party.fingerprint);
  }
  return 0;
}
