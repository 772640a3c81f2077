#include <doctest/doctest.h>

#include <cerrno>

#include "crypto/digest.hpp"
#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;
using namespace haidang::vault::test;

namespace {

class FullDisk final : public Machine {
 public:
  ssize_t write_at(int fd, ByteView bytes, std::uint64_t offset) const override {
    if (offset < 2 * chunk) return Machine::write_at(fd, bytes, offset);
    errno = ENOSPC;
    return -1;
  }
};

Result<Digest> write_out(const Delivered& one, const fs::path& target,
                         const Machine& machine = this_machine(), const Progress& progress = {},
                         std::stop_token stop = {}) {
  return export_file(one.reader(), one.item.geometry, one.item.key, target, progress,
                     std::move(stop), machine);
}

}  // namespace

TEST_CASE("an item with a bad chunk is not exported; the chunk and its offset are named") {
  const Delivered one(30 * chunk, chunk);
  flip_bit(one.file("data"), 17 * chunk + 100);
  const TestFolder folder;
  const fs::path target = folder.path() / "out.bin";
  REQUIRE(write_durable(target, as_bytes("what stood here")).ok());
  const auto result = write_out(one, target);
  CHECK(result.error().code == Code::chunk_mismatch);
  CHECK(result.error().what.find("chunk 17 ") != std::string::npos);
  CHECK(result.error().what.find("offset 69632") != std::string::npos);
  CHECK(to_text(read_all(target)) == "what stood here");
  CHECK(folder.entries(folder.path()) == 1);
}

TEST_CASE("the wrong key exports nothing") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  crypto::AeadKey other = one.item.key;
  other[7] ^= 1;
  const auto result =
      export_file(one.reader(), one.item.geometry, other, folder.path() / "out", {}, {});
  CHECK(result.error().code == Code::chunk_mismatch);
  CHECK(folder.entries(folder.path()) == 0);
}

TEST_CASE("a full disk, a folder that is not there and a stop leave nothing behind") {
  const Delivered one(10 * chunk, chunk);
  const TestFolder folder;
  CHECK(write_out(one, folder.path() / "out", FullDisk{}).error().code == Code::storage_full);
  CHECK(!write_out(one, folder.path() / "none" / "out").ok());
  std::stop_source stop;
  const auto halfway = [&](std::uint64_t, std::uint64_t) { stop.request_stop(); };
  CHECK(write_out(one, folder.path() / "out", this_machine(), halfway, stop.get_token())
            .error()
            .code == Code::unavailable);
  CHECK(folder.entries(folder.path()) == 0);
}

TEST_CASE("files of every awkward size are exported as they were, with their digest") {
  for (const std::size_t size : {0U, 1U, chunk - 1, chunk, chunk + 1, 3 * chunk + 5, 50 * chunk}) {
    for (const std::uint32_t chunk_size : {chunk, 1000U}) {
      CAPTURE(size);
      const Delivered one(size, chunk_size);
      const TestFolder folder;
      std::uint64_t last = 0;
      const auto note = [&](std::uint64_t done, std::uint64_t) { last = done; };
      const auto result = write_out(one, folder.path() / "out", this_machine(), note);
      REQUIRE(result.ok());
      CHECK(*result == one.item.sha256);
      CHECK(last == size);
      CHECK(read_all(folder.path() / "out") == one.plain);
      CHECK(folder.entries(folder.path()) == 1);
    }
  }
}
