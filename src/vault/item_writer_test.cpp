#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <random>
#include <thread>

#include "vault/progress.hpp"
#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;
using namespace haidang::vault::test;

namespace {

using Indices = std::vector<std::uint64_t>;

class OtherBoot final : public Machine {
 public:
  explicit OtherBoot(std::string id) : id_(std::move(id)) {}
  [[nodiscard]] std::string boot_id() const override { return id_; }

 private:
  std::string id_;
};

class NoRoom final : public Machine {
 public:
  int reserve(int, std::uint64_t) const override {
    errno = ENOSPC;
    return -1;
  }
};

// A disk whose sync fails when it is told to, and is asked for after each chunk.
class FailingSync final : public Machine {
 public:
  [[nodiscard]] std::uint64_t sync_interval_bytes() const override { return 3 * chunk; }
  int sync_data(int fd) const override {
    if (!failing) return Machine::sync_data(fd);
    errno = EIO;
    return -1;
  }
  bool failing = false;
};

class FullAfterOpening final : public Machine {
 public:
  ssize_t write_at(int, ByteView, std::uint64_t) const override {
    errno = ENOSPC;
    return -1;
  }
};

Indices all(std::uint64_t count) {
  Indices out(count);
  std::iota(out.begin(), out.end(), 0);
  return out;
}

}  // namespace

TEST_CASE("a list of chunks that does not give the manifest's root is refused") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  auto open = [&](std::vector<Digest> digests) {
    return ItemWriter::open(folder.items(), one.item.geometry, one.item.chunk_root,
                            std::move(digests), one.item.key);
  };
  std::vector<Digest> altered = one.digests;
  altered[1][5] ^= 1;
  CHECK(open(altered).error().code == Code::chunk_mismatch);
  std::vector<Digest> cut = one.digests;
  cut.pop_back();
  CHECK(open(cut).error().code == Code::chunk_mismatch);
  std::vector<Digest> moved = one.digests;
  std::swap(moved[0], moved[1]);
  CHECK(open(moved).error().code == Code::chunk_mismatch);
  CHECK(open({}).error().code == Code::chunk_mismatch);
  CHECK(folder.entries(folder.items()) == 0);
}

TEST_CASE("a disk without room for the item says storage_full and leaves nothing behind") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  CHECK(one.receive(folder.items(), NoRoom{}).error().code == Code::storage_full);
  CHECK(folder.entries(folder.items()) == 0);
}

TEST_CASE("a disk that fills up meanwhile says storage_full, and the chunk stays missing") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  const FullAfterOpening full;
  ItemWriter writer = one.receive(folder.items(), full).value();
  CHECK(writer.put(0, one.sealed(0)).error().code == Code::storage_full);
  CHECK(writer.missing(9) == all(3));
}

TEST_CASE(
    "chunks that are altered, cut, misplaced or of another key are refused and stay missing") {
  const Delivered one(3 * chunk + 5, chunk);
  const TestFolder folder;
  ItemWriter writer = one.receive(folder.items()).value();
  const Bytes good = one.sealed(1);
  for (const std::size_t at : {std::size_t{0}, good.size() - 20, good.size() - 1}) {
    Bytes bad = good;
    bad[at] ^= 1;
    CHECK(writer.put(1, bad).error().code == Code::chunk_mismatch);
  }
  CHECK(writer.put(1, ByteView(good).first(good.size() - 1)).error().code == Code::chunk_mismatch);
  CHECK(writer.put(1, {}).error().code == Code::chunk_mismatch);
  CHECK(writer.put(0, good).error().code == Code::chunk_mismatch);
  CHECK(writer.put(3, good).error().code == Code::chunk_mismatch);
  CHECK(writer.put(4, good).error().code == Code::chunk_mismatch);
  CHECK(writer.missing(9) == all(4));

  crypto::AeadKey other = one.item.key;
  other[31] ^= 1;
  const TestFolder second;
  ItemWriter wrong_key =
      ItemWriter::open(second.items(), one.item.geometry, one.item.chunk_root, one.digests, other)
          .value();
  CHECK(wrong_key.put(1, good).error().code == Code::chunk_mismatch);
}

TEST_CASE("a chunk of another item under the same key is refused") {
  const Delivered one(3 * chunk, chunk);
  Geometry other = one.item.geometry;
  SeededRandom random(99);
  other.item = ItemId::random(random);
  const TestFolder folder;
  ItemWriter writer =
      ItemWriter::open(folder.items(), other, one.item.chunk_root, one.digests, one.item.key)
          .value();
  CHECK(writer.put(0, one.sealed(0)).error().code == Code::chunk_mismatch);
}

TEST_CASE("an item is not finished while chunks are missing") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  ItemWriter writer = one.receive(folder.items()).value();
  REQUIRE(writer.put(2, one.sealed(2)).ok());
  const auto early = writer.finish();
  CHECK(early.error().code == Code::gap);
  CHECK(early.error().what.find("2 chunks") != std::string::npos);
  CHECK(!fs::exists(item_folder(folder.items(), one.item.geometry.item)));
}

TEST_CASE("an item has one writer at a time") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  {
    const ItemWriter first = one.receive(folder.items()).value();
    CHECK(one.receive(folder.items()).error().code == Code::locked);
  }
  CHECK(one.receive(folder.items()).ok());
}

TEST_CASE("an item with the same identifier but other contents is refused and the first one kept") {
  const Delivered one(3 * chunk, chunk, 1);
  const Delivered two(3 * chunk, chunk, 2);
  const TestFolder folder;
  auto receive_two_as_one = [&] {
    Geometry geometry = two.item.geometry;
    geometry.item = one.item.geometry.item;
    return ItemWriter::open(folder.items(), geometry, two.item.chunk_root, two.digests,
                            two.item.key);
  };
  {
    ItemWriter writer = one.receive(folder.items()).value();
    REQUIRE(writer.put(0, one.sealed(0)).ok());
  }
  CHECK(receive_two_as_one().error().code == Code::same_id_other_bytes);
  ItemWriter writer = one.receive(folder.items()).value();
  CHECK(writer.missing(9) == Indices{1, 2});
  REQUIRE(writer.put(1, one.sealed(1)).ok());
  REQUIRE(writer.put(2, one.sealed(2)).ok());
  REQUIRE(writer.finish().ok());
  CHECK(receive_two_as_one().error().code == Code::same_id_other_bytes);
}

TEST_CASE("items of every awkward size arrive in any order") {
  for (const std::size_t size : {0U, 1U, chunk - 1, chunk, chunk + 1, 3 * chunk + 5}) {
    for (const std::uint32_t chunk_size : {chunk, 1000U}) {
      CAPTURE(size);
      const Delivered one(size, chunk_size);
      const TestFolder folder;
      ItemWriter writer = one.receive(folder.items()).value();
      CHECK(writer.missing_count() == one.count());
      for (std::uint64_t left = one.count(); left-- > 0;)
        REQUIRE(writer.put(left, one.sealed(left)).ok());
      CHECK(writer.missing_count() == 0);
      REQUIRE(writer.finish().ok());
      CHECK(one.plain_in(folder.items()).value() == one.plain);
      CHECK(read_all(item_folder(folder.items(), one.item.geometry.item) / "data") ==
            read_all(one.file("data")));
      CHECK(folder.entries(folder.items()) == 1);
      CHECK(folder.entries(item_folder(folder.items(), one.item.geometry.item)) == 2);
    }
  }
}

TEST_CASE("a chunk that is there already is ignored, whatever comes") {
  const Delivered one(2 * chunk, chunk);
  const TestFolder folder;
  ItemWriter writer = one.receive(folder.items()).value();
  REQUIRE(writer.put(0, one.sealed(0)).ok());
  CHECK(writer.put(0, Bytes(chunk + 16)).ok());
  REQUIRE(writer.put(1, one.sealed(1)).ok());
  REQUIRE(writer.finish().ok());
  CHECK(writer.finish().ok());
  CHECK(writer.put(0, one.sealed(0)).ok());
  CHECK(one.plain_in(folder.items()).value() == one.plain);
}

TEST_CASE("a writer dropped at any point goes on where it was") {
  const Delivered one(6 * chunk + 100, chunk);
  for (std::uint64_t stop_after = 0; stop_after <= one.count(); ++stop_after) {
    CAPTURE(stop_after);
    const TestFolder folder;
    {
      ItemWriter writer = one.receive(folder.items()).value();
      for (std::uint64_t index = 0; index < stop_after; ++index)
        REQUIRE(writer.put(index, one.sealed(index)).ok());
    }
    ItemWriter writer = one.receive(folder.items()).value();
    CHECK(writer.missing_count() == one.count() - stop_after);
    CHECK(writer.missing(1).empty() == (stop_after == one.count()));
    for (const std::uint64_t index : writer.missing(100))
      REQUIRE(writer.put(index, one.sealed(index)).ok());
    REQUIRE(writer.finish().ok());
    CHECK(one.plain_in(folder.items()).value() == one.plain);
  }
}

TEST_CASE("an item that is complete opens with nothing missing") {
  const Delivered one(3 * chunk, chunk);
  const TestFolder folder;
  ItemWriter writer = one.receive(folder.items()).value();
  for (const std::uint64_t index : all(3))
    REQUIRE(writer.put(index, one.sealed(index)).ok());
  REQUIRE(writer.finish().ok());
  // As after a crash between the rename and the removal of `progress`.
  const fs::path leftover = item_folder(folder.items(), one.item.geometry.item) / "progress";
  REQUIRE(write_durable(leftover, as_bytes("x")).ok());
  ItemWriter again = one.receive(folder.items()).value();
  CHECK(again.missing_count() == 0);
  CHECK(again.put(1, one.sealed(1)).ok());
  CHECK(again.finish().ok());
  CHECK(!fs::exists(leftover));
}

TEST_CASE("after another boot only what was made durable is there") {
  const Delivered one(7 * chunk, chunk);
  const TestFolder folder;
  FailingSync small_interval;  // syncs after three chunks
  {
    ItemWriter writer = one.receive(folder.items(), small_interval).value();
    for (const std::uint64_t index : {5U, 1U, 3U, 0U, 6U})
      REQUIRE(writer.put(index, one.sealed(index)).ok());
  }
  CHECK(one.receive(folder.items())->missing(9) == Indices{2, 4});
  const OtherBoot next("next");
  CHECK(one.receive(folder.items(), next)->missing(9) == Indices{0, 2, 4, 6});
  // The marks of the boot before last must not come back under the new one.
  CHECK(one.receive(folder.items(), next)->missing(9) == Indices{0, 2, 4, 6});
  const OtherBoot unknown("");
  CHECK(one.receive(folder.items(), unknown)->missing(9) == Indices{0, 2, 4, 6});
}

TEST_CASE("when a sync fails, nothing since the last good one is believed any more") {
  const Delivered one(7 * chunk, chunk);
  const TestFolder folder;
  FailingSync disk;
  {
    ItemWriter writer = one.receive(folder.items(), disk).value();
    for (const std::uint64_t index : {0U, 1U, 2U, 3U, 4U})
      REQUIRE(writer.put(index, one.sealed(index)).ok());
    disk.failing = true;
    CHECK(writer.put(5, one.sealed(5)).error().code == Code::storage_failed);
    CHECK(writer.missing(9) == Indices{3, 4, 5, 6});
    disk.failing = false;
  }
  ItemWriter writer = one.receive(folder.items(), disk).value();
  CHECK(writer.missing(9) == Indices{3, 4, 5, 6});
  for (const std::uint64_t index : {3U, 4U, 5U, 6U})
    REQUIRE(writer.put(index, one.sealed(index)).ok());
  disk.failing = true;
  CHECK(writer.finish().error().code == Code::storage_failed);
  CHECK(writer.missing(9) == Indices{6});
  disk.failing = false;
  REQUIRE(writer.put(6, one.sealed(6)).ok());
  REQUIRE(writer.finish().ok());
  CHECK(one.plain_in(folder.items()).value() == one.plain);
}

TEST_CASE("a damaged progress file, or data files that do not fit it, start the item again") {
  const Delivered one(5 * chunk, chunk);
  for (const std::string_view harm : {"cut progress", "no progress", "short data", "long list"}) {
    CAPTURE(harm);
    const TestFolder folder;
    {
      ItemWriter writer = one.receive(folder.items()).value();
      REQUIRE(writer.put(0, one.sealed(0)).ok());
    }
    const fs::path incoming = incoming_folder(folder.items(), one.item.geometry.item);
    if (harm == "cut progress") fs::resize_file(incoming / "progress", 100);
    if (harm == "no progress") fs::remove(incoming / "progress");
    if (harm == "short data") fs::resize_file(incoming / "data", 4 * chunk);
    if (harm == "long list") fs::resize_file(incoming / "chunks", 6 * 48);
    ItemWriter writer = one.receive(folder.items()).value();
    CHECK(writer.missing(9) == all(5));
    for (const std::uint64_t index : all(5))
      REQUIRE(writer.put(index, one.sealed(index)).ok());
    REQUIRE(writer.finish().ok());
    CHECK(one.plain_in(folder.items()).value() == one.plain);
  }
}

TEST_CASE("four threads, each bringing every chunk in its own order, make one good item") {
  const Delivered one(60 * chunk + 3, chunk);
  const TestFolder folder;
  FailingSync small_interval;
  ItemWriter writer = one.receive(folder.items(), small_interval).value();
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      threads.emplace_back([&, seed] {
        Indices order = all(one.count());
        std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
        const ItemReader reader = one.reader();
        for (const std::uint64_t index : order) {
          if (!writer.put(index, *reader.sealed_chunk(index)).ok()) ++failed;
        }
      });
    }
  }
  CHECK(failed == 0);
  CHECK(writer.missing_count() == 0);
  REQUIRE(writer.finish().ok());
  CHECK(one.plain_in(folder.items()).value() == one.plain);
}
