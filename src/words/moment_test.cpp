#include "words/moment.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace haidang;
using namespace haidang::wording;

namespace {

Language language_of(std::string_view tag) {
  const auto found = Language::find(tag);
  REQUIRE(found.has_value());
  return *found;
}

Time at(std::string_view text) {
  const auto time = parse_time(text);
  REQUIRE(time.ok());
  return *time;
}

constexpr Time noon =
    std::chrono::sys_days(std::chrono::January / 14 / 2027) + std::chrono::hours(12);

std::string left(std::string_view tag, Millis span) {
  return remaining(language_of(tag), noon + span, noon);
}

}  // namespace

using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("what remains is rounded against the reader") {
  CHECK(left("en", hours(72)) == "in 3 days");
  CHECK(left("en", hours(72) - Millis(1)) == "in 2 days");
  CHECK(left("en", hours(48) - Millis(1)) == "in 47 hours");
  CHECK(left("en", hours(2)) == "in 2 hours");
  CHECK(left("en", hours(2) - Millis(1)) == "in 119 minutes");
  CHECK(left("en", minutes(1)) == "in 1 minute");
  CHECK(left("en", Millis(1)) == "now");
  CHECK(left("en", Millis(0)) == "now");
}

TEST_CASE("what is over is never called running") {
  CHECK(left("en", -hours(2)) == "expired 2 hours ago");
  CHECK(left("en", -minutes(1)) == "expired 1 minute ago");
  CHECK(left("en", -hours(24 * 400)) == "expired 400 days ago");
  CHECK(left("vi", -hours(2)) == "đã hết hạn 2 giờ trước");
  CHECK(left("ru", -hours(72)) == "истёк 3 дня назад");
}

TEST_CASE("the six Arabic forms of a distance") {
  CHECK(left("ar", minutes(1)) == "خلال دقيقة واحدة");
  CHECK(left("ar", minutes(2)) == "خلال دقيقتين");
  CHECK(left("ar", minutes(5)) == "خلال 5 دقائق");
  CHECK(left("ar", minutes(50)) == "خلال 50 دقيقة");
  CHECK(left("ar", minutes(102)) == "خلال 102 دقيقة");
}

TEST_CASE("a moment is a Gregorian date with the digits 0 to 9, and names its zone") {
  CHECK(moment(language_of("en"), noon, "Asia/Ho_Chi_Minh") ==
        "Thu, 14 Jan 2027, 19:00 (Asia/Ho_Chi_Minh)");
  CHECK(moment(language_of("en"), noon, "") == "Thu, 14 Jan 2027, 12:00 (UTC)");
  for (const Language language : languages()) {
    const std::string said = moment(language, noon, "Asia/Ho_Chi_Minh");
    CHECK_MESSAGE(said.find("2027") != std::string::npos, said);
    CHECK_MESSAGE(said.find("14") != std::string::npos, said);
    CHECK_MESSAGE(said.find("19:00") != std::string::npos, said);
    CHECK_MESSAGE(said.find("Asia/Ho_Chi_Minh") != std::string::npos, said);
  }
}

TEST_CASE("both zones are said, and one zone is said once") {
  const Zones two{"Asia/Ho_Chi_Minh", "Europe/Paris"};
  CHECK(moments(language_of("en"), noon, two) ==
        "Thu, 14 Jan 2027, 19:00 (Asia/Ho_Chi_Minh); Thu, 14 Jan 2027, 13:00 (Europe/Paris)");
  CHECK(moments(language_of("en"), noon, {"Etc/UTC", "UTC"}) == "Thu, 14 Jan 2027, 12:00 (UTC)");
  CHECK(due(language_of("en"), noon + hours(72), noon, {}) ==
        "in 3 days: Sun, 17 Jan 2027, 12:00 (UTC)");
}

TEST_CASE("a date is the day that it is in its zone, in words") {
  const Time late = at("2027-01-14T23:30:00Z");
  CHECK(date(language_of("en"), late, "Etc/UTC") == "Thursday, 14 January 2027");
  CHECK(date(language_of("en"), late, "Asia/Ho_Chi_Minh") == "Friday, 15 January 2027");
  CHECK(date(language_of("fr"), late, "Etc/UTC") == "jeudi 14 janvier 2027");
  CHECK(date(language_of("ar"), late, "Etc/UTC").find("2027") != std::string::npos);
}

TEST_CASE("a zone's clocks are as far ahead as its law has them at that time") {
  const Time winter = parse_time("2027-01-14T12:00:00Z").value();
  const Time summer = parse_time("2027-07-14T12:00:00Z").value();
  CHECK(ahead_of_utc(winter, "Asia/Ho_Chi_Minh") == std::chrono::hours(7));
  CHECK(ahead_of_utc(winter, "Europe/Paris") == std::chrono::hours(1));
  CHECK(ahead_of_utc(summer, "Europe/Paris") == std::chrono::hours(2));
  CHECK(ahead_of_utc(summer, "Asia/Kathmandu") == std::chrono::minutes(345));
  CHECK(ahead_of_utc(summer, "America/Bogota") == -std::chrono::hours(5));
  CHECK_FALSE(ahead_of_utc(summer, "Europe/Nowhere"));
  CHECK_FALSE(ahead_of_utc(summer, ""));
}

TEST_CASE("numbers and sizes are written as the language writes them") {
  CHECK(number(language_of("en"), 1234567) == "1,234,567");
  CHECK(number(language_of("es"), 1234567) == "1.234.567");
  CHECK(number(language_of("ar"), 1234567) == "1,234,567");
  CHECK(size(language_of("en"), 0) == "0 bytes");
  CHECK(size(language_of("en"), 1) == "1 byte");
  CHECK(size(language_of("ru"), 3) == "3 байта");
  CHECK(size(language_of("fr"), 41943040) == "40,0 MiB");
  CHECK(size(language_of("en"), 180ULL << 30U) == "180.0 GiB");
}

TEST_CASE("a list is joined as the language joins it") {
  const std::vector<std::string> parties{"XA", "XB", "XC"};
  CHECK(list(language_of("en"), parties) == "XA, XB and XC");
  CHECK(list(language_of("es"), parties) == "XA, XB y XC");
  CHECK(list(language_of("zh"), parties) == "XA、XB和XC");
  CHECK(list(language_of("vi"), {}).empty());
}
