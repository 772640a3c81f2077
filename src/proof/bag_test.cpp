#include "proof/bag.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <fstream>

#include "proof/testing.hpp"

using namespace haidang;
using namespace haidang::proof;

namespace {
const std::string digits(64, 'a');
}

TEST_CASE("a path that leaves the package, or looks like another on some system, is not safe") {
  for (const char* path : {"", "/etc/passwd", "..", "../x", "data/../../x", "data//x", "data/./x",
                           "data/x/", "./x", "data\\x", "data/a\nb", "data/a\tb", "data/\x7f"}) {
    CAPTURE(path);
    CHECK_FALSE(is_safe_path(path));
  }
  CHECK_FALSE(is_safe_path(std::string(1025, 'a')));
  CHECK(is_safe_path("data/evidence/0/disk image..img"));
  CHECK(is_safe_path("data/.hidden"));
}

TEST_CASE("a manifest that is not exactly in its form is refused with the line") {
  const auto code = [](const std::string& text) { return parse_manifest(text).error().code; };
  CHECK(code(digits + "  data/a") == Code::malformed);  // cut off
  CHECK(code(digits + " *data/a\n") == Code::malformed);
  CHECK(code(digits + "  \n") == Code::malformed);
  CHECK(code(digits.substr(1) + "  data/a\n") == Code::malformed);
  CHECK(code(std::string(64, 'A') + "  data/a\n") == Code::malformed);
  CHECK(code("\n") == Code::malformed);
  CHECK(code(digits + "  data/a\r\n") == Code::bad_file_name);
  CHECK(code(digits + "  ../a\n") == Code::bad_file_name);
  CHECK(code(digits + "  a\n" + digits + "  a\n") == Code::duplicate_key);
  CHECK(parse_manifest(digits + "  a\n" + digits + "  ../b\n").error().why.find("line 2") == 0);
}

TEST_CASE("a manifest comes back as it was written") {
  CHECK(parse_manifest("")->empty());
  CHECK(rc::check([](const std::map<std::string, std::array<std::uint8_t, 32>>& random) {
    Manifest manifest;
    for (const auto& [name, digest] : random)
      manifest["data/" + hex(as_bytes(name))] = digest;
    manifest.erase("data/");
    const auto again = parse_manifest(write_manifest(manifest));
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == manifest);
  }));
}

TEST_CASE("the bag's description comes back as it was written, unknown labels aside") {
  const BagInfo info{"2026-03-01", {12, 3}, "case", "XA contact-point", "XA"};
  const auto again = parse_bag_info(write_bag_info(info) + "Contact-Name: somebody\n");
  REQUIRE(again.ok());
  CHECK(again->oxum == info.oxum);
  CHECK(again->identifier == "case");
  CHECK(again->maker == "XA");
  CHECK_FALSE(parse_bag_info("Payload-Oxum: 12\n").ok());
  CHECK_FALSE(parse_bag_info("Payload-Oxum: -1.2\n").ok());
  CHECK_FALSE(parse_bag_info("no colon\n").ok());
  CHECK_FALSE(parse_bag_info("Label: cut off").ok());
}

TEST_CASE("a look at a folder names links and devices and follows none") {
  const TestFolder folder;
  CHECK(scan_folder(folder.path() / "missing").error().code == Code::not_found);
  std::filesystem::create_directories(folder.path() / "data");
  std::ofstream(folder.path() / "data/a") << "123";
  std::filesystem::create_directory_symlink("/", folder.path() / "data/root");
  std::filesystem::create_symlink("a", folder.path() / "data/link");
  const auto scan = scan_folder(folder.path());
  REQUIRE(scan.ok());
  CHECK(scan->files == std::map<std::string, std::uint64_t>{{"data/a", 3}});
  CHECK(scan->strange == std::vector<std::string>{"data/link", "data/root"});
}

TEST_CASE("text from strangers cannot steer a terminal or turn its direction") {
  CHECK(printable("plain \xc3\xa9 \xd8\xa7") == "plain \xc3\xa9 \xd8\xa7");
  CHECK(printable("a\x1b[2Jb\r\n") == "a?[2Jb??");
  CHECK(printable("\xc2\x9b"
                  "31m") == "?31m");
  CHECK(printable("exe\xe2\x80\xae"
                  "gpj") == "exe?gpj");
  CHECK(printable("\xe2\x81\xa6x\xe2\x81\xa9") == "?x?");
  CHECK(printable("\xe2\x80") == "??");
  CHECK(printable("\xc0\xafx\xff") == "??x?");
  CHECK(printable("\xed\xa0\x80 \xf0\x9f\x94\x92") == "??? \xf0\x9f\x94\x92");
}
