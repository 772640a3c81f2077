#include <doctest/doctest.h>

#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;
using namespace haidang::vault::test;

namespace {

// Which chunks do not open, by the scrub and one by one; the two must agree.
std::vector<std::uint64_t> bad_chunks(const Delivered& one) {
  const ItemReader reader = one.reader();
  crypto::Aead aead(one.item.key);
  Bytes out;
  std::vector<std::uint64_t> bad;
  for (std::uint64_t index = 0; index < one.count(); ++index) {
    const auto opened = reader.plain_chunk(index, aead, out);
    if (opened.ok()) continue;
    CHECK(opened.error().code == Code::chunk_mismatch);
    const std::string& what = opened.error().what;
    CHECK(what.find("chunk " + std::to_string(index) + " ") != std::string::npos);
    CHECK(what.find("offset " + std::to_string(index * chunk)) != std::string::npos);
    bad.push_back(index);
  }
  CHECK(scrub(reader, one.item.geometry, one.item.key, {}, {}).value() == bad);
  return bad;
}

using Indices = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("an item that is not there is not found") {
  const Delivered one(chunk, chunk);
  const TestFolder folder;
  CHECK(ItemReader::open(folder.items(), one.item.geometry).error().code == Code::not_found);
}

TEST_CASE("a chunk beyond the last is not found") {
  const Delivered one(3 * chunk, chunk);
  crypto::Aead aead(one.item.key);
  Bytes out;
  CHECK(one.reader().sealed_chunk(3).error().code == Code::not_found);
  CHECK(one.reader().plain_chunk(~std::uint64_t{0}, aead, out).error().code == Code::not_found);
}

TEST_CASE("another key opens nothing") {
  const Delivered one(2 * chunk, chunk);
  crypto::AeadKey other = one.item.key;
  other[0] ^= 1;
  CHECK(scrub(one.reader(), one.item.geometry, other, {}, {}).value() == Indices{0, 1});
}

TEST_CASE("a flipped bit in the data names its chunk") {
  const Delivered one(5 * chunk + 7, chunk);
  flip_bit(one.file("data"), 2 * chunk);
  CHECK(bad_chunks(one) == Indices{2});
  flip_bit(one.file("data"), 5 * chunk + 6);
  CHECK(bad_chunks(one) == Indices{2, 5});
}

TEST_CASE("a flipped bit in a tag or a digest of the list names its chunk") {
  const Delivered one(5 * chunk + 7, chunk);
  flip_bit(one.file("chunks"), 1 * 48 + 40);
  CHECK(bad_chunks(one) == Indices{1});
  flip_bit(one.file("chunks"), 4 * 48 + 3);
  CHECK(bad_chunks(one) == Indices{1, 4});
  CHECK(chunk_root(one.reader().chunk_digests().value()) != one.item.chunk_root);
}

TEST_CASE("files that are cut short name the chunks that are gone") {
  const Delivered one(5 * chunk + 7, chunk);
  fs::resize_file(one.file("data"), 4 * chunk + 1);
  CHECK(bad_chunks(one) == Indices{4, 5});
  CHECK(one.reader().sealed_chunk(4).error().code == Code::chunk_mismatch);
  fs::resize_file(one.file("chunks"), 3 * 48 + 47);
  CHECK(bad_chunks(one) == Indices{3, 4, 5});
  CHECK(one.reader().chunk_digests().error().code == Code::chunk_mismatch);
}

TEST_CASE("a chunk moved to another place, list entry and all, does not open there") {
  const Delivered one(3 * chunk, chunk);
  Bytes data = read_all(one.file("data"));
  Bytes list = read_all(one.file("chunks"));
  std::swap_ranges(data.begin(), data.begin() + chunk, data.begin() + chunk);
  std::swap_ranges(list.begin(), list.begin() + 48, list.begin() + 48);
  REQUIRE(write_durable(one.file("data"), data).ok());
  REQUIRE(write_durable(one.file("chunks"), list).ok());
  CHECK(bad_chunks(one) == Indices{0, 1});
}

TEST_CASE("an item's files put in another item's place do not open, even under the same key") {
  const Delivered one(3 * chunk, chunk, 1);
  const Delivered two(3 * chunk, chunk, 2);
  for (const std::string_view name : {"data", "chunks"})
    fs::copy_file(one.file(name), two.file(name), fs::copy_options::overwrite_existing);
  CHECK(scrub(two.reader(), two.item.geometry, one.item.key, {}, {}).value() == Indices{0, 1, 2});
}

TEST_CASE("an item that is said to be shorter by a chunk does not open") {
  const Delivered one(3 * chunk, chunk);
  Geometry shorter = one.item.geometry;
  shorter.size -= chunk;
  const ItemReader reader = ItemReader::open(one.folder.items(), shorter).value();
  CHECK(scrub(reader, shorter, one.item.key, {}, {}).value() == Indices{0, 1});
}

TEST_CASE("a sealed chunk travels with its tag") {
  const Delivered one(chunk + 10, chunk);
  CHECK(one.sealed(0).size() == chunk + 16);
  CHECK(one.sealed(1).size() == 10 + 16);
  Bytes plain(10);
  crypto::Aead aead(one.item.key);
  REQUIRE(open_chunk(one.item.geometry, 1, aead, one.digests[1], one.sealed(1), plain).ok());
  CHECK(plain == Bytes(one.plain.begin() + chunk, one.plain.end()));
}

TEST_CASE("a scrub of a sound item finds nothing, tells its progress and can be stopped") {
  const Delivered one(20 * chunk + 1, chunk);
  std::uint64_t highest = 0;
  const auto note = [&](std::uint64_t done, std::uint64_t) { highest = std::max(highest, done); };
  CHECK(scrub(one.reader(), one.item.geometry, one.item.key, note, {}).value().empty());
  CHECK(highest <= one.plain.size());
  std::stop_source stop;
  stop.request_stop();
  CHECK(scrub(one.reader(), one.item.geometry, one.item.key, {}, stop.get_token()).error().code ==
        Code::unavailable);
}
