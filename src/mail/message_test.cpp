#include "mail/message.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/bytes.hpp"

using namespace haidang;
using namespace haidang::mail;

namespace {

const Envelope envelope{"node@justice.example", "an@justice.example",
                        parse_time("2026-11-29T08:05:09Z").value(), "0123"};

std::string body_of(const std::string& message) {
  std::string text = message.substr(message.find("\r\n\r\n") + 4);
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
  return std::string(as_text(parse_base64(text).value()));
}
std::string written(const char* tag, std::int64_t waiting, std::int64_t urgent) {
  return write_message(
      {waiting, urgent, "https://node.justice.example", wording::Language::find(tag).value()},
      envelope);
}

}  // namespace

TEST_CASE(
    "a message says how many wait, how many are urgent, and where; in the officer's language") {
  const std::string message = written("en", 3, 1);
  CHECK(
      message.starts_with("From: <node@justice.example>\r\nTo: <an@justice.example>\r\n"
                          "Date: Sun, 29 Nov 2026 08:05:09 +0000\r\n"
                          "Message-ID: <0123@justice.example>\r\nSubject: =?UTF-8?B?"));
  CHECK(message.find("Auto-Submitted: auto-generated\r\n") != std::string::npos);
  const std::string body = body_of(message);
  CHECK(body.find("3 notices wait for you") != std::string::npos);
  CHECK(body.find("1 of them is urgent") != std::string::npos);
  CHECK(body.find("\r\nhttps://node.justice.example\r\n") != std::string::npos);
  CHECK(body_of(written("vi", 3, 0)) != body);
  CHECK(written("vi", 3, 0).find("Content-Language: vi\r\n") != std::string::npos);
  CHECK(written("en", 3, 0).find("X-Priority") == std::string::npos);
}

TEST_CASE("on the wire a message is ASCII in short lines, whatever the language") {
  for (const wording::Language language : wording::languages()) {
    CAPTURE(language.tag());
    const std::string message = written(std::string(language.tag()).c_str(), 12, 2);
    std::size_t from = 0;
    while (from < message.size()) {
      const std::size_t end = message.find("\r\n", from);
      REQUIRE(end != std::string::npos);
      CHECK(end - from <= 78);
      from = end + 2;
    }
    CHECK(std::all_of(message.begin(), message.end(),
                      [](char c) { return c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7F); }));
  }
}

TEST_CASE("an address that could end a header, or that not every relay takes, is refused") {
  CHECK(check_address("an.nguyen+node@justice.example").ok());
  for (const char* wrong :
       {"", "an", "@example.org", "an@", "a@b@c", "an@example.org\r\nBcc: x@y.example",
        "\"an b\"@example.org", "an@ex\xC3\xA4mple.org", "<an@example.org>", "an @example.org"}) {
    CAPTURE(wrong);
    CHECK(check_address(wrong).error().code == Code::bad_value);
  }
  CHECK_FALSE(check_address(std::string(250, 'a') + "@b.example").ok());
}
