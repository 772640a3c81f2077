#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <sys/stat.h>

#include <cerrno>

#include "crypto/digest.hpp"
#include "journal/merkle.hpp"
#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;
using namespace haidang::vault::test;

namespace {

// A disk with room for so many bytes.
class FullDisk final : public Machine {
 public:
  FullDisk(std::uint64_t reservable, std::uint64_t writable)
      : reservable_(reservable), left_(writable) {}
  int reserve(int fd, std::uint64_t size) const override {
    if (size <= reservable_) return Machine::reserve(fd, size);
    errno = ENOSPC;
    return -1;
  }
  ssize_t write_at(int fd, ByteView bytes, std::uint64_t offset) const override {
    if (left_ == 0) {
      errno = ENOSPC;
      return -1;
    }
    bytes = bytes.first(std::min<std::size_t>(bytes.size(), left_));
    left_ -= bytes.size();
    return Machine::write_at(fd, bytes, offset);
  }

 private:
  std::uint64_t reservable_;
  mutable std::uint64_t left_;
};

class UnsyncableDisk final : public Machine {
 public:
  int sync_data(int) const override {
    errno = EIO;
    return -1;
  }
};

Result<Ingested> take_in(const TestFolder& folder, const fs::path& source,
                         const Machine& machine = this_machine(), const Progress& progress = {},
                         std::stop_token stop = {}) {
  SeededRandom random(3);
  return ingest(source, folder.items(), ItemId::random(random), random, progress, std::move(stop),
                chunk, machine);
}

}  // namespace

TEST_CASE("a source that is not there, or is no plain file, is refused") {
  const TestFolder folder;
  CHECK(take_in(folder, folder.path() / "none").error().code == Code::not_found);
  CHECK(take_in(folder, folder.path()).error().code == Code::bad_value);
  CHECK(folder.entries(folder.items()) == 0);
}

TEST_CASE("an identifier that is taken is refused, and the item that has it stays") {
  const Delivered one(3 * chunk, chunk);
  SeededRandom random(4);
  const auto again = ingest(one.folder.path() / "source.bin", one.folder.items(),
                            one.item.geometry.item, random, {}, {}, chunk);
  CHECK(again.error().code == Code::already_exists);
  CHECK(one.plain_in(one.folder.items()).value() == one.plain);
}

TEST_CASE("chunk sizes outside the limits are refused") {
  const TestFolder folder;
  const fs::path source = write_source(folder, seeded_bytes(10, 1));
  SeededRandom random(5);
  for (const std::uint32_t size : {0U, chunk_size_max + 1}) {
    const auto result =
        ingest(source, folder.items(), ItemId::random(random), random, {}, {}, size);
    CHECK(!result.ok());
  }
  CHECK(ingest(source, folder.items(), ItemId{}, random, {}, {}, chunk).error().code ==
        Code::bad_value);
  CHECK(check_geometry({ItemId::random(random), ~std::uint64_t{0}, 1}).error().code ==
        Code::too_large);
}

TEST_CASE("a full disk says storage_full, whenever it fills, and nothing is left behind") {
  const TestFolder folder;
  const fs::path source = write_source(folder, seeded_bytes(20 * chunk + 9, 2));
  const auto at_once = take_in(folder, source, FullDisk(20 * chunk, 1 << 30));
  CHECK(at_once.error().code == Code::storage_full);
  for (const std::uint64_t room : {0ULL, 100ULL, 5ULL * chunk, 20ULL * chunk + 50}) {
    const auto midway = take_in(folder, source, FullDisk(1 << 30, room));
    CHECK(midway.error().code == Code::storage_full);
    CHECK(!midway.error().why.empty());
    CHECK(folder.entries(folder.items()) == 0);
  }
}

TEST_CASE("an item that cannot be made durable is not in the vault") {
  const TestFolder folder;
  const fs::path source = write_source(folder, seeded_bytes(3 * chunk, 2));
  CHECK(take_in(folder, source, UnsyncableDisk{}).error().code == Code::storage_failed);
  CHECK(folder.entries(folder.items()) == 0);
}

TEST_CASE("a source that grows, shrinks or is rewritten while it is read is refused") {
  const TestFolder folder;
  for (const std::size_t new_size : {100U, 50U * chunk, 200U * chunk}) {
    const fs::path source = write_source(folder, seeded_bytes(100 * chunk, 2));
    const auto meddle = [&, done = false](std::uint64_t, std::uint64_t) mutable {
      if (!std::exchange(done, true)) fs::resize_file(source, new_size);
    };
    const auto result = take_in(folder, source, this_machine(), meddle);
    CHECK(result.error().code == Code::bad_value);
    CHECK(folder.entries(folder.items()) == 0);
  }
}

TEST_CASE("an ingest that is asked to stop stops and leaves nothing behind") {
  const TestFolder folder;
  const fs::path source = write_source(folder, seeded_bytes(100 * chunk, 2));
  std::stop_source stop;
  const auto halfway = [&](std::uint64_t done, std::uint64_t total) {
    if (done > total / 2) stop.request_stop();
  };
  CHECK(take_in(folder, source, this_machine(), halfway, stop.get_token()).error().code ==
        Code::unavailable);
  CHECK(folder.entries(folder.items()) == 0);
}

TEST_CASE("files of every awkward size go in and come out the same") {
  for (const std::size_t size : {0U, 1U, chunk - 1, chunk, chunk + 1, 3 * chunk + 5, 40 * chunk}) {
    for (const std::uint32_t chunk_size : {chunk, 1000U}) {
      CAPTURE(size);
      const Delivered one(size, chunk_size);
      CHECK(one.item.sha256 == crypto::sha256(one.plain));
      CHECK(one.item.chunk_root == chunk_root(one.digests));
      CHECK(one.digests.size() == one.count());
      CHECK(one.plain_in(one.folder.items()).value() == one.plain);
      CHECK(fs::file_size(one.file("data")) == size);
      CHECK(fs::file_size(one.file("chunks")) == one.count() * 48);
      CHECK(!fs::exists(one.file("progress")));
    }
  }
}

TEST_CASE("any content under any chunk size goes in and comes out the same") {
  CHECK(rc::check("round trip", [](const std::vector<std::uint8_t>& plain) {
    const TestFolder folder;
    const auto chunk_size = *rc::gen::inRange<std::uint32_t>(1, 40);
    SeededRandom random(6);
    const Ingested item = ingest(write_source(folder, plain), folder.items(),
                                 ItemId::random(random), random, {}, {}, chunk_size)
                              .value();
    const ItemReader reader = ItemReader::open(folder.items(), item.geometry).value();
    crypto::Aead aead(item.key);
    Bytes back;
    Bytes one;
    for (std::uint64_t index = 0; index < item.geometry.chunk_count(); ++index) {
      RC_ASSERT(reader.plain_chunk(index, aead, one).ok());
      append(back, one);
    }
    RC_ASSERT(back == plain);
  }));
}

TEST_CASE("progress rises to the whole size") {
  const TestFolder folder;
  const fs::path source = write_source(folder, seeded_bytes(3 * chunk + 5, 2));
  std::vector<std::uint64_t> done;
  REQUIRE(take_in(folder, source, this_machine(), [&](std::uint64_t now, std::uint64_t total) {
            CHECK(total == 3 * chunk + 5);
            done.push_back(now);
          }).ok());
  CHECK(done == std::vector<std::uint64_t>{chunk, 2 * chunk, 3 * chunk, 3 * chunk + 5});
}

TEST_CASE(
    "the same file taken in twice has two keys, and neither its bytes nor equal ones at rest") {
  const Delivered one(3 * chunk, chunk, 1);
  const Delivered two(3 * chunk, chunk, 1);
  SeededRandom random(77);
  const Ingested three = ingest(two.folder.path() / "source.bin", two.folder.items(),
                                ItemId::random(random), random, {}, {}, chunk)
                             .value();
  CHECK(three.key != one.item.key);
  CHECK(three.sha256 == one.item.sha256);
  CHECK(three.chunk_root == one.item.chunk_root);
  const Bytes at_rest = read_all(one.file("data"));
  CHECK(at_rest != one.plain);
  CHECK(at_rest != read_all(item_folder(two.folder.items(), three.geometry.item) / "data"));
}

TEST_CASE("evidence at rest is readable by its owner only") {
  const Delivered one(10, chunk);
  struct stat info{};
  REQUIRE(::stat(one.file("data").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  REQUIRE(::stat(one.file("data").parent_path().c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0700);
}

TEST_CASE("what an interrupted ingest left is removed, what is being received stays") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  CHECK(remove_abandoned(folder.items()).value() == 0);
  REQUIRE(one.receive(folder.items()).ok());
  fs::create_directories(folder.items() / ".incoming-0123");
  fs::create_directories(folder.items() / "0123");
  CHECK(remove_abandoned(folder.items()).value() == 1);
  CHECK(folder.entries(folder.items()) == 2);
  CHECK(fs::exists(incoming_folder(folder.items(), one.item.geometry.item) / "progress"));
}

TEST_CASE("the list of chunks has the root of RFC 6962 section 2.1") {
  CHECK(chunk_root({}) == journal::empty_root());
  const Digest a{1};
  const Digest b{2};
  CHECK(chunk_root({a}) == journal::hash_leaf(a));
  CHECK(chunk_root({a, b}) == journal::hash_node(journal::hash_leaf(a), journal::hash_leaf(b)));
}
