#include "proof/zip.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "proof/testing.hpp"

using namespace haidang;
using namespace haidang::proof;

namespace {

namespace fs = std::filesystem;

Result<ZipContents> contents_of(const Bytes& zip) {
  return read_zip(zip.size(), [&zip](std::uint64_t offset, std::span<std::uint8_t> out) {
    if (offset > zip.size() || out.size() > zip.size() - offset)
      return Result<void>(Error{Code::malformed, "cut off"});
    std::copy_n(zip.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return Result<void>();
  });
}

Bytes zip_of(const std::map<std::string, std::string>& files) {
  const TestFolder place;
  fs::create_directories(place.path() / "in");
  for (const auto& [name, text] : files) {
    fs::create_directories((place.path() / "in" / name).parent_path());
    write_all(place.path() / "in" / name, as_bytes(text));
  }
  REQUIRE(write_zip(place.path() / "in", "EP-1", place.path() / "out.zip").ok());
  return read_all(place.path() / "out.zip");
}

const Bytes& sample() {
  static const Bytes zip = zip_of({{"bagit.txt", "bag"}, {"data/a", "first"}, {"data/b", ""}});
  return zip;
}

// The sample with one text instead of another of the same length, wherever it stands.
Bytes with(std::string_view from, std::string_view to) {
  REQUIRE(from.size() == to.size());
  std::string text = to_text(sample());
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
    text.replace(at, from.size(), to);
  return to_bytes(text);
}

Code code_of(const Bytes& zip) {
  const auto contents = contents_of(zip);
  return contents.ok() ? Code{} : contents.error().code;
}

constexpr std::string_view central = "PK\x01\x02";

// Changes `bytes` that stand `offset` behind the n-th central header.
Bytes in_directory(std::size_t number, std::size_t offset, std::string_view bytes) {
  std::string text = to_text(sample());
  std::size_t at = text.find(central);
  for (; number > 0; --number)
    at = text.find(central, at + 1);
  return to_bytes(text.replace(at + offset, bytes.size(), bytes));
}

}  // namespace

TEST_CASE("what was packed is found where it stands, the same folder always the same bytes") {
  const auto contents = contents_of(sample()).value();
  CHECK(contents.folder == "EP-1");
  REQUIRE(contents.files.size() == 3);
  const ZipEntry& first = contents.files.at("data/a");
  CHECK(first.size == 5);
  CHECK(as_text(ByteView(sample()).subspan(first.offset, first.size)) == "first");
  CHECK(zip_of({{"bagit.txt", "bag"}, {"data/a", "first"}, {"data/b", ""}}) == sample());
}

TEST_CASE("a path that leaves the package, a link or a device is refused") {
  CHECK(code_of(with("EP-1/data/a", "../../../xy")) == Code::bad_file_name);
  CHECK(code_of(with("EP-1/data/a", "EP-1/a/../b")) == Code::bad_file_name);
  CHECK(code_of(with("EP-1/data/a", "/EP-1data/a")) == Code::bad_file_name);
  CHECK(code_of(with("EP-1/data/a", "EP-1\\data\\a")) == Code::bad_file_name);
  CHECK(code_of(with("EP-1/data/a", std::string_view("EP-1/data\0a", 11))) == Code::bad_file_name);
  CHECK(code_of(in_directory(1, 40, "\xff\xa1")) == Code::bad_file_name);  // symbolic link
  CHECK(code_of(in_directory(1, 40, "\xb6\x21")) == Code::bad_file_name);  // character device
}

TEST_CASE("what is compressed, encrypted, streamed or in parts is refused: nothing unfolds") {
  CHECK(code_of(in_directory(1, 10, std::string_view("\x08\x00", 2))) == Code::malformed);
  CHECK(code_of(in_directory(1, 8, std::string_view("\x01\x08", 2))) == Code::malformed);
  CHECK(code_of(in_directory(1, 8, std::string_view("\x08\x08", 2))) == Code::malformed);
  CHECK(code_of(in_directory(1, 34, std::string_view("\x01\x00", 2))) == Code::malformed);
}

TEST_CASE("a directory that says another thing than the files is refused") {
  CHECK(code_of(in_directory(1, 16, "XXXX")) == Code::malformed);  // checksum
  CHECK(code_of(in_directory(1, 24, "\x04")) == Code::malformed);  // size
  CHECK(code_of(in_directory(1, 42, "\x01")) == Code::malformed);  // place
  CHECK(code_of(in_directory(1, 46, "EQ-1")) == Code::malformed);  // name, in one place only
  CHECK(code_of(with("EP-1/data/b", "EP-1/data/a")) == Code::duplicate_key);
  CHECK(code_of(with("EP-1/data/b", "EP-2/data/b")) == Code::malformed);
}

TEST_CASE("bytes before, between, behind or missing are refused") {
  Bytes longer = sample();
  longer.push_back(0);
  CHECK(code_of(longer) == Code::malformed);
  longer = sample();
  longer.insert(longer.begin(), 0);
  CHECK(code_of(longer) == Code::malformed);
  for (std::size_t size = 0; size < sample().size(); ++size)
    CHECK(code_of(Bytes(sample().begin(), sample().begin() + static_cast<std::ptrdiff_t>(size))) !=
          Code{});
}

TEST_CASE("a number of files that nobody can hold is refused before anything is read") {
  std::string text = to_text(sample());
  const std::size_t end = text.rfind("PK\x05\x06");
  text.replace(end + 8, 4, "\xfe\xff\xfe\xff");
  CHECK(code_of(to_bytes(text)) == Code::malformed);
}

TEST_CASE("whatever changes, each file that is found lies within the ZIP and beside the others") {
  CHECK(rc::check([] {
    Bytes zip = sample();
    const auto count = *rc::gen::inRange<std::size_t>(1, 5);
    for (std::size_t i = 0; i < count; ++i)
      zip[*rc::gen::inRange<std::size_t>(0, zip.size())] = *rc::gen::arbitrary<std::uint8_t>();
    const auto contents = contents_of(zip);
    if (!contents.ok()) return;
    std::vector<ZipEntry> entries;
    for (const auto& [name, entry] : contents->files)
      entries.push_back(entry);
    std::sort(entries.begin(), entries.end(),
              [](const ZipEntry& a, const ZipEntry& b) { return a.offset < b.offset; });
    std::uint64_t end = 0;
    for (const ZipEntry& entry : entries) {
      RC_ASSERT(entry.offset >= end);
      end = entry.offset + entry.size;
    }
    RC_ASSERT(end <= zip.size());
  }));
}

TEST_CASE("a ZIP file replaces nothing and leaves nothing behind when it fails") {
  const TestFolder place;
  fs::create_directories(place.path() / "in");
  write_all(place.path() / "in" / "a", as_bytes("text"));
  write_all(place.path() / "there.zip", as_bytes("mine"));
  CHECK(write_zip(place.path() / "in", "EP-1", place.path() / "there.zip").error().code ==
        Code::already_exists);
  CHECK(as_text(read_all(place.path() / "there.zip")) == "mine");
  fs::create_symlink("a", place.path() / "in" / "link");
  CHECK(write_zip(place.path() / "in", "EP-1", place.path() / "out.zip").error().code ==
        Code::bad_file_name);
  CHECK(std::distance(fs::directory_iterator(place.path()), fs::directory_iterator()) == 2);
}
