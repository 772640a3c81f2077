// Whom a notice reaches, when, and by which channel: in virtual time, no clock, no node.
#include "node/notice_rules.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace haidang;
using namespace haidang::node;

namespace {

Time at(std::string_view text) {
  return parse_time(text).value();
}
MinuteOfDay minute(int hour, int minute = 0) {
  return MinuteOfDay{hour * 60 + minute};
}
NoticePreferences in_hanoi() {
  NoticePreferences chosen;
  chosen.time_zone = "Asia/Ho_Chi_Minh";
  return chosen;
}
std::vector<std::string> names(const std::vector<Telling>& list) {
  std::vector<std::string> out;
  for (const Telling& row : list)
    out.push_back(row.officer);
  return out;
}
std::string problem(json::object body) {
  const auto read = read_notice_preferences(body);
  return read.ok() ? "" : read.error().what;
}
json::object changed(const char* name, json::value value) {
  json::object body = describe(in_hanoi());
  body[name] = std::move(value);
  return body;
}

constexpr auto reminder = NoticeKind::reminder;
constexpr auto emergency = NoticeKind::emergency;
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("without a choice a notice counts at once, and on the page alone") {
  const Time now = at("2026-11-29T20:15:00Z");
  const std::vector<Recipient> both{{"an", {}}, {"linh", {}}};
  const auto list = tellings({reminder, "preservation"}, both, now);
  CHECK(names(list) == Names{"an", "linh"});
  for (const Telling& row : list) {
    CHECK(row.at == now);
    CHECK(row.mail == Mail::off);
  }
}

TEST_CASE(
    "quiet hours are in the officer's own zone, over midnight, and hold what is no emergency") {
  NoticePreferences chosen = in_hanoi();
  chosen.quiet = QuietHours{minute(22), minute(7)};
  // 22:00 in Hanoi is 15:00 in UTC, 07:00 is midnight.
  CHECK(told_at(reminder, chosen, at("2026-11-29T14:59:59Z")) == at("2026-11-29T14:59:59Z"));
  CHECK(told_at(reminder, chosen, at("2026-11-29T15:00:00Z")) == at("2026-11-30T00:00:00Z"));
  CHECK(told_at(reminder, chosen, at("2026-11-29T23:59:59Z")) == at("2026-11-30T00:00:00Z"));
  CHECK(told_at(reminder, chosen, at("2026-11-30T00:00:00Z")) == at("2026-11-30T00:00:00Z"));
  CHECK(told_at(emergency, chosen, at("2026-11-29T17:00:00Z")) == at("2026-11-29T17:00:00Z"));
  chosen.quiet = QuietHours{minute(12), minute(13, 30)};
  CHECK(told_at(reminder, chosen, at("2026-11-29T05:00:00Z")) == at("2026-11-29T06:30:00Z"));
  CHECK(told_at(reminder, chosen, at("2026-11-29T06:30:00Z")) == at("2026-11-29T06:30:00Z"));
}

TEST_CASE("a digest waits for its hour, and then for the end of quiet hours") {
  NoticePreferences chosen = in_hanoi();
  chosen.digest = Pace::hourly;
  CHECK(told_at(reminder, chosen, at("2026-11-29T09:00:00Z")) == at("2026-11-29T10:00:00Z"));
  CHECK(told_at(reminder, chosen, at("2026-11-29T09:59:00Z")) == at("2026-11-29T10:00:00Z"));
  CHECK(told_at(emergency, chosen, at("2026-11-29T09:59:00Z")) == at("2026-11-29T09:59:00Z"));
  chosen.quiet = QuietHours{minute(17), minute(7)};
  CHECK(told_at(reminder, chosen, at("2026-11-29T09:30:00Z")) == at("2026-11-30T00:00:00Z"));
  chosen.digest = Pace::daily;
  chosen.daily_at = minute(8);
  CHECK(told_at(reminder, chosen, at("2026-11-29T00:30:00Z")) == at("2026-11-29T01:00:00Z"));
  CHECK(told_at(reminder, chosen, at("2026-11-29T01:00:00Z")) == at("2026-11-30T01:00:00Z"));
  chosen.daily_at = minute(6);  // within the quiet hours
  CHECK(told_at(reminder, chosen, at("2026-11-29T12:00:00Z")) == at("2026-11-30T00:00:00Z"));
}

TEST_CASE("eight in the morning stays eight in the morning when clocks are put forward or back") {
  NoticePreferences chosen;
  chosen.time_zone = "Europe/Paris";
  chosen.digest = Pace::daily;
  CHECK(told_at(reminder, chosen, at("2027-03-27T12:00:00Z")) == at("2027-03-28T06:00:00Z"));
  CHECK(told_at(reminder, chosen, at("2027-10-30T12:00:00Z")) == at("2027-10-31T07:00:00Z"));
}

TEST_CASE("kinds, measures and cases choose who is told; an emergency asks nobody") {
  const Time now = at("2026-11-29T09:00:00Z");
  Recipient an{"an", {}};
  Recipient linh{"linh", {}};
  an.preferences.without = {reminder};
  const auto told = [&](const NoticeFacts& facts) {
    return names(tellings(facts, std::vector{an, linh}, now));
  };
  CHECK(told({reminder, "preservation"}) == Names{"linh"});
  CHECK(told({NoticeKind::overdue, "preservation"}) == Names{"an", "linh"});
  CHECK(told({emergency, "preservation"}) == Names{"an", "linh"});

  an.preferences = {};
  an.preferences.measures = {"stored-data"};
  CHECK(told({reminder, "preservation"}) == Names{"linh"});
  CHECK(told({reminder, "stored-data"}) == Names{"an", "linh"});
  CHECK(told({emergency, "preservation"}) == Names{"an", "linh"});

  an.preferences = {};
  an.preferences.cases = WhoseCases::own;
  CHECK(told({reminder, "preservation", {"linh"}}) == Names{"linh"});
  CHECK(told({reminder, "preservation", {"an", "linh"}}) == Names{"an", "linh"});
  CHECK(told({reminder, "preservation", {}}) == Names{"an", "linh"});  // a case of nobody's yet
  CHECK(told({emergency, "preservation", {"linh"}}) == Names{"an", "linh"});
}

TEST_CASE("what nobody wants is told to everybody it is for") {
  Recipient an{"an", {}};
  an.preferences.without = {reminder};
  const std::vector<Recipient> both{an, {"linh", an.preferences}};
  CHECK(names(tellings({reminder, "preservation"}, both, at("2026-11-29T09:00:00Z"))) ==
        Names{"an", "linh"});
  CHECK(tellings({reminder, "preservation"}, {}, at("2026-11-29T09:00:00Z")).empty());
}

TEST_CASE("nothing is delivered before it is made, in quiet hours, or more than two days late") {
  CHECK(rc::check("told_at", [] {
    NoticePreferences chosen;
    chosen.time_zone = *rc::gen::element<std::string>("Etc/UTC", "Asia/Kathmandu", "Europe/Paris",
                                                      "America/Bogota", "Pacific/Auckland");
    chosen.digest = *rc::gen::element(Pace::at_once, Pace::hourly, Pace::daily);
    chosen.daily_at = MinuteOfDay{*rc::gen::inRange(0, 1440)};
    const MinuteOfDay from{*rc::gen::inRange(0, 1440)};
    const MinuteOfDay length{*rc::gen::inRange(1, 1440)};
    chosen.quiet = QuietHours{from, (from + length) % std::chrono::hours(24)};
    const Time now{Millis{*rc::gen::inRange<std::int64_t>(1'700'000'000'000, 1'900'000'000'000)}};
    const Time then = told_at(NoticeKind::overdue, chosen, now);
    RC_ASSERT(then >= now);
    RC_ASSERT(then - now <= Days{2} + std::chrono::hours(2));
    chosen.digest = Pace::at_once;
    RC_ASSERT(told_at(NoticeKind::overdue, chosen, then) == then);
    RC_ASSERT(told_at(NoticeKind::emergency, chosen, now) == now);
  }));
}

TEST_CASE("preferences are read as they are shown, and what is wrong is named") {
  NoticePreferences chosen = in_hanoi();
  chosen.without = {reminder, NoticeKind::unacknowledged};
  chosen.measures = {"preservation"};
  chosen.cases = WhoseCases::own;
  chosen.digest = Pace::daily;
  chosen.daily_at = minute(7, 45);
  chosen.quiet = QuietHours{minute(22), minute(6, 30)};
  chosen.mail = Mail::on;
  chosen.mail_to = "an@justice.example";
  chosen.language = "vi";
  CHECK(read_notice_preferences(describe(chosen)).value() == chosen);
  CHECK(read_notice_preferences(describe(NoticePreferences{})).value() == NoticePreferences{});

  for (const char* kind : {"emergency", "contradiction"}) {
    CHECK(problem(changed("without", json::array{kind})) ==
          std::string("nobody leaves '") + kind + "' to the others");
  }
  CHECK(problem(changed("without", json::array{"weather"})).find("'weather'") != std::string::npos);
  CHECK(problem(changed("digest", "weekly")).find("at-once, hourly, daily") != std::string::npos);
  for (const char* wrong : {"24:00", "8:00", "08:60", "0a:00", "08-00", ""}) {
    CAPTURE(wrong);
    CHECK(problem(changed("daily_at", wrong)).find("no time of the day") != std::string::npos);
  }
  CHECK(problem(changed("quiet", json::object{{"from", "07:00"}, {"until", "07:00"}}))
            .find("begin when they end") != std::string::npos);
  CHECK(problem(changed("time_zone", "Mars/Olympus")).find("Mars/Olympus") != std::string::npos);
  CHECK(problem(changed("language", "tlh")).find("tlh") != std::string::npos);
  CHECK_FALSE(problem(changed("mail", true)).empty());  // and no address
  for (const char* wrong : {"an", "@example.org", "an@", "a@b@c", "an@example.org\r\nBcc: x@y",
                            "\"an b\"@example.org", "an@exämple.org"}) {
    CAPTURE(wrong);
    CHECK(problem(changed("mail_to", wrong)).find("no e-mail address") != std::string::npos);
  }
}
