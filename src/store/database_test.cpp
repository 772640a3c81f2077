#include "store/database.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace haidang;
using namespace haidang::store;

TEST_CASE("a transaction that is not committed leaves nothing behind") {
  Database db = Database::in_memory();
  REQUIRE(db.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c BLOB) STRICT").ok());
  {
    auto transaction = db.begin();
    REQUIRE(transaction.ok());
    auto insert = db.prepare("INSERT INTO t(b, c) VALUES(?, ?)");
    REQUIRE(insert.bind(1, "x").bind(2, ByteView(as_bytes("y"))).run().ok());
  }
  auto count = db.prepare("SELECT count(*) FROM t");
  REQUIRE(count.step().value());
  CHECK(count.integer(0) == 0);
}

TEST_CASE("values come back as they went in and a double key is told apart from other failures") {
  Database db = Database::in_memory();
  REQUIRE(db.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c BLOB, d TEXT) STRICT").ok());
  auto transaction = db.begin();
  REQUIRE(transaction.ok());
  auto& insert = db.cached("INSERT INTO t(a, b, c, d) VALUES(?, ?, ?, ?)");
  REQUIRE(
      insert.bind(1, std::int64_t{7}).bind(2, "käse").bind(3, ByteView{}).bind_null(4).run().ok());
  CHECK(insert.run().error().code == Code::already_exists);
  REQUIRE(transaction->commit().ok());
  auto row = db.prepare("SELECT a, b, c, d FROM t");
  REQUIRE(row.step().value());
  CHECK(row.integer(0) == 7);
  CHECK(row.text(1) == "käse");
  CHECK(row.blob(2).empty());
  CHECK(row.is_null(3));
  CHECK(!row.step().value());
}

namespace {

std::filesystem::path fresh_database(const char* name) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("haidang-store-" + std::to_string(::getpid()) + "-" + name);
  for (const char* tail : {"", "-wal", "-shm"})
    std::filesystem::remove(path.string() + tail);
  return path;
}

}  // namespace

TEST_CASE("what is read in one snapshot does not see what is committed meanwhile") {
  const auto path = fresh_database("snapshot");
  Database writer = Database::open(path, Sync::normal).value();
  REQUIRE(writer.execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT").ok());
  Database reader = Database::open(path, Sync::normal).value();
  const auto count = [&reader] {
    auto& row = reader.cached("SELECT count(*) FROM t");
    REQUIRE(row.step().value());
    return row.integer(0);
  };
  {
    const auto reading = reader.begin_reading();
    REQUIRE(reading.ok());
    CHECK(count() == 0);
    REQUIRE(writer.execute("INSERT INTO t(a) VALUES(1)").ok());
    CHECK(count() == 0);
    CHECK(!reader.begin_reading().ok());  // one at a time
  }
  CHECK(count() == 1);
}

TEST_CASE("a SELECT that was not read to its end ends with its snapshot: a write may follow") {
  const auto path = fresh_database("unfinished");
  Database other = Database::open(path, Sync::normal).value();
  REQUIRE(other.execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT").ok());
  REQUIRE(other.execute("INSERT INTO t(a) VALUES(1), (2)").ok());
  Database db = Database::open(path, Sync::normal).value();
  {
    const auto reading = db.begin_reading();
    REQUIRE(reading.ok());
    REQUIRE(db.cached("SELECT a FROM t").step().value());
  }
  REQUIRE(other.execute("INSERT INTO t(a) VALUES(3)").ok());
  CHECK(db.prepare("DELETE FROM t WHERE a = 1").run().ok());
}

TEST_CASE("a reserved log holds its room through commits, a crash and a new start") {
  const auto path = fresh_database("reserved");
  const auto log = path.string() + "-wal";
  const auto copy = fresh_database("copy");
  {
    Database db = Database::open(path).value();
    REQUIRE(db.reserve_log(64).ok());
    const auto room = std::filesystem::file_size(log);
    CHECK(room >= 64 * 4096);
    REQUIRE(db.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB) STRICT").ok());
    for (std::int64_t i = 0; i < 300; ++i) {
      auto transaction = db.begin().value();
      REQUIRE(db.cached("INSERT INTO t(a, b) VALUES(?, zeroblob(3000))").bind(1, i).run().ok());
      REQUIRE(transaction.commit().ok());
      CHECK(std::filesystem::file_size(log) == room);
    }
    // What a power cut leaves: the database and its log as they are, nobody closed them.
    std::filesystem::copy_file(path, copy);
    std::filesystem::copy_file(log, copy.string() + "-wal");
  }
  Database again = Database::open(copy).value();
  REQUIRE(again.reserve_log(64).ok());
  auto count = again.prepare("SELECT count(*), max(a) FROM t");
  REQUIRE(count.step().value());
  CHECK(count.integer(0) == 300);
  CHECK(count.integer(1) == 299);
}
