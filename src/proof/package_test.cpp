#include "proof/package.hpp"

#include <doctest/doctest.h>

#include "proof/formats.hpp"
#include "proof/sample_case.hpp"
#include "proof/testing.hpp"
#include "proof/verify.hpp"

using namespace haidang;
using namespace haidang::proof;

namespace {

std::size_t entries(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    count += entry.exists() ? 1 : 0;
  }
  return count;
}

// The error of making it; and nothing may be left behind.
Error refusal(const PackageSource& source) {
  const TestFolder folder;
  const auto made = make_package(source, folder.path() / "EP-1");
  REQUIRE_FALSE(made.ok());
  CHECK(entries(folder.path()) == 0);
  return made.error();
}

}  // namespace

TEST_CASE("a folder that exists is never touched") {
  SampleCase sample;
  const TestFolder folder;
  const auto made = make_package(sample.source(), folder.path());
  CHECK(made.error().code == Code::already_exists);
  CHECK(entries(folder.path()) == 0);
}

TEST_CASE("evidence that is not what was signed is not packaged") {
  SampleCase sample;
  PackageSource source = sample.source();
  source.items[0].write_plain = source.items[1].write_plain;
  CHECK(refusal(source).code == Code::chunk_mismatch);

  source = sample.source();
  source.items[0].chunk_digests.pop_back();
  CHECK(refusal(source).code == Code::chunk_mismatch);

  source = sample.source();
  source.items[0].item.note = "another note";
  CHECK(refusal(source).why.find("no deliver act") != std::string::npos);

  source = sample.source();
  source.items[0].write_plain = [](const auto&) -> Result<Digest> {
    return Error{Code::storage_full, "the disk is full"};
  };
  CHECK(refusal(source).code == Code::storage_full);
}

TEST_CASE("a case whose acts do not hold together is not packaged") {
  SampleCase sample;
  PackageSource source = sample.source();
  std::swap(source.acts[1], source.acts[2]);
  const Error out_of_order = refusal(source);
  CHECK(out_of_order.code == Code::bad_value);
  CHECK_FALSE(out_of_order.details.empty());

  source = sample.source();
  source.acts.erase(source.acts.begin() + 1);
  CHECK(refusal(source).code == Code::bad_value);

  source = sample.source();
  source.acts[0].signed_act.back() ^= 1;
  CHECK_FALSE(refusal(source).what.empty());

  source = sample.source();
  source.acts[0].logged = source.acts[1].logged;
  CHECK(refusal(source).why.find("journal") != std::string::npos);

  const SampleCase other;
  source = sample.source();
  source.acts[0] = other.source().acts[0];
  CHECK(refusal(source).why.find("another case") != std::string::npos);
}

TEST_CASE("a package needs the profile of everybody who speaks in it, once") {
  SampleCase sample;
  PackageSource source = sample.source();
  source.profiles.pop_back();
  CHECK(refusal(source).code == Code::not_pinned);
  source = sample.source();
  source.profiles.push_back(source.profiles[0]);
  CHECK(refusal(source).why.find("two profiles") != std::string::npos);
}

TEST_CASE("a maker that cannot sign, or signs as somebody else, makes no package") {
  SampleCase sample;
  PackageSource source = sample.source();
  source.sign = [](ByteView) -> Result<Bytes> {
    return Error{Code::unavailable, "the token is not there"};
  };
  CHECK(refusal(source).code == Code::unavailable);
  source.sign = [&](ByteView bytes) -> Result<Bytes> {
    return sample.borealia().sign(bytes, sample.source().made_at);
  };
  CHECK(refusal(source).why.find("seal/tagmanifest.p7s") != std::string::npos);
}

TEST_CASE("receipts keep within receipts/ and apart from each other") {
  SampleCase sample;
  PackageSource source = sample.source();
  source.receipts[0].name = "../bagit.txt";
  CHECK(refusal(source).code == Code::bad_file_name);
  source.receipts[0].name = "0002.json";
  CHECK(refusal(source).why.find("two receipts") != std::string::npos);
}

TEST_CASE("a case makes a package that is there as a whole and verifies") {
  SampleCase sample;
  const TestFolder folder;
  const auto made = make_package(sample.source(), folder.path() / "EP-1");
  REQUIRE(made.ok());
  CHECK(entries(folder.path()) == 1);
  const Report report = verify_package(folder.path() / "EP-1", {});
  for (const Finding& finding : report.findings)
    MESSAGE(finding.subject << ": " << finding.text);
  CHECK(report.verdict == Verdict::unaltered);
  CHECK(report.findings.empty());
  CHECK(report.acts.size() == 6);
  CHECK(report.items.size() == 3);
  CHECK(report.custody.size() == 3);
  CHECK(report.case_id == sample.source().case_id.text());
  REQUIRE(report.parties.size() == 2);
  CHECK(report.parties[0].comparison == Comparison::not_compared);
  CHECK(report.acts[0].received_at.has_value());
  CHECK(report.acts[3].journal_index.has_value());
  CHECK(report_text(report).starts_with("UNALTERED: all 6 acts and 3 evidence files"));
  CHECK(made->evidence_bytes == 3U * 64 * 1024 + 1000 + 40);
}

TEST_CASE("a case without evidence is packaged too") {
  SampleCase sample;
  PackageSource source = sample.source();
  source.items.clear();
  const TestFolder folder;
  const auto made = make_package(source, folder.path() / "EP-1");
  REQUIRE(made.ok());
  CHECK(made->report.verdict == Verdict::unaltered);
  CHECK(made->report.findings.size() == 3);  // remarks: delivered, but not in this package
}

TEST_CASE("acts whose place in the journal is not shown leave a question open") {
  SampleCase sample;
  PackageSource source = sample.source();
  source.acts[2].logged.reset();
  const TestFolder folder;
  const auto made = make_package(source, folder.path() / "EP-1");
  REQUIRE(made.ok());
  CHECK(made->report.verdict == Verdict::cannot_tell);
}

TEST_CASE("an act without a receipt is remarked on and takes nothing away") {
  SampleCase sample;
  PackageSource source = sample.source();
  source.receipts.pop_back();
  const TestFolder folder;
  const auto made = make_package(source, folder.path() / "EP-1");
  REQUIRE(made.ok());
  CHECK(made->report.verdict == Verdict::unaltered);
  REQUIRE(made->report.findings.size() == 1);
  CHECK(made->report.findings[0].text.find("act 5") != std::string::npos);
}
