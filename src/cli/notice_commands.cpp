// What this officer is told of: what runs out, what is overdue, and which of it has been seen.
#include <fmt/format.h>

#include "cli/api_client.hpp"
#include "cli/command.hpp"
#include "cli/text.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

Result<Outcome> list_notices(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/notices"));
  const json::object& notices = answer.as_object();
  return Outcome{notices_text(reader_of(context, api), list(notices, "notices")), notices};
}

Result<json::array> unseen(ApiClient& api) {
  HD_TRY(const json::value answer, api.get("/api/v1/notices"));
  json::array numbers;
  for_each(answer.as_object(), "notices", [&](const json::object& row) {
    if (field(row, "seen_at").empty()) numbers.push_back(row.at("id"));
  });
  return numbers;
}

// "all": whatever the officer has not seen.
Result<json::array> numbers_to_see(const Arguments& arguments, ApiClient& api) {
  json::array numbers;
  const std::vector<std::string> words = arguments.many("NUMBER");
  if (words == std::vector<std::string>{"all"}) return unseen(api);
  for (const std::string& text : words) {
    const auto value = parse_json(text);
    if (!value.ok() || !value->is_int64()) {
      return Error{Code::bad_value, "'" + text + "' is no notice's number", "",
                   "haidang notice list"};
    }
    numbers.push_back(*value);
  }
  return numbers;
}

Result<Outcome> see_notices(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(json::array numbers, numbers_to_see(arguments, api));
  HD_TRY(const json::value answer,
         api.post("/api/v1/notices/seen", json::object{{"notices", std::move(numbers)}}));
  const json::object& notices = answer.as_object();
  return Outcome{notices_text(reader_of(context, api), list(notices, "notices")), notices};
}

std::string joined(const json::object& row, std::string_view name) {
  std::string text;
  for (const json::value& value : list(row, name))
    text += (text.empty() ? "" : ", ") + std::string(value.as_string());
  return text.empty() ? "-" : text;
}

std::string preferences_text(const json::object& chosen) {
  const json::object& quiet = inner(chosen, "quiet");
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    text += fmt::format("{:<10} {}\n", name, value);
  };
  line("without", joined(chosen, "without"));
  line("measures", joined(chosen, "measures"));
  line("cases", field(chosen, "cases"));
  const std::string digest = field(chosen, "digest");
  line("digest", digest == "daily" ? "daily, " + field(chosen, "daily_at") : digest);
  line("quiet", quiet.empty() ? "-" : field(quiet, "from") + "-" + field(quiet, "until"));
  line("time-zone", field(chosen, "time_zone"));
  line("mail", field(chosen, "mail") == "true" ? field(chosen, "mail_to") : "-");
  line("language", field(chosen, "language"));
  return text;
}

Result<Outcome> show_preferences(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/notices/preferences"));
  return Outcome{preferences_text(answer.as_object()), answer.as_object()};
}

json::array texts(const std::vector<std::string>& words) {
  json::array out;
  for (const std::string& word : words) {
    if (word != "none" && word != "all") out.push_back(json::string(word));
  }
  return out;
}

// "22:00-07:00", or "none".
Result<json::value> read_quiet(const std::string& text) {
  if (text == "none") return json::value(nullptr);
  const auto dash = text.find('-');
  if (dash == std::string::npos) {
    return Error{Code::usage, fmt::format("'{}' is no span of hours", text), "",
                 "Write it as 22:00-07:00, or none."};
  }
  return json::value(
      json::object{{"from", text.substr(0, dash)}, {"until", text.substr(dash + 1)}});
}

Result<Outcome> choose(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value now, api.get("/api/v1/notices/preferences"));
  json::object chosen = now.as_object();
  if (arguments.has("--without")) chosen["without"] = texts(arguments.many("--without"));
  if (arguments.has("--measure")) chosen["measures"] = texts(arguments.many("--measure"));
  for (const auto& [option, name] :
       {std::pair("--cases", "cases"), std::pair("--digest", "digest"),
        std::pair("--daily-at", "daily_at"), std::pair("--time-zone", "time_zone"),
        std::pair("--language", "language")}) {
    if (const auto given = arguments.optional(option)) chosen[name] = *given;
  }
  if (const auto quiet = arguments.optional("--quiet")) {
    HD_TRY(chosen["quiet"], read_quiet(*quiet));
  }
  if (const auto mail = arguments.optional("--mail")) {
    chosen["mail"] = *mail != "off";
    if (*mail != "off") chosen["mail_to"] = *mail;
  }
  HD_TRY(const json::value answer, api.post("/api/v1/notices/preferences", chosen));
  return Outcome{preferences_text(answer.as_object()), answer.as_object()};
}

std::vector<Option> choices() {
  return {
      {"--without", "KIND", "Left to the others: reminder, overdue, unacknowledged; none",
       Arity::many},
      {"--measure", "MEASURE", "These measures alone; all", Arity::many},
      {"--cases", "WHOSE", "authority, or own: in which you have spoken, or nobody yet"},
      {"--digest", "HOW", "at-once, hourly or daily"},
      {"--daily-at", "HH:MM", "When the daily digest comes"},
      {"--quiet", "FROM-UNTIL", "When nothing but an emergency is told: 22:00-07:00; none"},
      {"--time-zone", "IANA", "In which time zone these hours are"},
      {"--mail", "ADDRESS", "Also by e-mail, which says how many wait and nothing of them; off"},
      {"--language", "TAG", "Of the e-mail"}};
}

}  // namespace

std::vector<Command> notice_commands() {
  return {
      {{"notice", "list"},
       "What you are told of: what runs out, what is overdue",
       {"haidang notice list"},
       {},
       list_notices},
      {{"notice", "seen"},
       "Say that you have seen notices: these, or all",
       {"haidang notice seen 4 7", "haidang notice seen all"},
       {{"NUMBER", "NUMBER", "Of the list, or all", Arity::many}},
       see_notices},
      {{"notice", "preferences"},
       "Which notices reach you, when and how",
       {"haidang notice preferences"},
       {},
       show_preferences},
      {{"notice", "choose"},
       "Choose which notices reach you, when and how; an emergency always does",
       {"haidang notice choose --without reminder --cases own",
        "haidang notice choose --digest daily --daily-at 07:30 --quiet 22:00-07:00 --time-zone "
        "Asia/Ho_Chi_Minh"},
       choices(),
       choose},
  };
}

}  // namespace haidang::cli
