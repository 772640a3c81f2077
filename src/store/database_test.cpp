#include "store/database.hpp"

#include <doctest/doctest.h>

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
