// Pages, views and searches against a plain sort and filter of the same rows.
#include "node/queue_reader.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "node/owner_book.hpp"

using namespace haidang;
using namespace haidang::node;

namespace {

constexpr std::array<std::string_view, 5> statuses{"sent", "preserved", "closed", "refused",
                                                   "acknowledged"};
constexpr std::array<std::string_view, 3> measures{"preservation", "stored-data", "extradition"};

// Few moments, so that many rows are due at the same one, or never.
RequestRow row_of(int number) {
  const auto n = static_cast<std::size_t>(number);
  RequestRow row;
  row.id = ActId::parse(fmt::format("{:08x}{:024x}", (n * 2654435761U) & 0xFFFFFFFFU, n)).value();
  row.case_id = CaseId::parse(fmt::format("{:032x}", n)).value();
  row.measure = measures.at(n % measures.size());
  row.requesting = PartyCode::parse(n % 2 == 0 ? "XA" : "XB").value();
  row.requested = PartyCode::parse(n % 2 == 0 ? "XC" : "XA").value();
  row.status = statuses.at((n / 3) % statuses.size());
  row.waits_for = n % 5 == 0 ? "" : n % 5 < 3 ? "XA" : "XB";
  if (n % 4 != 0) row.due = Time{Millis{static_cast<std::int64_t>(1000 + n % 3)}};
  row.requested_at = Time{Millis{static_cast<std::int64_t>(n % 7)}};
  row.last_act_at = Time{Millis{static_cast<std::int64_t>(n)}};
  row.line = "{}";
  row.urgent = n % 6 == 0;
  return row;
}

bool comes_before(const RequestRow& a, const RequestRow& b) {
  const QueuePlace left = place_of(a);
  const QueuePlace right = place_of(b);
  return std::tie(left.rank, left.requested_ms, left.id) <
         std::tie(right.rank, right.requested_ms, right.id);
}

struct Shelf {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("haidang-queue-" + std::to_string(::getpid()) + ".db");
  std::optional<store::Database> database;
  std::optional<Archive> archive;
  std::optional<OwnerBook> owners;
  std::optional<QueueReader> reader;
  std::vector<RequestRow> all;

  explicit Shelf(int count) {
    remove();
    database.emplace(store::Database::open(path).value());
    archive.emplace(Archive::open(*database).value());
    owners.emplace(OwnerBook::open(*database).value());
    reader.emplace(QueueReader::open(path).value());
    auto transaction = database->begin().value();
    for (int i = 0; i < count; ++i) {
      all.push_back(row_of(i));
      REQUIRE(archive->put_request(all.back()).ok());
    }
    REQUIRE(transaction.commit().ok());
    std::sort(all.begin(), all.end(), comes_before);
  }
  ~Shelf() {
    reader.reset();
    owners.reset();
    archive.reset();
    database.reset();
    remove();
  }
  void remove() const {
    for (const char* ending : {"", "-wal", "-shm"})
      std::filesystem::remove(path.string() + ending);
  }

  template <class Fits>
  std::vector<std::string> expected(Fits fits) const {
    std::vector<std::string> ids;
    for (const RequestRow& row : all) {
      if (fits(row)) ids.push_back(row.id.text());
    }
    return ids;
  }

  // Forwards from the first page to the last; what the pages say of themselves is checked.
  std::vector<std::string> forwards(const QueueFilter& filter, std::size_t limit) {
    std::vector<std::string> ids;
    QueuePlace place = QueuePlace::begin();
    for (;;) {
      const QueueRows page = reader->read(filter, place, QueueReader::Side::after, limit).value();
      CHECK(page.offset == ids.size());
      if (page.rows.empty()) return ids;
      CHECK(page.rows.size() <= limit);
      for (const RequestRow& row : page.rows)
        ids.push_back(row.id.text());
      CHECK(page.total >= ids.size());
      place = place_of(page.rows.back());
    }
  }

  // From the last page to the first.
  std::vector<std::string> backwards(const QueueFilter& filter, std::size_t limit) {
    std::vector<std::string> ids;
    QueuePlace place = QueuePlace::end();
    for (;;) {
      const QueueRows page = reader->read(filter, place, QueueReader::Side::before, limit).value();
      if (page.rows.empty()) break;
      CHECK(page.offset + page.rows.size() + ids.size() == page.total);
      for (auto row = page.rows.rbegin(); row != page.rows.rend(); ++row)
        ids.push_back(row->id.text());
      place = place_of(page.rows.front());
    }
    std::reverse(ids.begin(), ids.end());
    return ids;
  }
};

bool is_over(const RequestRow& row) {
  return row.status == "closed" || row.status == "refused";
}
const PartyCode self = PartyCode::parse("XA").value();

}  // namespace

TEST_CASE("pages of any size, forwards and backwards, give each row once and in order") {
  Shelf shelf(211);
  const auto whole = shelf.expected([](const RequestRow&) { return true; });
  for (const std::size_t limit : {1U, 7U, 50U, 211U, 1000U}) {
    CAPTURE(limit);
    CHECK(shelf.forwards({"all", self}, limit) == whole);
    CHECK(shelf.backwards({"all", self}, limit) == whole);
  }
}

TEST_CASE("a view is of all rows, not of one page") {
  Shelf shelf(180);
  const auto check = [&](const std::string& view, auto fits) {
    CAPTURE(view);
    const auto wanted = shelf.expected(fits);
    REQUIRE(wanted.size() > 10);
    CHECK(shelf.forwards({view, self}, 9) == wanted);
    CHECK(shelf.backwards({view, self}, 9) == wanted);
  };
  check("open", [](const RequestRow& row) { return !is_over(row); });
  check("finished", is_over);
  check("ours", [](const RequestRow& row) { return row.waits_for == "XA" && !is_over(row); });
  check("theirs", [](const RequestRow& row) { return row.waits_for == "XB"; });
}

TEST_CASE("mine is what the officer has taken and is not finished, and each row says who has it") {
  Shelf shelf(120);
  for (std::size_t i = 0; i < shelf.all.size(); ++i) {
    RequestRow& row = shelf.all[i];
    if (i % 3 == 2) continue;
    row.owner = i % 3 == 0 ? "linh" : "an";
    REQUIRE(shelf.owners->put(row.id, {row.owner, Time{Millis{7}}}).ok());
  }
  const auto wanted = [&](const std::string& officer) {
    return shelf.expected(
        [&](const RequestRow& row) { return row.owner == officer && !is_over(row); });
  };
  for (const std::string officer : {"linh", "an", "nobody"}) {
    const QueueFilter mine{"mine", self, {}, {}, officer};
    CHECK(shelf.forwards(mine, 7) == wanted(officer));
    CHECK(shelf.backwards(mine, 7) == wanted(officer));
  }
  CHECK(wanted("linh").size() > 10);
  CHECK(shelf.forwards({"mine", self}, 7).empty());  // nobody's are nobody's
  const QueueRows page =
      shelf.reader
          ->read({"all", self}, QueuePlace::begin(), QueueReader::Side::after, shelf.all.size())
          .value();
  for (std::size_t i = 0; i < shelf.all.size(); ++i)
    CHECK(page.rows[i].owner == shelf.all[i].owner);
  REQUIRE(shelf.owners->remove(shelf.all[0].id).ok());
  CHECK(!shelf.owners->of(shelf.all[0].id).value());
  CHECK(shelf.owners->of(shelf.all[1].id).value()->officer == "an");
}

TEST_CASE("every word of a search fits: as part of an id, or as one of the names that it means") {
  Shelf shelf(150);
  const std::string id = shelf.all.back().id.text();
  CHECK(shelf.forwards({"all", self, {}, {{id.substr(3, 20), {}}}}, 10) ==
        std::vector<std::string>{id});
  const QueueWord sent{"sent", {"sent"}};
  const QueueWord preservation{"preserv", {"preservation", "preserved"}};
  const QueueWord party{"xc", {"XC"}};
  const QueueWord nothing{"zzz", {}};
  CHECK(shelf.forwards({"all", self, {}, {sent, preservation, party}},
                       3) == shelf.expected([](const RequestRow& row) {
    return row.status == "sent" && row.measure == "preservation" && row.requested.text() == "XC";
  }));
  CHECK(shelf.forwards({"all", self, {}, {sent, sent, sent, nothing}}, 3).empty());
}

TEST_CASE("what was said of since then") {
  Shelf shelf(60);
  CHECK(shelf.forwards({"all", self, Time{Millis{51}}}, 5) ==
        shelf.expected([](const RequestRow& row) { return row.last_act_at > Time{Millis{51}}; }));
}

TEST_CASE("a reader leaves nothing open: the log is folded back while it stays") {
  Shelf shelf(20);
  REQUIRE(shelf.reader->read({"all", self}, QueuePlace::begin(), QueueReader::Side::after, 5).ok());
  auto fold = shelf.database->prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  REQUIRE(fold.step().value());
  CHECK(fold.integer(0) == 0);  // not blocked by a snapshot
}

TEST_CASE("a row that stays as it is, is not written again; one that changed, is") {
  Shelf shelf(5);
  const auto total_changes = [&] {
    auto row = shelf.database->prepare("SELECT total_changes()");
    REQUIRE(row.step().value());
    return row.integer(0);
  };
  RequestRow row = shelf.all.front();
  const std::int64_t before = total_changes();
  REQUIRE(shelf.archive->put_request(row).ok());
  CHECK(total_changes() == before);
  row.status = "withdrawn";
  row.due = std::nullopt;
  REQUIRE(shelf.archive->put_request(row).ok());
  CHECK(total_changes() == before + 3);  // the row, and the two counts that it moves between
  const QueueWord named{row.id.text(), {}};
  CHECK(shelf.forwards({"all", self, {}, {named}}, 5).size() == 1);
  CHECK(shelf.forwards({"open", self, {}, {named}}, 5).empty());
}

TEST_CASE("an emergency in which somebody has to act stands before whatever is due") {
  const auto row = [](bool urgent, std::optional<std::int64_t> due) {
    RequestRow made = row_of(1);
    made.urgent = urgent;
    made.due = due ? std::optional(Time{Millis{*due}}) : std::nullopt;
    return rank_of(made);
  };
  constexpr std::int64_t far = 251'575'632'000'000;  // 2,911,754 days
  CHECK(row(true, std::nullopt) < row(false, 0));
  CHECK(row(true, far) < row(true, std::nullopt));
  CHECK(row(true, 1) < row(true, far));
  CHECK(row(false, -5) < row(false, far));
  CHECK(row(false, far) < row(false, std::nullopt));
  CHECK(row(true, -5) == row(true, 0));
  Shelf shelf(60);
  CHECK(shelf.all.front().urgent);
  CHECK(!shelf.all.back().urgent);
  CHECK(shelf.reader->read({"all", self}, QueuePlace::begin(), QueueReader::Side::after, 1)
            .value()
            .rows.front()
            .urgent);
}

TEST_CASE("a store from before emergencies stood first is put into the new order") {
  Shelf shelf(3);
  shelf.reader.reset();
  const auto open_old = [&] {
    return shelf.database->execute(
        "DROP INDEX request_ranked; ALTER TABLE request DROP COLUMN rank;"
        "UPDATE request SET line = '{\"emergency\":true}', waits_for = 'XA', due = NULL"
        " WHERE id = (SELECT max(id) FROM request);"
        "UPDATE request SET line = '{\"emergency\":true}', waits_for = '', due = NULL"
        " WHERE id = (SELECT min(id) FROM request);"
        "UPDATE request SET due = 7 WHERE due IS NOT NULL;"
        "CREATE INDEX request_view ON request(ifnull(due, 9223372036854775807), requested_at, "
        "id);");
  };
  REQUIRE(open_old().ok());
  shelf.archive.emplace(Archive::open(*shelf.database).value());
  const auto rows = shelf.archive->requests().value();
  REQUIRE(rows.size() == 3);
  CHECK(rows.front().urgent);
  CHECK(rows.front().waits_for == "XA");
  CHECK(rows[1].due == Time{Millis{7}});
  CHECK(!rows.back().urgent);
  CHECK(!rows.back().due);
  shelf.reader.emplace(QueueReader::open(shelf.path).value());
  CHECK(shelf.forwards({"all", self}, 2).front() == rows.front().id.text());
}
