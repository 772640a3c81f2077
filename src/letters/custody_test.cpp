#include "letters/custody.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::letters;
using casework::testkit::Pair;

namespace {

Setting setting() {
  Setting made{casework::testkit::law(), {}, {}};
  made.parties[PartyCode::parse("XA").value()] = {"Aurelia", {}};
  made.parties[PartyCode::parse("XB").value()] = {"Borealia", {}};
  for (const std::string_view tag : {"en", "ar"})
    made.languages.push_back(wording::Language::find(tag).value());
  return made;
}

struct Delivered {
  Pair pair;
  CustodyRecord record;
  Delivered()
      : record{deliver(pair),
               casework::testkit::aurelia(),
               "officer 7",
               casework::testkit::day(9),
               {},
               {},
               {}} {
    record.items = {casework::testkit::manifest_item(1)};
  }
  static const casework::CaseState& deliver(Pair& pair) {
    const ActId request = pair.ask_for("stored-data");
    const auto item = casework::testkit::manifest_item(1);
    REQUIRE(pair.say("XB", ActKind::accept, request, casework::testkit::note()).ok());
    REQUIRE(pair.say("XB", ActKind::deliver, request, write_body(DeliverBody{{item}, ""})).ok());
    return *pair.asking.state;
  }
  void log(std::uint64_t index, std::string_view kind) {
    record.entries.push_back({index,
                              {{"kind", kind},
                               {"at", "2026-03-05T10:00:00Z"},
                               {"item", casework::testkit::item_id(1).text()},
                               {"officer", "officer 7"}}});
  }
};

std::size_t cells_with(const Part& part, std::string_view text) {
  std::size_t found = 0;
  for (const Block& block : part.blocks) {
    const auto* table = std::get_if<Table>(&block);
    if (table == nullptr) continue;
    for (const auto& row : table->rows) {
      found += std::count_if(row.begin(), row.end(), [&](const Cell& cell) {
        return cell.value.text.find(text) != std::string::npos;
      });
    }
  }
  return found;
}

}  // namespace

TEST_CASE("a custody report names each item with its digest, each act, and each entry") {
  Delivered delivered;
  delivered.log(41, "evidence-received");
  delivered.log(57, "evidence-access");
  const Letter letter = custody_report_of(delivered.record, setting());
  REQUIRE(letter.parts.size() == 2);
  const Part& english = letter.parts[0];
  CHECK(english.subject == "Custody report");
  CHECK(english.addressee == std::vector<std::string>{"Aurelia (XA)", "Borealia (XB)"});
  CHECK(cells_with(english, "01010101 01010101") >= 1);  // the item's digest
  CHECK(cells_with(english, "Delivery of evidence") == 1);
  CHECK(cells_with(english, "57") >= 1);
  CHECK(cells_with(english, "received complete and verified") == 1);
  CHECK(cells_with(english, "mailbox-1.mbox") == 2);  // in both entries
  CHECK(cells_with(letter.parts[1], "Delivery of evidence") == 0);
}

TEST_CASE("a report that cannot print every entry says how many there are") {
  Delivered delivered;
  for (std::size_t i = 0; i < CustodyLimits::rows + 5; ++i)
    delivered.log(i, "evidence-access");
  const Part part = custody_report_of(delivered.record, setting()).parts[0];
  CHECK(std::any_of(part.notes.begin(), part.notes.end(), [](const std::string& note) {
    return note.find("2,000 of 2,005") != std::string::npos;
  }));
}

TEST_CASE("an event that this program does not know is shown by its own name") {
  Delivered delivered;
  delivered.log(3, "evidence-destroyed");
  CHECK(cells_with(custody_report_of(delivered.record, setting()).parts[0], "evidence-destroyed") ==
        1);
}

TEST_CASE("a certificate leaves the signing to a person and names each digest") {
  const Delivered delivered;
  const Part part = certificate_of(delivered.record, setting()).parts[0];
  CHECK(part.subject == "Certificate of electronic records");
  CHECK(part.closing.find("____") != std::string::npos);
  CHECK(cells_with(part, "mailbox-1.mbox") == 1);
}
