// Files and commands for the tests that ask stock tools; removed when the test ends.
#pragma once
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>

#include "base/durable_file.hpp"

namespace haidang::crypto::testing {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "haidang.XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, ByteView bytes) const {
    REQUIRE(write_durable(path_ / name, bytes, FileMode::private_to_owner).ok());
  }
  [[nodiscard]] Bytes read(const std::string& name) const {
    return read_file(path_ / name, 1 << 20).value();
  }
  // The exit status of `command`, run in this folder; what it prints is kept out of the report.
  [[nodiscard]] int run(const std::string& command) const {
    return std::system(("cd '" + path_.string() + "' && " + command + " >log 2>&1").c_str());
  }

 private:
  std::filesystem::path path_;
};

}  // namespace haidang::crypto::testing
