#include "http/event_text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <vector>

#include "http/event_feed.hpp"

using namespace haidang;
using namespace haidang::http;

namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

// Read in pieces of `step` bytes.
Events read_all(std::string_view text, std::size_t step) {
  Events events;
  EventReader reader;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, step);
    text.remove_prefix(piece.size());
    const auto fed = reader.feed(piece, [&](std::string_view event, std::string_view data) {
      events.emplace_back(event, data);
      return Reading::go_on;
    });
    REQUIRE(fed.ok());
  }
  return events;
}

}  // namespace

TEST_CASE("an event that never ends is refused") {
  EventReader reader;
  const std::string piece(100'000, 'a');
  Result<Reading> fed = Reading::go_on;
  for (int i = 0; i < 11 && fed.ok(); ++i)
    fed = reader.feed(piece, [](std::string_view, std::string_view) { return Reading::go_on; });
  CHECK(fed.error().code == Code::too_large);
}

TEST_CASE("an event's name and id cannot smuggle in another event") {
  const std::string text = event_text("a\nevent: b", "1\r\n\r\ndata: x", "real");
  CHECK(read_all(text, 1000) == Events{{"aevent: b", "real"}});
}

TEST_CASE("the standard's ways to end a line are all understood, wherever a piece ends") {
  const std::string text =
      ":\n\nevent: act\r\ndata: one\r\ndata:two\r\n\r\ndata\ndata:  three\n\n"
      "id: 7\nretry: 5\ndata: four\r\runknown: x\n\nevent: none\n\ndata: never ended\n";
  const Events expected{{"act", "one\ntwo"}, {"message", "\n three"}, {"message", "four"}};
  for (std::size_t step = 1; step < 12; ++step)
    CHECK(read_all(text, step) == expected);
}

TEST_CASE("the reader stops where it is told to") {
  EventReader reader;
  int seen = 0;
  const auto fed = reader.feed("data: 1\n\ndata: 2\n\n", [&](std::string_view, std::string_view) {
    ++seen;
    return Reading::stop;
  });
  CHECK(fed.value() == Reading::stop);
  CHECK(seen == 1);
}

TEST_CASE("what is sent is what is read, except for how its lines end") {
  CHECK(rc::check([](const std::vector<std::string>& lines) {
    std::string data;
    for (std::string line : lines) {
      std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
      data += (data.empty() ? "x" : "\n") + line;
    }
    if (data.empty()) return;
    const Events events = read_all(event_text("e", "1", data), 3);
    RC_ASSERT(events == (Events{{"e", data}}));
  }));
}

TEST_CASE("a reader who falls too far behind is closed; what is finished is still taken") {
  int woken = 0;
  const auto slow = std::make_shared<EventFeed>(100, [&] { ++woken; });
  const auto sender = sender_of(slow);
  sender->send("e", "", std::string(50, 'a'));
  CHECK(!sender->closed());
  sender->send("e", "", std::string(50, 'b'));
  CHECK(sender->closed());
  CHECK(slow->take().empty());
  CHECK(woken == 2);

  const auto feed = std::make_shared<EventFeed>(1000, [] {});
  sender_of(feed)->send("e", "", "last");  // and lets go
  CHECK(!feed->is_over());
  CHECK(feed->take() == "event: e\ndata: last\n\n");
  CHECK(feed->is_over());
}

TEST_CASE("a connection is woken for the first of what it has not taken, and at the end") {
  int woken = 0;
  const auto feed = std::make_shared<EventFeed>(1000, [&] { ++woken; });
  auto sender = sender_of(feed);
  for (const char* data : {"1", "2", "3"})
    sender->send("e", "", data);
  CHECK(woken == 1);
  CHECK(feed->take() == "event: e\ndata: 1\n\nevent: e\ndata: 2\n\nevent: e\ndata: 3\n\n");
  sender->send("e", "", "4");
  CHECK(woken == 2);
  sender.reset();
  CHECK(woken == 3);
}
