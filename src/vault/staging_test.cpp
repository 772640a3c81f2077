#include "vault/staging.hpp"

#include <doctest/doctest.h>

#include "crypto/digest.hpp"
#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;
using namespace haidang::vault::test;

namespace {

class HandClock final : public haidang::Clock {
 public:
  [[nodiscard]] Time now() const override { return now_; }
  void advance(Millis by) { now_ += by; }

 private:
  Time now_ = parse_time("2027-01-01T00:00:00Z").value();
};

struct Desk {
  TestFolder folder;
  HandClock clock;
  SeededRandom random{1};
  std::unique_ptr<Staging> staging = opened();

  std::unique_ptr<Staging> opened(StagingLimits limits = {}) {
    return Staging::open(folder.path() / "uploads", clock, random, limits).value();
  }
};

}  // namespace

TEST_CASE("a file arrives piece by piece, and survives a restart between them") {
  Desk desk;
  const StagedFile file = desk.staging->create(11, {{"name", "a.txt"}}).value();
  CHECK(desk.staging->append(file.id, 0, as_bytes("hello "), {}).value().offset == 6);
  desk.staging = desk.opened();
  const StagedFile again = desk.staging->find(file.id).value();
  CHECK(again.offset == 6);
  CHECK(again.about.at("name") == "a.txt");
  CHECK(desk.staging->append(file.id, 6, as_bytes("world"), {}).value().is_whole());
  CHECK(as_text(read_file(desk.staging->path(file.id), 100).value()) == "hello world");
}

TEST_CASE("a piece at the wrong place, altered or too long does not count") {
  Desk desk;
  const StagedFile file = desk.staging->create(5, {}).value();
  const auto append = [&](std::uint64_t offset, std::string_view text,
                          std::optional<Digest> digest = {}) {
    return desk.staging->append(file.id, offset, as_bytes(text), digest);
  };
  CHECK(append(1, "abc").error().code == Code::gap);
  CHECK(append(0, "abcdef").error().code == Code::too_large);
  CHECK(append(0, "abc", crypto::sha256(as_bytes("abd"))).error().code == Code::chunk_mismatch);
  CHECK(desk.staging->find(file.id).value().offset == 0);
  CHECK(append(0, "abc", crypto::sha256(as_bytes("abc"))).value().offset == 3);
  CHECK(append(0, "abc").error().code == Code::gap);
}

TEST_CASE("bytes that were written but not counted are overwritten") {
  Desk desk;
  const StagedFile file = desk.staging->create(4, {}).value();
  std::ofstream(desk.staging->path(file.id), std::ios::binary) << "??";
  desk.staging = desk.opened();
  CHECK(desk.staging->find(file.id).value().offset == 0);
  CHECK(desk.staging->append(file.id, 0, as_bytes("good"), {}).ok());
  CHECK(as_text(read_file(desk.staging->path(file.id), 100).value()) == "good");
}

TEST_CASE("what nobody goes on with expires, and nothing is left of it") {
  Desk desk;
  const StagedFile file = desk.staging->create(4, {}).value();
  CHECK(desk.staging->append(file.id, 0, as_bytes("ab"), {}).ok());
  desk.clock.advance(std::chrono::hours(8 * 24));
  CHECK(desk.staging->list().empty());
  CHECK(desk.staging->find(file.id).error().code == Code::not_found);
  CHECK(fs::is_empty(desk.folder.path() / "uploads"));
}

TEST_CASE("a folder with things of nobody starts clean") {
  Desk desk;
  const fs::path uploads = desk.folder.path() / "uploads";
  std::ofstream(uploads / "00000000000000000000000000000001") << "bytes without a row";
  std::ofstream(uploads / "00000000000000000000000000000002.json") << "{";
  desk.staging = desk.opened();
  CHECK(desk.staging->list().empty());
  CHECK(fs::is_empty(uploads));
}

TEST_CASE("there is a limit to unfinished files and to the size of one") {
  Desk desk;
  desk.staging = desk.opened({.files_max = 1, .bytes_max = 10});
  CHECK(desk.staging->create(11, {}).error().code == Code::too_large);
  const StagedFile file = desk.staging->create(10, {}).value();
  CHECK(desk.staging->create(1, {}).error().code == Code::too_many_attempts);
  desk.staging->remove(file.id);
  CHECK(desk.staging->create(1, {}).ok());
}
