// What somebody might do to a package, and what the verifier must say about it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <fstream>

#include "crypto/digest.hpp"
#include "proof/bag.hpp"
#include "proof/formats.hpp"
#include "proof/sample_case.hpp"
#include "proof/testing.hpp"
#include "proof/verify.hpp"
#include "proof/zip.hpp"

using namespace haidang;
using namespace haidang::proof;

namespace {

namespace fs = std::filesystem;

// One package for all cases; each works on its own copy.
struct Original {
  SampleCase sample;
  TestFolder folder;
  fs::path package = folder.path() / "EP-1";
  Original() { REQUIRE(make_package(sample.source(), package).ok()); }
};
Original& original() {
  static Original made;
  return made;
}

class Copy {
 public:
  Copy() { fs::copy(original().package, path(), fs::copy_options::recursive); }
  [[nodiscard]] fs::path path() const { return folder_.path() / "copy"; }
  [[nodiscard]] Bytes read(std::string_view name) const { return read_all(path() / name); }
  void write(std::string_view name, ByteView bytes) const { write_all(path() / name, bytes); }
  void flip(std::string_view name, std::size_t at) const {
    Bytes bytes = read(name);
    REQUIRE(at < bytes.size());
    bytes[at] ^= 0x01;
    write(name, bytes);
  }
  void remove(std::string_view name) const { REQUIRE(fs::remove_all(path() / name) > 0); }
  void replace(std::string_view name, std::string_view from, std::string_view to) const {
    std::string text = to_text(read(name));
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    write(name, as_bytes(text.replace(at, from.size(), to)));
  }
  [[nodiscard]] Report verify(const TrustAnchors& anchors = {}) const {
    return verify_package(path(), anchors);
  }

  // What anybody can do: lists that fit the files again.
  void recompute_payload_manifest() const {
    Manifest payload;
    for (const auto& [name, size] : scan().files) {
      if (name.starts_with("data/")) payload[name] = crypto::sha256(read(name));
    }
    write(names::payload_manifest, as_bytes(write_manifest(payload)));
  }
  void recompute_tag_manifest() const {
    Manifest tags;
    for (const auto& [name, size] : scan().files) {
      const bool apart =
          name.starts_with("data/") || name == names::seal || name == names::tag_manifest;
      if (!apart) tags[name] = crypto::sha256(read(name));
    }
    write(names::tag_manifest, as_bytes(write_manifest(tags)));
  }
  void recompute_manifests() const {
    recompute_payload_manifest();
    recompute_tag_manifest();
  }
  // What only the maker can do, or who has its key.
  void seal(const SampleParty& sealer) const {
    write(names::seal, sealer.sign(read(names::tag_manifest), original().sample.source().made_at));
  }
  void reseal(const SampleParty& sealer) const {
    recompute_manifests();
    seal(sealer);
  }
  void reseal() const { reseal(original().sample.aurelia()); }
  // Changes the index and what repeats it.
  void edit_index(const std::function<void(Index&)>& edit) const {
    auto index = parse_index(as_text(read(names::index)));
    REQUIRE(index.ok());
    edit(*index);
    write(names::index, as_bytes(write_index(*index)));
    write(names::hashdeep, as_bytes(write_hashdeep(index->items)));
  }

 private:
  [[nodiscard]] FolderScan scan() const {
    auto found = scan_folder(path());
    REQUIRE(found.ok());
    return *std::move(found);
  }
  TestFolder folder_;
};

std::string image() {
  return names::evidence(original().sample.items()[0]);
}
std::string image_chunks() {
  return names::chunks(original().sample.items()[0].id);
}

bool names_subject(const Report& report, std::string_view subject) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    return finding.verdict == report.verdict && finding.subject.find(subject) != std::string::npos;
  });
}

void expect(const Copy& copy, Verdict verdict, std::string_view subject) {
  const Report report = copy.verify();
  for (const Finding& finding : report.findings) {
    INFO(verdict_name(finding.verdict), " ", finding.subject, ": ", finding.text);
  }
  CAPTURE(report_text(report));
  CHECK(report.verdict == verdict);
  CHECK(names_subject(report, subject));
}

}  // namespace

TEST_CASE("a changed byte of the evidence is named with its chunk and byte range") {
  const std::uint64_t size = 3UL * 65536 + 1000;
  const auto check = [&](std::size_t at, std::string_view place) {
    const Copy copy;
    copy.flip(image(), at);
    expect(copy, Verdict::altered, image() + " (" + std::string(place) + ")");
  };
  check(0, "chunk 0, bytes 0 to 65535");
  check(65535, "chunk 0, bytes 0 to 65535");
  check(65536, "chunk 1, bytes 65536 to 131071");
  check(size - 1, "chunk 3, bytes 196608 to 262143");
}

TEST_CASE("changed neighbouring chunks are told as one range, others apart") {
  const Copy copy;
  copy.flip(image(), 0);
  copy.flip(image(), 65536);
  copy.flip(image(), 3 * 65536);
  const Report report = copy.verify();
  CHECK(names_subject(report, "(chunks 0 to 1, bytes 0 to 131071)"));
  CHECK(names_subject(report, "(chunk 3, "));
}

TEST_CASE("evidence cut short, prolonged, emptied or exchanged is altered") {
  const auto with = [](const Bytes& bytes) {
    const Copy copy;
    copy.write(image(), bytes);
    expect(copy, Verdict::altered, image());
  };
  const Bytes whole = read_all(original().package / image());
  with({});
  with(Bytes(whole.begin(), whole.end() - 1));
  with(Bytes(whole.begin(), whole.begin() + 65536));
  Bytes longer = whole;
  longer.push_back(0);
  with(longer);
  with(Bytes(whole.size(), 0));
}

TEST_CASE("who changes evidence and every list that anybody can compute is still caught") {
  const Copy copy;
  copy.flip(image(), 70000);
  copy.recompute_manifests();
  expect(copy, Verdict::altered, "chunk 1, bytes 65536 to 131071");
  expect(copy, Verdict::altered, names::tag_manifest);
}

TEST_CASE("even the maker cannot change what the other Party delivered") {
  const Copy copy;
  copy.flip(image(), 70000);
  copy.reseal();
  expect(copy, Verdict::altered, "chunk 1, bytes 65536 to 131071");

  const Bytes forged = copy.read(image());
  copy.edit_index([&](Index& index) { index.items[0].item.sha256 = crypto::sha256(forged); });
  copy.reseal();
  expect(copy, Verdict::altered, "chunk 1, bytes 65536 to 131071");
  expect(copy, Verdict::altered, names::index);
}

TEST_CASE("a chunk list that is not the signed one is named, and so is the file") {
  const Copy copy;
  copy.flip(image_chunks(), 5);
  copy.recompute_manifests();
  expect(copy, Verdict::altered, image_chunks());
  copy.flip(image(), 0);
  expect(copy, Verdict::altered, image());
  copy.write(image_chunks(), as_bytes("not a list\n"));
  expect(copy, Verdict::altered, image_chunks());
}

TEST_CASE("a changed act, text of an act or index is named") {
  for (const char* name :
       {"acts/0001-XA-request.p7m", "acts/0004-XB-deliver.p7m", "acts/0002-XB-acknowledge.json",
        "evidence/package.json", "evidence/hashdeep.txt", "evidence/custody.jsonl",
        "proofs/policy.txt", "keys/XB-root.pem", "keys/XB-profile.p7m", "receipts/0001.json",
        "verify/verify.sh", "verify/README.txt", "bagit.txt", "bag-info.txt", "manifest-sha256.txt",
        "tagmanifest-sha256.txt", "seal/tagmanifest.p7s"}) {
    const std::size_t size = fs::file_size(original().package / name);
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      CAPTURE(at);
      const Copy copy;
      copy.flip(name, at);
      expect(copy, Verdict::altered, name);
    }
  }
}

TEST_CASE("acts in another order, exchanged or taken out are noticed under any seal") {
  const std::string second = "acts/0002-XB-acknowledge";
  const std::string third = "acts/0003-XB-accept";
  SUBCASE("two acts exchanged") {
    const Copy copy;
    for (const std::string extension : {".p7m", ".json"}) {
      const Bytes bytes = copy.read(second + extension);
      copy.write(second + extension, copy.read(third + extension));
      copy.write(third + extension, bytes);
    }
    copy.reseal();
    expect(copy, Verdict::altered, second);
  }
  SUBCASE("a middle act taken out, the rest put together again") {
    const Copy copy;
    copy.remove(second + ".p7m");
    copy.remove(second + ".json");
    copy.reseal();
    expect(copy, Verdict::altered, second);
  }
  SUBCASE("an act listed twice") {
    const Copy copy;
    for (const std::string extension : {".p7m", ".json"}) {
      copy.write("acts/0007-XB-close" + extension, copy.read("acts/0006-XB-close" + extension));
    }
    copy.edit_index([](Index& index) {
      index.acts.push_back(index.acts.back());
      index.acts.back().logged = false;
    });
    copy.reseal();
    expect(copy, Verdict::altered, "acts/0007-XB-close.p7m");
  }
  SUBCASE("an act that the index does not list") {
    const Copy copy;
    copy.write("acts/0099-XA-request.p7m", copy.read("acts/0001-XA-request.p7m"));
    copy.reseal();
    expect(copy, Verdict::altered, "acts/0099-XA-request.p7m");
  }
}

TEST_CASE("the author's count of what it had seen shows an act left out before") {
  // Act 6 of XB had seen both acts of XA; without act 5 it cannot stand.
  const Copy copy;
  for (const char* extension : {".p7m", ".json"}) {
    copy.write(std::string("acts/0005-XB-close") + extension,
               copy.read(std::string("acts/0006-XB-close") + extension));
    copy.remove(std::string("acts/0006-XB-close") + extension);
    copy.remove(std::string("acts/0005-XA-retrieved") + extension);
  }
  copy.edit_index([](Index& index) {
    index.acts.erase(index.acts.begin() + 4);
    for (IndexedAct& act : index.acts)
      act.logged = false;
  });
  copy.reseal();
  expect(copy, Verdict::altered, "acts/0005-XB-close.p7m");
  expect(copy, Verdict::altered, "receipts/0002.json");  // for an act that is not there
}

TEST_CASE("a member of a joint investigation that was told another act under one number says so") {
  const SampleCase sample({.two_stories = true});
  const TestFolder folder;
  const auto made = make_package(sample.source(), folder.path() / "package");
  REQUIRE(made.ok());
  CHECK(made->report.verdict == Verdict::unaltered);
  const auto& findings = made->report.findings;
  CHECK(std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
          return finding.subject == "acts/0007-XC-notify.p7m" &&
                 finding.text.find("act 4 of XB is another one") != std::string::npos;
        }) == 1);
}

TEST_CASE("the last act left out by the maker itself is the one thing that does not show") {
  const Copy copy;
  copy.remove("acts/0006-XB-close.p7m");
  copy.remove("acts/0006-XB-close.json");
  copy.remove("proofs/act-0006.json");
  copy.remove("proofs/act-0006.tlog-proof");
  copy.edit_index([](Index& index) { index.acts.pop_back(); });
  expect(copy, Verdict::altered, names::index);  // anybody but the maker is caught
  copy.reseal();
  CHECK(copy.verify().verdict == Verdict::unaltered);  // documented in verify/README.txt
}

TEST_CASE("manifests that lie, repeat themselves or point outside are altered") {
  const std::string manifest(names::payload_manifest);
  const auto with = [&](const std::string& text) {
    const Copy copy;
    copy.write(manifest, as_bytes(text));
    copy.recompute_tag_manifest();
    copy.seal(original().sample.aurelia());
    expect(copy, Verdict::altered, "");
  };
  const std::string text = to_text(read_all(original().package / manifest));
  with("");
  with(text + text.substr(0, text.find('\n') + 1));
  with(text + std::string(64, '0') + "  ../../outside\n");
  with(text + std::string(64, '0') + "  /etc/passwd\n");
  with(text.substr(0, text.size() - 1));
  with("0" + text.substr(1));
}

TEST_CASE("a single missing file is an alteration and named") {
  for (const std::string& name :
       {image(), std::string("bagit.txt"), std::string("bag-info.txt"),
        std::string("manifest-sha256.txt"), std::string("tagmanifest-sha256.txt"),
        std::string("acts/0003-XB-accept.p7m"), std::string("acts/0003-XB-accept.json"),
        std::string("proofs/act-0002.tlog-proof"), std::string("proofs/policy.txt"),
        std::string("receipts/0001.json"), image_chunks(), std::string("evidence/package.json"),
        std::string("evidence/custody.jsonl")}) {
    const Copy copy;
    copy.remove(name);
    expect(copy, Verdict::altered, name);
  }
}

TEST_CASE("a part that is missing as a whole leaves a question open and is named") {
  for (const char* name : {"proofs", "receipts", "evidence/chunks", "keys/XB-profile.p7m",
                           "keys/XA-profile.p7m", "keys/XA-root.pem", "seal"}) {
    const Copy copy;
    copy.remove(name);
    expect(copy, Verdict::cannot_tell, name);
  }
}

TEST_CASE("what is not a package, or nothing at all, cannot be told") {
  const TestFolder empty;
  CHECK(verify_package(empty.path(), {}).verdict == Verdict::cannot_tell);
  CHECK(verify_package(empty.path() / "missing", {}).verdict == Verdict::cannot_tell);
  const Copy copy;
  copy.remove("tagmanifest-sha256.txt");
  copy.remove("seal");
  expect(copy, Verdict::cannot_tell, names::tag_manifest);
}

TEST_CASE("files that no manifest lists are altered, wherever they stand") {
  for (const char* name : {"extra", "data/extra", "data/evidence/extra", "acts/extra",
                           "seal/second.p7s", ".hidden", "fetch.txt"}) {
    const Copy copy;
    std::ofstream(copy.path() / name) << "x";
    expect(copy, Verdict::altered, name);
  }
}

TEST_CASE("evidence that no signed act delivers is altered under any seal") {
  const Copy copy;
  std::ofstream(copy.path() / "data/evidence/planted.txt") << "x";
  copy.reseal();
  expect(copy, Verdict::altered, "data/evidence/planted.txt");
}

TEST_CASE("links are never followed") {
  const TestFolder outside;
  const Copy copy;
  write_all(outside.path() / "same", copy.read(image()));
  fs::remove(copy.path() / image());
  fs::create_symlink(outside.path() / "same", copy.path() / image());
  expect(copy, Verdict::altered, image());

  const Copy second;
  fs::create_directory_symlink(outside.path(), second.path() / "data/more");
  expect(second, Verdict::altered, "data/more");

  const Copy third;
  fs::rename(third.path() / "acts", outside.path() / "acts");
  fs::create_directory_symlink(outside.path() / "acts", third.path() / "acts");
  expect(third, Verdict::altered, "acts");
}

TEST_CASE("a seal by somebody else, or over something else, is no seal") {
  Original& made = original();
  const Copy by_other;
  by_other.reseal(made.sample.borealia());
  expect(by_other, Verdict::altered, names::seal);

  const SampleParty impostor("XA", "Aurelia", made.sample.source().made_at - Days(1));
  const Copy by_impostor;
  by_impostor.reseal(impostor);
  expect(by_impostor, Verdict::altered, names::seal);

  const Copy of_text;
  of_text.write(names::seal, made.sample.aurelia().sign(as_bytes("something"), Time{}));
  expect(of_text, Verdict::altered, names::seal);
}

TEST_CASE("an impostor's root in place of the maker's does not fit the acts") {
  const SampleParty impostor("XA", "Aurelia", original().sample.source().made_at - Days(1));
  const Copy copy;
  copy.write("keys/XA-profile.p7m", impostor.signed_profile());
  copy.write("keys/XA-root.pem", as_bytes(impostor.profile().root.pem()));
  copy.reseal(impostor);
  expect(copy, Verdict::altered, "acts/0001-XA-request.p7m");
  expect(copy, Verdict::altered, "proofs/act-0001.tlog-proof");

  const Copy root_only;
  root_only.write("keys/XA-root.pem", as_bytes(impostor.profile().root.pem()));
  root_only.reseal();
  expect(root_only, Verdict::altered, "keys/XA-root.pem");

  const Copy other_party;
  other_party.write("keys/XA-profile.p7m", other_party.read("keys/XB-profile.p7m"));
  other_party.reseal();
  expect(other_party, Verdict::altered, "keys/XA-profile.p7m");
}

TEST_CASE("a package forged from the roots up shows only against roots known from elsewhere") {
  const SampleCase forged;
  const TestFolder folder;
  REQUIRE(make_package(forged.source(), folder.path() / "EP-1").ok());
  const Report blind = verify_package(folder.path() / "EP-1", {});
  CHECK(blind.verdict == Verdict::unaltered);
  CHECK(report_text(blind).find("not compared") != std::string::npos);

  const PartyCode xa = *PartyCode::parse("XA");
  const PartyCode xc = *PartyCode::parse("XC");
  TrustAnchors anchors;
  anchors.fingerprints[xa] = directory::fingerprint_words(original().sample.aurelia().profile());
  const Report compared = verify_package(folder.path() / "EP-1", anchors);
  CHECK(compared.verdict == Verdict::cannot_tell);
  CHECK(names_subject(compared, "keys/XA-root.pem"));

  const Report genuine = verify_package(original().package, anchors);
  CHECK(genuine.verdict == Verdict::unaltered);
  CHECK(genuine.parties[0].comparison == Comparison::same);
  anchors.fingerprints[xc] = "lusab-babad";
  CHECK(verify_package(original().package, anchors).verdict == Verdict::cannot_tell);
}

TEST_CASE("journal proofs that are cut, exchanged or of another event are altered") {
  const auto with = [](const std::string& name, const Bytes& bytes) {
    const Copy copy;
    copy.write(name, bytes);
    copy.reseal();
    expect(copy, Verdict::altered, name);
  };
  const std::string proof = "proofs/act-0003.tlog-proof";
  const Bytes whole = read_all(original().package / proof);
  with(proof, Bytes(whole.begin(), whole.begin() + static_cast<long>(whole.size() / 2)));
  with(proof, {});
  with(proof, read_all(original().package / "proofs/act-0004.tlog-proof"));
  with("proofs/act-0003.json", read_all(original().package / "proofs/act-0004.json"));
  with("proofs/custody-0002.tlog-proof",
       read_all(original().package / "proofs/custody-0001.tlog-proof"));
}

TEST_CASE("custody entries that are changed, exchanged or taken out are noticed under any seal") {
  const std::string text = to_text(read_all(original().package / names::custody));
  const std::size_t first = text.find('\n') + 1;
  const std::size_t second = text.find('\n', first) + 1;
  const auto with = [](const std::string& lines) {
    const Copy copy;
    copy.write(names::custody, as_bytes(lines));
    copy.reseal();
    expect(copy, Verdict::altered, "custody");
  };
  with(text.substr(first));
  with(text.substr(first, second - first) + text.substr(0, first) + text.substr(second));
  with("");
  std::string renamed = text;
  renamed.replace(renamed.find("an.officer"), 10, "no.officer");
  with(renamed);
  std::string spaced = text;
  with(spaced.insert(1, " "));
}

TEST_CASE("a receipt that is forged, or for other bytes, is altered") {
  const Copy forged;
  forged.replace("receipts/0001.json", "\"delivery\"", "\"non-delivery\"");
  forged.reseal();
  expect(forged, Verdict::altered, "receipts/0001.json");

  const SampleCase other;
  const Copy foreign;
  foreign.write("receipts/0001.json", other.source().receipts[0].bytes);
  foreign.reseal();
  expect(foreign, Verdict::altered, "receipts/0001.json");
}

TEST_CASE("no single changed byte anywhere leaves a package unaltered") {
  const auto scan = scan_folder(original().package);
  REQUIRE(scan.ok());
  std::vector<std::string> files;
  for (const auto& [name, size] : scan->files) {
    if (size > 0) files.push_back(name);
  }
  const Copy copy;
  CHECK(rc::check([&] {
    const std::string name = *rc::gen::elementOf(files);
    const Bytes before = copy.read(name);
    Bytes after = before;
    const auto at = *rc::gen::inRange<std::size_t>(0, before.size());
    const auto bit = *rc::gen::inRange(0, 8);
    after[at] = static_cast<std::uint8_t>(after[at] ^ (1U << static_cast<unsigned>(bit)));
    copy.write(name, after);
    const Report report = copy.verify();
    copy.write(name, before);
    RC_ASSERT(report.verdict == Verdict::altered);
    RC_ASSERT(names_subject(report, name));
  }));
  CHECK(copy.verify().verdict == Verdict::unaltered);
}

// ------------------------------------------------------------------------------------ as a ZIP

namespace {

class Zipped {
 public:
  explicit Zipped(const Copy& copy) {
    REQUIRE(write_zip(copy.path(), "EP-1", path()).ok());
    bytes_ = read_all(path());
  }
  [[nodiscard]] fs::path path() const { return folder_.path() / "EP-1.zip"; }
  [[nodiscard]] std::size_t find(std::string_view text) const {
    const std::size_t at = as_text(bytes_).find(text);
    REQUIRE(at != std::string_view::npos);
    return at;
  }
  [[nodiscard]] Report flipped(std::size_t at) const {
    Bytes changed = bytes_;
    changed[at] ^= 0x01;
    write_all(path(), changed);
    return verify_package(path(), {});
  }

 private:
  TestFolder folder_;
  Bytes bytes_;
};

}  // namespace

TEST_CASE("a package in a ZIP file is read in place and judged as its folder is") {
  const Copy copy;
  const Zipped zip(copy);
  const Report report = verify_package(zip.path(), {});
  CAPTURE(report_text(report));
  CHECK(report.verdict == Verdict::unaltered);
  CHECK(report_text(report) == report_text(copy.verify()));
}

TEST_CASE("in a ZIP file too a changed byte of the evidence is named") {
  const Copy copy;
  const Zipped zip(copy);
  const std::size_t evidence = zip.find(image()) + image().size();
  const Report report = zip.flipped(evidence + 65536);
  CHECK(report.verdict == Verdict::altered);
  CHECK(names_subject(report, image() + " (chunk 1, bytes 65536 to 131071)"));
}

TEST_CASE("a ZIP file that could be read in two ways is judged in neither") {
  const Copy copy;
  const Zipped zip(copy);
  CHECK(zip.flipped(zip.find("EP-1/bagit.txt")).verdict == Verdict::cannot_tell);
  copy.write("extra", as_bytes("more"));
  const Zipped more(copy);
  CHECK(verify_package(more.path(), {}).verdict == Verdict::altered);
}
