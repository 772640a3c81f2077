// Which notices reach whom, when, and by which channel: pure functions of what an officer chose, of
// the notice and of the time. Nobody leaves an emergency or a contradiction to the others.
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"

namespace haidang::node {

enum class NoticeKind {
  reminder,        // a clock runs out in `days` days or fewer
  overdue,         // the date of a clock has passed
  unacknowledged,  // nobody of ours has acknowledged the request
  emergency,       // one of the two, of a request in an emergency, 2(o)
  contradiction,   // two members of a joint investigation signed what cannot both be true, art. 48
};
std::string_view notice_kind_name(NoticeKind kind);
Result<NoticeKind> parse_notice_kind(std::string_view name);

// Minutes after midnight.
using MinuteOfDay = std::chrono::minutes;
struct QuietHours {
  MinuteOfDay from;
  MinuteOfDay until;  // on the next day if it is not later
  bool operator==(const QuietHours&) const = default;
};

enum class Pace : std::uint8_t { at_once, hourly, daily };
// Of his own cases alone: in which he has spoken, and those in which nobody of ours has.
enum class WhoseCases : std::uint8_t { authority, own };
enum class Mail : std::uint8_t { off, on };

// What an officer chose. Without a choice: everything, at once, on the page alone.
struct NoticePreferences {
  std::vector<NoticeKind> without;         // kinds that he leaves to the others
  std::vector<std::string> measures = {};  // these alone; empty: all
  WhoseCases cases = WhoseCases::authority;
  Pace digest = Pace::at_once;
  MinuteOfDay daily_at = std::chrono::hours(8);
  std::optional<QuietHours> quiet = {};
  std::string time_zone = "Etc/UTC";
  Mail mail = Mail::off;
  std::string mail_to = {};
  std::string language = "en";  // of the mail
  bool operator==(const NoticePreferences&) const = default;
};
// As the API shows and takes them. Errors of reading: bad_value, missing_field.
json::object describe(const NoticePreferences& preferences);
Result<NoticePreferences> read_notice_preferences(const json::object& body);

struct NoticeFacts {
  NoticeKind kind = NoticeKind::reminder;
  std::string measure;
  std::vector<std::string> speakers = {};  // officers of ours who have spoken in the case
};

struct Recipient {
  std::string officer;
  NoticePreferences preferences;
};

// From `at` on the notice counts for the officer, and is announced; it stands in his list at once.
struct Telling {
  std::string officer;
  Time at;
  Mail mail = Mail::off;
};

// Each recipient whose choice the notice meets; all of them if it meets nobody's, for somebody has
// to know. In their order.
std::vector<Telling> tellings(const NoticeFacts& facts, std::span<const Recipient> recipients,
                              Time now);
// When a notice that is made now reaches an officer who chose so.
Time told_at(NoticeKind kind, const NoticePreferences& preferences, Time now);

}  // namespace haidang::node
