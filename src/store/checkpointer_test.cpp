#include "store/checkpointer.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace haidang;
using namespace haidang::store;

namespace {

constexpr int pages = 64;

struct Place {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("haidang-checkpointer-" + std::to_string(::getpid()));
  Place() { clear(); }
  ~Place() { clear(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  void clear() const {
    for (const char* tail : {"", "-wal", "-shm", "-copy", "-copy-wal", "-copy-shm"})
      std::filesystem::remove(path.string() + tail);
  }
};

std::int64_t count_in(Database& db) {
  auto row = db.prepare("SELECT count(*) FROM t");
  REQUIRE(row.step().value());
  return row.integer(0);
}

}  // namespace

TEST_CASE("a log that is folded back beside the commits stays within bounds and loses nothing") {
  const Place place;
  constexpr std::int64_t rows_min = 2000;
  constexpr std::int64_t rows_max =
      60'000;  // on a busy machine the other thread gets its turn late
  std::int64_t rows = 0;
  const auto log = place.path.string() + "-wal";
  const std::string copy = place.path.string() + "-copy";
  {
    Database db = Database::open(place.path, Sync::normal).value();
    REQUIRE(db.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB) STRICT").ok());
    const auto beside = Checkpointer::start(db, pages).value();
    // Without any fold the log would hold a frame for each row at least.
    const auto is_folded = [&] {
      return std::filesystem::file_size(log) < static_cast<std::uintmax_t>(rows) * 2048;
    };
    for (; rows < rows_min || (!is_folded() && rows < rows_max); ++rows) {
      auto transaction = db.begin().value();
      REQUIRE(db.cached("INSERT INTO t(a, b) VALUES(?, zeroblob(3000))").bind(1, rows).run().ok());
      REQUIRE(transaction.commit().ok());
    }
    CHECK(is_folded());
    std::filesystem::copy_file(place.path, copy);
    std::filesystem::copy_file(log, copy + "-wal");
  }
  Database again = Database::open(copy).value();
  CHECK(count_in(again) == rows);
}

TEST_CASE("a checkpointer that has gone leaves its database to itself") {
  const Place place;
  Database db = Database::open(place.path, Sync::normal).value();
  REQUIRE(db.execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT").ok());
  {
    const auto beside = Checkpointer::start(db, pages).value();
  }
  auto transaction = db.begin().value();
  REQUIRE(db.execute("INSERT INTO t(a) VALUES(1)").ok());
  REQUIRE(transaction.commit().ok());
  REQUIRE(db.fold_log().ok());
  CHECK(count_in(db) == 1);
}
