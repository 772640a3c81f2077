#include <doctest/doctest.h>

#include <algorithm>

#include "lexer.hpp"
#include "rules.hpp"

using namespace haidang::tidy;

namespace {

const std::vector<std::string> house{"base", "crypto", "store", "journal", "http", "cli"};

struct Bad {
  std::string path;
  std::string text;
  std::string rule;
};

std::string with_lines(std::size_t count, const std::string& line) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += line + "\n";
  return text;
}

std::size_t count_of(const std::vector<Finding>& findings, const std::string& rule) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.rule == rule; }));
}

// The words are put together here, so that this file does not hold them.
const std::vector<Bad> layout_snippets{
    {"src/base/a.cpp", std::string(101, 'x') + "\n", "line-length"},
    {"cmake/a.cmake", std::string(101, 'x') + "\n", "line-length"},
    {"tests/a.py", std::string(101, 'x') + "\n", "line-length"},
    {"run", std::string(101, 'x') + "\n", "line-length"},
    {"src/base/a.cpp", with_lines(801, "int x;"), "file-length"},
    {"src/base/a.cpp", "int f() {\n" + with_lines(70, "  ;") + "}\n", "function-length"},
    {"src/base/a.hpp", "#pragma once\nclass A {\n void f() {\n" + with_lines(70, ";") + "}\n};\n",
     "function-length"},
    {"src/base/a.cpp", "A::A() : b_{1}, c_{2} {\n" + with_lines(70, ";") + "}\n",
     "function-length"},
    {"src/base/a.cpp", "const auto f = [](int x) {\n" + with_lines(70, ";") + "};\n",
     "function-length"},
    {"docs/a.md", "# A\ntext \n", "trailing-space"},
    {"docs/a.md", "# A\ntext\t\n", "trailing-space"},
    {"src/base/a.cpp", "\tint x;\n", "tab"},
    {"treaty/a.json", "{}\r\n", "crlf"},
    {"src/base/a.cpp", "int x; // \x01\n", "control-character"},
    {"src/base/a.cpp", "int x; // \xE2\x80\xAE\n", "direction-control"},
    {"src/base/a.cpp", "int x;", "final-newline"},
    {"treaty/a.json", std::string(file_bytes_max, ' ') + "{}\n", "file-size"},
    {"src/base/corpus/a_fuzz/big", std::string(file_bytes_max + 1, '\0'), "file-size"},
    {"docs/picture.png", std::string("\x89PNG\0", 5), "binary"},
    {"docs/latin.txt", "caf\xE9\n", "binary"},
};

const std::vector<Bad> banned_snippets{
    {"src/base/a.cpp", "std::regex r;\n", "regex"},
    {"src/base/a.cpp", "bool b = std::regex_match(s, r);\n", "regex"},
    {"src/base/a.cpp", "#include <iostream>\n", "stream"},
    {"src/base/a.cpp", "std::cout << 1;\n", "stream"},
    {"src/base/a.cpp", "std::cerr << 1;\n", "stream"},
    {"src/base/a_test.cpp", "std::this_thread::sleep_for(1s);\n", "sleep"},
    {"tests/sim/a.cpp", "usleep(1);\n", "sleep"},
    {"src/http/a.cpp", "::sleep(1);\n", "sleep"},
    {"src/base/a.cpp", "auto t = std::chrono::system_clock::now();\n", "wall-clock"},
    {"src/base/a.cpp", "auto t = time(nullptr);\n", "wall-clock"},
    {"src/base/a.cpp", "int r = rand();\n", "random"},
    {"src/base/a.cpp", "srand(1);\n", "random"},
    {"src/base/a.cpp", "std::mt19937_64 r;\n", "random"},
    {"src/base/a_test.cpp", "std::random_device r;\n", "random"},
    {"src/journal/a.cpp", "EVP_MD_CTX* c;\n", "openssl"},
    {"src/journal/a.cpp", "X509_free(x);\n", "openssl"},
    {"src/journal/a.cpp", "CMS_sign();\n", "openssl"},
    {"src/journal/a.cpp", "OPENSSL_cleanse(p, n);\n", "openssl"},
    {"src/http/a.cpp", "#include <openssl/ssl.h>\n", "openssl"},
    {"src/journal/a.cpp", "sqlite3_step(s);\n", "sqlite"},
    {"src/journal/a.hpp", "#pragma once\n#include <sqlite3.h>\n", "sqlite"},
    {"src/cli/a.cpp", "#include <unicode/msgfmt.h>\n", "icu"},
    {"src/node/a.cpp", "#include <curl/curl.h>\n", "curl"},
    {"src/base/a.cpp", "auto f = std::async(g);\n", "thread"},
    {"src/base/a.cpp", "std::thread(g).detach();\n", "thread"},
    {"src/base/a.cpp", "auto* p = new int(1);\n", "raw-memory"},
    {"src/base/a.cpp", "delete p;\n", "raw-memory"},
    {"src/base/a.cpp", "std::fprintf(stderr, s);\n", "printf"},
    {"src/base/a.cpp", "snprintf(b, n, s);\n", "printf"},
    {"src/http/a.cpp", "std::getenv(s);\n", "getenv"},
    {"src/base/a_test.cpp", "void f() {\n  rc::check([] {});\n}\n", "property"},
    {"src/base/a_test.cpp", "rc::check([] {});\n", "property"},
    {"src/base/a.cpp", "assert(x);\n", "assert"},
    {"src/base/a.hpp", "#pragma once\nusing namespace std;\n", "using-namespace"},
    {"src/base/a.hpp", "int f();\n", "pragma-once"},
    {"src/base/a.hpp", "#pragma once\nvoid f(bool loud);\n", "bool-parameter"},
    {"src/base/a.hpp", "#pragma once\nvoid f(int a,\n  const int b, bool loud = true);\n",
     "bool-parameter"},
};

const std::vector<Bad> placement_snippets{
    {"src/base/a.cpp", "#include \"journal/a.hpp\"\n", "include-direction"},
    {"src/journal/a_test.cpp", "#include \"http/a.hpp\"\n", "include-direction"},
    {"src/base/a.cpp", "#include \"a.hpp\"\n", "include-path"},
    {"src/base/a.cpp", "#include \"cellar/a.hpp\"\n", "include-path"},
    {"src/journal/a.cpp", "#include <boost/asio.hpp>\n", "network-include"},
    {"src/http/a.hpp", "#pragma once\n#include <boost/beast/http.hpp>\n", "network-include"},
    {"src/base/a.cpp",
     "// TO"
     "DO later\n",
     "leftover"},
    {"docs/a.md",
     "# A\nFIX"
     "ME\n",
     "leftover"},
    {"web/a.ts",
     "// X"
     "XX\n",
     "leftover"},
    {"run",
     "# HA"
     "CK\n",
     "leftover"},
    {"docs/a.md",
     "# A\nhttps://registry."
     "npmjs.org/x\n",
     "registry"},
    {"docs/a.md",
     "# A\nsee /wo"
     "rk/shared\n",
     "absolute-path"},
    {"src/base/a.cpp",
     "auto p = \"/ho"
     "me/me/x\";\n",
     "absolute-path"},
    {"docs/a.md", "# A\n\n# B\n", "markdown-title"},
    {"docs/a.md", "## A\n```\n# not a title\n```\n", "markdown-title"},
};

void expect_each_found(const std::vector<Bad>& snippets) {
  for (const Bad& bad : snippets) {
    CAPTURE(bad.path);
    CAPTURE(bad.text.substr(0, 120));
    CAPTURE(bad.rule);
    CHECK(count_of(check_file({bad.path, bad.text}, house), bad.rule) >= 1);
  }
}

}  // namespace

TEST_CASE("each breach of layout is found") {
  expect_each_found(layout_snippets);
}

TEST_CASE("each banned call is found where it is banned") {
  expect_each_found(banned_snippets);
}

TEST_CASE("each wrong include, leftover and path is found") {
  expect_each_found(placement_snippets);
}

TEST_CASE("what is allowed where it stands is not found") {
  const std::vector<File> good{
      {"docs/a.md", "# A\n" + std::string(300, 'x') + "\n"},
      {"src/base/a.cpp", "// " + std::string(90, 'x') + " \xE1\xBA\xA3\xC4\x91\n"},
      {"src/base/time.cpp", "auto t = std::chrono::system_clock::now();\n"},
      {"src/base/log.cpp", "std::fputs(text, stderr);\n"},
      {"src/crypto/a.cpp", "#include <openssl/evp.h>\nEVP_MD_CTX* c;\n"},
      {"src/store/a.cpp", "sqlite3_step(s);\n"},
      {"src/cli/a.cpp", "std::cout << std::getenv(s);\n"},
      {"src/base/a_test.cpp", "std::mt19937_64 seeded(1);\n"},
      {"src/base/a_test.cpp", "CHECK(\n    rc::check([] {}));\n"},
      {"src/http/server.cpp", "#include <boost/asio.hpp>\n"},
      {"src/journal/a.cpp", "#include \"base/a.hpp\"\n#include \"journal/b.hpp\"\n"},
      {"src/base/a.cpp",
       "// new text, delete it; std::regex, sleep(1)\nauto s = \"new rand()\";\n"},
      {"src/base/a.cpp", "A(const A&) = delete;\nA& operator=(const A&) =\n    delete;\n"},
      {"src/base/a.cpp", "static_assert(true);\nint operand(int);\nint x = operand(1);\n"},
      {"src/base/a.cpp", "int b;\nstd::unique_ptr<A> a(new A(1));\n"},
      {"src/base/a.cpp", "int renewed = 1;\nint new_size = 2;\n"},
      {"src/base/a.hpp", "#pragma once\nbool ok() const;\nstruct A {\n  bool ok = false;\n};\n"},
      {"src/base/a.cpp", "constexpr std::array table = {\n" + with_lines(90, "  f(1),") + "};\n"},
      {"src/base/a.cpp", "namespace a {\n" + with_lines(90, "int f();") + "}\n"},
      {"src/base/a.cpp", "int f() {\n" + with_lines(68, "  ;") + "}\n"},
      {"src/base/corpus/a_fuzz/one", std::string("\0\t \r", 4)},
      {"tests/interop/a.go", "func f() {\n\treturn\n}\n"},
      {"docs/a.md",
       "# A\nhttps://example.org/ho"
       "me/x\n"},
  };
  for (const File& file : good) {
    CAPTURE(file.path);
    CAPTURE(file.bytes.substr(0, 120));
    const std::vector<Finding> findings = check_file(file, house);
    CAPTURE(findings.empty() ? std::string() : findings.front().report());
    CHECK(findings.empty());
  }
}

TEST_CASE("a finding names the file, the line, what to write instead and the rule") {
  const auto findings = check_file({"src/base/a.cpp", "int a;\n\nint r = rand();\n"}, house);
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().report().starts_with("src/base/a.cpp:3: rand( is not used here: "));
  CHECK(findings.front().report().ends_with(" [random]"));
}

TEST_CASE("the rules of the whole tree find rooms without README, dead links and dead sources") {
  const std::string room = "set(HAIDANG_HOUSE base crypto\n    store)\n";
  const std::vector<File> files{
      {"cmake/room.cmake", room},
      {"docs/a.md",
       "# A\n[x](b.md) [y](../src/base/) [z](#a) [w](https://example.org/)\n"
       "`[c](none.md)` [v](../../outside.md)\n```\n[f](none.md)\n```\n"},
      {"src/base/CMakeLists.txt", "haidang_room(base SOURCES used.cpp\n  TESTS used_test.cpp)\n"},
      {"src/base/README.md", "# base\n- **Owns**: bytes\n"},
      {"src/base/used.cpp", "int a;\n"},
      {"src/base/used_test.cpp", "int a;\n"},
      {"src/base/unused.cpp", "int a;\n"},
      {"src/crypto/key.hpp", "#pragma once\n"},
  };
  const auto found = check_all(files);
  REQUIRE(count_of(found, "room-readme") == 2);  // base lacks "Must not", crypto lacks the file
  CHECK(count_of(found, "broken-link") == 2);
  CHECK(count_of(found, "not-built") == 1);
  CHECK(found.size() == 5);
}

TEST_CASE("the house is read from cmake/room.cmake, in its order") {
  const auto rooms = rooms_in("# x\nset(HAIDANG_HOUSE base crypto\n    store cli)\nset(A b)\n");
  CHECK(rooms == std::vector<std::string>{"base", "crypto", "store", "cli"});
  CHECK(rooms_in("nothing here").empty());
}

TEST_CASE("comments and literals are blanked and every line keeps its number") {
  const std::string source =
      "int a = 1'000; // rand()\n/* new\n */ auto s = \"a\\\"b\"; char c = "
      "'\\'';\nauto r = R\"x(new )\" \n)x\"; int z;\n";
  const std::string code = code_only(source);
  CHECK(code.size() == source.size());
  CHECK(std::count(code.begin(), code.end(), '\n') ==
        std::count(source.begin(), source.end(), '\n'));
  for (const char* gone : {"rand", "new", "a\\", "x("}) {
    CAPTURE(gone);
    CHECK(code.find(gone) == std::string::npos);
  }
  for (const char* kept : {"1'000", "auto s = ", "int z;"}) {
    CAPTURE(kept);
    CHECK(code.find(kept) != std::string::npos);
  }
}

TEST_CASE("functions are measured from the signature to the closing brace") {
  const auto functions = functions_in(
      "namespace a {\nstruct B {\n  B() : x_{1} {\n  }\n  int x_{2};\n};\n"
      "template <class T>\nint B::f(T t,\n      int y) {\n  if (t) {\n  }\n}\n"
      "const int table[] = {\n1,\n2};\nextern \" \" int entry(int n) {\n}\n}\n");
  REQUIRE(functions.size() == 3);
  CHECK(functions[0].name == "B");
  CHECK(functions[0].first_line == 3);
  CHECK(functions[0].line_count == 2);
  CHECK(functions[1].name == "B::f");
  CHECK(functions[1].line_count == 5);
  CHECK(functions[2].name == "entry");
}
