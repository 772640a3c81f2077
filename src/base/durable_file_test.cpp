#include "base/durable_file.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace haidang;
namespace fs = std::filesystem;

TEST_CASE("a durable file replaces the old one whole, and a failed write leaves it intact") {
  const fs::path folder =
      fs::temp_directory_path() / ("haidang-durable-" + std::to_string(::getpid()));
  REQUIRE(make_durable_folder(folder / "a" / "b", FileMode::private_to_owner).ok());
  const fs::path file = folder / "a" / "b" / "f";
  REQUIRE(write_durable(file, as_bytes("one")).ok());
  REQUIRE(write_durable(file, as_bytes("two"), FileMode::private_to_owner).ok());
  CHECK(to_text(read_file(file, 10).value()) == "two");
  CHECK((fs::status(file).permissions() & fs::perms::others_read) == fs::perms::none);
  CHECK(read_file(file, 2).error().code == Code::too_large);
  CHECK(read_file(folder / "none", 2).error().code == Code::not_found);
  CHECK(write_durable(folder / "none" / "f", as_bytes("x")).error().code == Code::storage_failed);
  CHECK(std::distance(fs::directory_iterator(folder / "a" / "b"), {}) == 1);
  fs::remove_all(folder);
}

TEST_CASE("a full disk says so and leaves no part of a file behind") {
  CHECK(storage_error("x", ENOSPC).code == Code::storage_full);
  if (fs::exists("/dev/full")) CHECK(storage_error("x", EIO).code == Code::storage_failed);
}
