#include "journal/entry_search.hpp"

#include <doctest/doctest.h>

#include "journal/journal_fixture.hpp"

using namespace haidang;
using namespace haidang::journal;

namespace {

using Indices = std::vector<std::uint64_t>;

const Time noon = parse_time("2026-06-01T12:00:00Z").value();

// A node's journal on disk, six entries a minute apart, and a reader beside the writer.
struct Desk {
  OnDisk node;
  std::unique_ptr<OnDisk::Running> running = node.start();
  std::unique_ptr<EntrySearch> search = EntrySearch::over(node.open_rows());

  Desk() {
    auto transaction = running->database.begin();
    const auto add = [&](int minute, std::string kind, std::string officer) {
      const Entry entry{
          std::move(kind), noon + std::chrono::minutes(minute), {{"officer", officer}}, {}};
      REQUIRE(running->writer->append(*transaction, entry).ok());
    };
    add(0, "signed-in", "linh");
    add(1, "signed-in", "an");
    add(2, "officer-added", "Linh");
    add(3, "signed-in", "linh");
    add(4, "act-committed", "100%_x");
    add(5, "signed-in", "Bình");
    REQUIRE(transaction->commit().ok());
    running->writer->committed();
  }
  Indices found(const EntryQuery& query) {
    Indices indices;
    const auto entries = search->find(query).value();
    for (const auto& entry : entries)
      indices.push_back(entry.index.value);
    return indices;
  }
};

}  // namespace

TEST_CASE("a search gives the latest first, a page at a time") {
  Desk desk;
  CHECK(desk.found({}) == Indices{5, 4, 3, 2, 1, 0});
  CHECK(desk.found({.limit = 2}) == Indices{5, 4});
  CHECK(desk.found({.before = 4, .limit = 2}) == Indices{3, 2});
  CHECK(desk.found({.before = 0}).empty());
  const auto entry = desk.search->find({.limit = 1}).value().front();
  CHECK(entry.kind == "signed-in");
  CHECK(entry.at == noon + std::chrono::minutes(5));
  CHECK(as_text(entry.event) == R"({"officer":"Bình"})");
}

TEST_CASE("it is narrowed by kind, by time and by words") {
  Desk desk;
  CHECK(desk.search->kinds().value() ==
        std::vector<std::string>{"act-committed", "officer-added", "signed-in"});
  CHECK(desk.found({.kind = "signed-in"}) == Indices{5, 3, 1, 0});
  CHECK(desk.found({.kind = "signed"}).empty());
  CHECK(desk.found({.words = "LINH"}) == Indices{3, 2, 0});
  CHECK(desk.found({.words = "Bình"}) == Indices{5});
  CHECK(desk.found({.words = "%_"}) == Indices{4});  // no pattern: what is typed is what is meant
  CHECK(desk.found({.words = "' OR 1=1 --"}).empty());
  CHECK(desk.found({.from = noon + std::chrono::minutes(2),
                    .until = noon + std::chrono::minutes(4)}) == Indices{3, 2});
  CHECK(desk.found({.kind = "signed-in", .words = "linh", .before = 3}) == Indices{0});
}

TEST_CASE("what was erased is still counted, and no words find it") {
  Desk desk;
  {
    auto transaction = desk.running->database.begin();
    REQUIRE(desk.running->writer->erase_event(*transaction, {3}).ok());
    REQUIRE(transaction->commit().ok());
  }
  CHECK(desk.found({}) == Indices{5, 4, 3, 2, 1, 0});
  CHECK(desk.found({.words = "linh"}) == Indices{2, 0});
}

TEST_CASE("what is not committed is not found") {
  Desk desk;
  auto transaction = desk.running->database.begin();
  REQUIRE(desk.running->writer->append(*transaction, sample_entry(6)).ok());
  CHECK(desk.found({}).front() == 5);
}
