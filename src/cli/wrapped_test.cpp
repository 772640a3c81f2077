#include "cli/wrapped.hpp"

#include <doctest/doctest.h>

#include <rapidcheck.h>

#include "words/columns.hpp"

using haidang::cli::wrapped;
using Lines = std::vector<std::string>;

TEST_CASE("a text is broken between words, and its own line ends stay") {
  CHECK(wrapped("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrapped("one two three", 80) == Lines{"one two three"});
  CHECK(wrapped("one\n\ntwo\r\nthree", 80) == Lines{"one", "", "two", "three"});
  CHECK(wrapped("", 80) == Lines{""});
  CHECK(wrapped("one\n", 80) == Lines{"one", ""});
}

TEST_CASE("a digest stays in one piece, Chinese is broken where the line ends") {
  const std::string digest(64, 'a');
  CHECK(wrapped("sha256 " + digest, 20) == Lines{"sha256", digest});
  CHECK(wrapped("一二三四五", 4) == Lines{"一二", "三四", "五"});
  CHECK(wrapped("https://example.org/a/long/address", 10).size() == 1);
}

TEST_CASE("nothing but spaces and line ends is lost, and no line is too wide") {
  CHECK(rc::check([] {
    const auto words = *rc::gen::container<Lines>(
        rc::gen::element<std::string>("a", "bcd", "Điều", "网络", "ключ"));
    const auto columns = *rc::gen::inRange<std::size_t>(4, 40);
    std::string text;
    for (const std::string& word : words)
      text += (text.empty() ? "" : " ") + word;
    std::string again;
    for (const std::string& line : wrapped(text, columns)) {
      RC_ASSERT(haidang::wording::width(line) <= columns);
      again += (again.empty() ? "" : " ") + line;
    }
    RC_ASSERT(again == text);
  }));
}
