// For this room's tests: a folder that goes away, and hands that change packages.
#pragma once
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "base/durable_file.hpp"
#include "crypto/random.hpp"

namespace haidang::proof {

class TestFolder {
 public:
  TestFolder() {
    crypto::SystemRandom random;
    path_ = std::filesystem::temp_directory_path() / ("haidang-proof-" + random_id_text(random));
    std::filesystem::create_directories(path_);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Bytes read_all(const std::filesystem::path& path) {
  auto bytes = read_file(path, 1UL << 30);
  REQUIRE_MESSAGE(bytes.ok(), path.string());
  return *std::move(bytes);
}

inline void write_all(const std::filesystem::path& path, ByteView bytes) {
  REQUIRE(write_durable(path, bytes).ok());
}

}  // namespace haidang::proof
