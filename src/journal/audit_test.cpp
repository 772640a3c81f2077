#include "journal/audit.hpp"

#include <doctest/doctest.h>

#include "base/durable_file.hpp"
#include "journal/journal_fixture.hpp"

using namespace haidang;
using namespace haidang::journal;

namespace {

std::vector<std::string> findings_of(const OnDisk& node) {
  auto database = node.open_rows();
  const auto heads = node.open_heads();
  return audit_journal({database, *heads, node.signer.verifier(), node.tiles(), std::nullopt})
      .value()
      .findings;
}

bool names(const std::vector<std::string>& findings, std::string_view what) {
  return std::any_of(findings.begin(), findings.end(), [&](const std::string& finding) {
    return finding.find(what) != std::string::npos;
  });
}

void fill(const OnDisk& node) {
  const auto running = node.start();
  for (const std::uint64_t count : {100, 200, 300, 10})
    running->writer.publish(count);
}

}  // namespace

TEST_CASE("an audit of an untouched journal finds nothing") {
  const OnDisk node;
  fill(node);
  node.start()->writer.commit(300);
  CHECK(findings_of(node).empty());
  const auto audit = node.start()->writer->audit().value();
  CHECK(audit.size == TreeSize{910});
  CHECK(audit.findings.empty());
}

TEST_CASE("an audit names the entry whose event was altered") {
  const OnDisk node;
  fill(node);
  REQUIRE(node.open_rows()
              .execute("UPDATE journal_entry SET event = '{\"number\":1000}' WHERE idx = 123")
              .error()
              .code == Code::storage_failed);  // STRICT: an event is bytes
  REQUIRE(
      node.open_rows().execute("UPDATE journal_entry SET event = x'7b7d' WHERE idx = 123").ok());
  const auto findings = findings_of(node);
  CHECK(findings.size() == 1);
  CHECK(names(findings, "entry 123: what it says"));
}

TEST_CASE("an audit names the entry whose salt was lost") {
  const OnDisk node;
  fill(node);
  REQUIRE(node.open_rows().execute("UPDATE journal_entry SET salt = NULL WHERE idx = 7").ok());
  CHECK(names(findings_of(node), "entry 7: what it says"));
}

TEST_CASE("an audit names the entry whose leaf was altered, and the heads between which it stood") {
  const OnDisk node;
  fill(node);
  REQUIRE(node.open_rows()
              .execute("UPDATE journal_entry SET event = NULL, salt = NULL, leaf = "
                       "(SELECT leaf FROM journal_entry WHERE idx = 1) WHERE idx = 123")
              .ok());
  const auto findings = findings_of(node);
  CHECK(names(findings, "entry 123: its commitment and tile/0/000 differ"));
  CHECK(names(findings, "the head of size 300 was signed over other entries: look at 100 to 299"));
  CHECK(!names(findings, "the head of size 600"));
}

TEST_CASE("an audit brackets an altered entry that no full tile holds") {
  const OnDisk node;
  fill(node);
  REQUIRE(node.open_rows()
              .execute("UPDATE journal_entry SET event = x'7b7d', salt = zeroblob(16), leaf = "
                       "(SELECT leaf FROM journal_entry WHERE idx = 1) WHERE idx = 605")
              .ok());
  const auto findings = findings_of(node);
  CHECK(names(findings, "entry 605: what it says"));
  CHECK(names(findings, "the head of size 610 was signed over other entries: look at 600 to 609"));
}

TEST_CASE("an audit names a missing entry and a journal that is too short") {
  const OnDisk node;
  fill(node);
  REQUIRE(node.open_rows().execute("DELETE FROM journal_entry WHERE idx IN (300, 609)").ok());
  const auto findings = findings_of(node);
  CHECK(names(findings, "entry 300 is missing"));
  CHECK(names(findings, "the journal has 609 entries, but a head over 610 was signed"));
}

TEST_CASE("an audit names a tile that was altered, cut or removed") {
  const OnDisk node;
  fill(node);
  flip_bit(node.tile("tile/0/001"), 44 * 32);
  auto findings = findings_of(node);
  CHECK(findings.size() == 1);
  CHECK(names(findings, "entry 300: its commitment and tile/0/001 differ"));
  std::filesystem::resize_file(node.tile("tile/0/001"), 8191);
  CHECK(names(findings_of(node), "tile/0/001: "));
  std::filesystem::remove(node.tile("tile/0/001"));
  CHECK(names(findings_of(node), "tile/0/001: the file is missing"));
}

TEST_CASE("an audit names a head that was not signed for what it is filed under") {
  const OnDisk node;
  fill(node);
  auto heads = store::Database::open(node.folder.path() / "heads.db").value();
  REQUIRE(heads.execute("UPDATE head SET size = 299 WHERE size = 300").ok());
  CHECK(names(findings_of(node), "the head of size 299 is signed for size 300"));
  REQUIRE(
      heads.execute("UPDATE head SET note = replace(note, '600', '601') WHERE size = 600").ok());
  CHECK(names(findings_of(node), "the head of size 600: "));
}

TEST_CASE("the list of findings has an end") {
  const OnDisk node;
  node.start()->writer.publish(1500);
  REQUIRE(node.open_rows().execute("UPDATE journal_entry SET event = x'7b7d'").ok());
  const auto findings = findings_of(node);
  CHECK(findings.size() == audit_findings_max + 1);
  CHECK(names(findings, "the list ends here"));
}
