#include "node/notice_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mail/message.hpp"
#include "node/time_zone.hpp"
#include "words/language.hpp"
#include "words/moment.hpp"

namespace haidang::node {
namespace {

constexpr std::array kind_names{"reminder", "overdue", "unacknowledged", "emergency",
                                "contradiction"};
constexpr std::array digest_names{"at-once", "hourly", "daily"};
constexpr std::array cases_names{"authority", "own"};
constexpr std::size_t measures_max = 200;
constexpr std::size_t address_bytes_max = 254;  // RFC 5321 section 4.5.3.1.3
constexpr MinuteOfDay whole_day = std::chrono::hours(24);

template <class T>
bool holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <class Enum, std::size_t count>
Result<Enum> named(const std::array<const char*, count>& names, std::string_view name) {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (name == names.at(i)) return static_cast<Enum>(i);
    all += fmt::format("{}{}", i == 0 ? "" : ", ", names.at(i));
  }
  return Error{Code::bad_value, fmt::format("'{}' is none of: {}", name, all)};
}

std::string minute_text(MinuteOfDay minute) {
  return fmt::format("{:02}:{:02}", minute.count() / 60, minute.count() % 60);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Result<MinuteOfDay> parse_minute(std::string_view text) {
  const bool shaped = text.size() == 5 && text[2] == ':' && is_digit(text[0]) &&
                      is_digit(text[1]) && is_digit(text[3]) && is_digit(text[4]);
  if (shaped) {
    const MinuteOfDay minute{((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 +
                             text[4] - '0'};
    if (minute < whole_day && text[3] < '6') return minute;
  }
  return Error{Code::bad_value, fmt::format("'{}' is no time of the day", text), "",
               "Write it as 22:00."};
}

Millis ahead(Time time, const std::string& zone) {
  return wording::ahead_of_utc(time, zone).value_or(std::chrono::minutes{0});
}

MinuteOfDay local_minute(Time time, const std::string& zone) {
  const Time local = time + ahead(time, zone);
  return std::chrono::floor<MinuteOfDay>(local - std::chrono::floor<Days>(local));
}

// The next moment after `time` at which clocks there show that minute.
Time next_local(Time time, MinuteOfDay minute, const std::string& zone) {
  const Time local = time + ahead(time, zone);
  Time then = std::chrono::floor<Days>(local) + minute;
  if (then <= local) then += Days{1};
  const Time about = then - ahead(time, zone);
  const Time exact = then - ahead(about, zone);  // clocks may be put forward or back meanwhile
  // Where they are put forward over that minute, the day has none: a little later, then.
  return local_minute(exact, zone) == minute ? exact : std::max(about, exact);
}

bool is_quiet(const QuietHours& quiet, MinuteOfDay minute) {
  if (quiet.from < quiet.until) return quiet.from <= minute && minute < quiet.until;
  return quiet.from <= minute || minute < quiet.until;
}

// Whatever anybody chose.
bool is_for_all(NoticeKind kind) {
  return kind == NoticeKind::emergency || kind == NoticeKind::contradiction;
}

bool meets(const NoticeFacts& facts, const Recipient& recipient) {
  const NoticePreferences& chosen = recipient.preferences;
  if (is_for_all(facts.kind)) return true;
  if (holds(chosen.without, facts.kind)) return false;
  if (!chosen.measures.empty() && !holds(chosen.measures, facts.measure)) return false;
  return chosen.cases == WhoseCases::authority || facts.speakers.empty() ||
         holds(facts.speakers, recipient.officer);
}

Result<std::vector<std::string>> read_texts(ObjectReader& in, const char* name) {
  HD_TRY(const json::array list, in.array(name, measures_max));
  std::vector<std::string> texts;
  for (const json::value& value : list) {
    if (!value.is_string() || value.get_string().size() > 64) {
      return Error{Code::bad_value, fmt::format("'{}' holds something that is no name", name)};
    }
    texts.emplace_back(value.get_string());
  }
  return texts;
}

Result<std::optional<QuietHours>> read_quiet(ObjectReader& preferences) {
  HD_TRY(const auto given, preferences.optional_object("quiet"));
  if (!given) return std::optional<QuietHours>{};
  ObjectReader in(*given, "quiet");
  HD_TRY(const std::string from, in.text("from", 5));
  HD_TRY(const std::string until, in.text("until", 5));
  HD_TRY_VOID(in.finish());
  QuietHours quiet{};
  HD_TRY(quiet.from, parse_minute(from));
  HD_TRY(quiet.until, parse_minute(until));
  if (quiet.from != quiet.until) return std::optional(quiet);
  return Error{Code::bad_value, "quiet hours that begin when they end are none, or all of them", "",
               "To be told nothing but emergencies, say which kinds you leave out."};
}

Result<std::vector<NoticeKind>> read_kinds(ObjectReader& in) {
  HD_TRY(const std::vector<std::string> names, read_texts(in, "without"));
  std::vector<NoticeKind> kinds;
  for (const std::string& name : names) {
    HD_TRY(const NoticeKind kind, parse_notice_kind(name));
    if (is_for_all(kind)) {
      return Error{Code::bad_value, fmt::format("nobody leaves '{}' to the others", name)};
    }
    if (!holds(kinds, kind)) kinds.push_back(kind);
  }
  return kinds;
}

Result<void> check(const NoticePreferences& chosen) {
  HD_TRY_VOID(check_time_zone(chosen.time_zone));
  if (!wording::Language::find(chosen.language)) {
    return Error{Code::bad_value, fmt::format("the program does not speak '{}'", chosen.language)};
  }
  if (chosen.mail_to.empty() && chosen.mail == Mail::off) return {};
  return mail::check_address(chosen.mail_to);
}

}  // namespace

std::string_view notice_kind_name(NoticeKind kind) {
  return kind_names.at(static_cast<std::size_t>(kind));
}

Result<NoticeKind> parse_notice_kind(std::string_view name) {
  return named<NoticeKind>(kind_names, name);
}

json::object describe(const NoticePreferences& chosen) {
  json::array without;
  for (const NoticeKind kind : chosen.without)
    without.push_back(json::string(notice_kind_name(kind)));
  json::object out{{"without", std::move(without)},
                   {"measures", json::array(chosen.measures.begin(), chosen.measures.end())},
                   {"cases", cases_names.at(static_cast<std::size_t>(chosen.cases))},
                   {"digest", digest_names.at(static_cast<std::size_t>(chosen.digest))},
                   {"daily_at", minute_text(chosen.daily_at)},
                   {"quiet", nullptr},
                   {"time_zone", chosen.time_zone},
                   {"mail", chosen.mail == Mail::on},
                   {"mail_to", chosen.mail_to},
                   {"language", chosen.language}};
  if (chosen.quiet) {
    out["quiet"] = json::object{{"from", minute_text(chosen.quiet->from)},
                                {"until", minute_text(chosen.quiet->until)}};
  }
  return out;
}

Result<NoticePreferences> read_notice_preferences(const json::object& body) {
  ObjectReader in(body, "preferences");
  NoticePreferences chosen;
  HD_TRY(chosen.quiet, read_quiet(in));
  HD_TRY(chosen.without, read_kinds(in));
  HD_TRY(chosen.measures, read_texts(in, "measures"));
  HD_TRY(const std::string cases, in.text("cases", 20));
  HD_TRY(chosen.cases, named<WhoseCases>(cases_names, cases));
  HD_TRY(const std::string digest, in.text("digest", 20));
  HD_TRY(chosen.digest, named<Pace>(digest_names, digest));
  HD_TRY(const std::string daily_at, in.text("daily_at", 5));
  HD_TRY(chosen.daily_at, parse_minute(daily_at));
  HD_TRY(chosen.time_zone, in.text("time_zone", 64));
  HD_TRY(const bool mail, in.boolean("mail"));
  chosen.mail = mail ? Mail::on : Mail::off;
  HD_TRY(chosen.mail_to, in.text("mail_to", address_bytes_max));
  HD_TRY(chosen.language, in.text("language", 8));
  HD_TRY_VOID(in.finish());
  HD_TRY_VOID(check(chosen));
  return chosen;
}

Time told_at(NoticeKind kind, const NoticePreferences& chosen, Time now) {
  if (kind == NoticeKind::emergency) return now;
  Time at = now;
  if (chosen.digest == Pace::hourly)
    at = std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours(1);
  if (chosen.digest == Pace::daily) at = next_local(now, chosen.daily_at, chosen.time_zone);
  if (chosen.quiet && is_quiet(*chosen.quiet, local_minute(at, chosen.time_zone)))
    at = next_local(at, chosen.quiet->until, chosen.time_zone);
  return at;
}

std::vector<Telling> tellings(const NoticeFacts& facts, std::span<const Recipient> recipients,
                              Time now) {
  const bool anybody = std::any_of(recipients.begin(), recipients.end(),
                                   [&](const Recipient& row) { return meets(facts, row); });
  std::vector<Telling> list;
  for (const Recipient& row : recipients) {
    if (anybody && !meets(facts, row)) continue;
    list.push_back({row.officer, told_at(facts.kind, row.preferences, now), row.preferences.mail});
  }
  return list;
}

}  // namespace haidang::node
