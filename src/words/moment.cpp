#include "words/moment.hpp"

#include <unicode/listformatter.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <array>
#include <memory>
#include <vector>

#include "words/icu.hpp"
#include "words/words.hpp"

namespace haidang::wording {
namespace {

std::string formatted(Language language, Time time, std::string_view zone, const char* skeleton) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::DateFormat> format(
      icu::DateFormat::createInstanceForSkeleton(skeleton, locale_of(language), status));
  HD_CHECK(U_SUCCESS(status) != 0 && format != nullptr);
  std::unique_ptr<icu::TimeZone> place(icu::TimeZone::createTimeZone(to_icu(zone)));
  if (*place == icu::TimeZone::getUnknown()) place.reset(icu::TimeZone::createTimeZone("Etc/UTC"));
  format->adoptTimeZone(place.release());
  icu::UnicodeString out;
  format->format(static_cast<UDate>(time.time_since_epoch().count()), out);
  return from_icu(out);
}

std::string_view zone_name(std::string_view zone) {
  return zone.empty() || zone == "Etc/UTC" ? "UTC" : zone;
}

struct Distance {
  std::int64_t count;
  std::string_view unit;
};

// The largest unit of which there are at least two; the rest is dropped.
Distance distance(Millis span) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(span).count();
  if (minutes >= 48 * 60) return {minutes / (24 * 60), "days"};
  if (minutes >= 2 * 60) return {minutes / 60, "hours"};
  return {minutes, "minutes"};
}

}  // namespace

std::string number(Language language, std::int64_t value) {
  UErrorCode status = U_ZERO_ERROR;
  const auto out = icu::number::NumberFormatter::withLocale(locale_of(language))
                       .formatInt(value, status)
                       .toString(status);
  HD_CHECK(U_SUCCESS(status) != 0);
  return from_icu(out);
}

std::string size(Language language, std::uint64_t bytes) {
  constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) {
    return text(language, "unit.bytes", {{"count", static_cast<std::int64_t>(bytes)}});
  }
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < units.size(); ++unit)
    value /= 1024;
  UErrorCode status = U_ZERO_ERROR;
  const auto out = icu::number::NumberFormatter::withLocale(locale_of(language))
                       .precision(icu::number::Precision::fixedFraction(1))
                       .formatDouble(value, status)
                       .toString(status);
  HD_CHECK(U_SUCCESS(status) != 0);
  return from_icu(out) + " " + units.at(unit);
}

std::string list(Language language, std::span<const std::string> items) {
  std::vector<icu::UnicodeString> strings;
  for (const std::string& item : items)
    strings.push_back(to_icu(item));
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::ListFormatter> formatter(
      icu::ListFormatter::createInstance(locale_of(language), status));
  HD_CHECK(U_SUCCESS(status) != 0 && formatter != nullptr);
  icu::UnicodeString out;
  formatter->format(strings.data(), static_cast<std::int32_t>(strings.size()), out, status);
  HD_CHECK(U_SUCCESS(status) != 0);
  return from_icu(out);
}

std::optional<std::chrono::minutes> ahead_of_utc(Time time, std::string_view zone) {
  const std::unique_ptr<icu::TimeZone> place(icu::TimeZone::createTimeZone(to_icu(zone)));
  if (*place == icu::TimeZone::getUnknown()) return std::nullopt;
  std::int32_t standard = 0;
  std::int32_t summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  const auto at = static_cast<double>(time.time_since_epoch().count());
  place->getOffset(at, 0, standard, summer, status);
  HD_CHECK(U_SUCCESS(status) != 0);
  return std::chrono::floor<std::chrono::minutes>(Millis{standard + summer});
}

std::string date(Language language, Time time, std::string_view zone) {
  return formatted(language, time, zone, "yMMMMEEEEd");
}

std::string moment(Language language, Time time, std::string_view zone) {
  return text(language, "moment.in-zone",
              {{"moment", formatted(language, time, zone, "yMMMEdHm")},
               {"zone", std::string(zone_name(zone))}});
}

std::string moments(Language language, Time time, const Zones& zones) {
  const std::string ours = moment(language, time, zones.ours);
  if (zones.theirs.empty() || zone_name(zones.theirs) == zone_name(zones.ours)) return ours;
  return text(language, "moment.in-two-zones",
              {{"ours", ours}, {"theirs", moment(language, time, zones.theirs)}});
}

std::string remaining(Language language, Time due, Time now) {
  const bool over = due <= now;
  const Distance left = distance(over ? now - due : due - now);
  if (left.count == 0) return text(language, "moment.now");
  return text(language, (over ? "moment.expired-" : "moment.in-") + std::string(left.unit),
              {{"count", left.count}});
}

std::string due(Language language, Time due, Time now, const Zones& zones) {
  return text(
      language, "moment.due",
      {{"remaining", remaining(language, due, now)}, {"moments", moments(language, due, zones)}});
}

}  // namespace haidang::wording
