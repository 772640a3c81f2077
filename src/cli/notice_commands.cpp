// What this officer is told of: what runs out, what is overdue, and which of it has been seen.
#include <fmt/format.h>

#include "cli/api_client.hpp"
#include "cli/command.hpp"
#include "cli/text.hpp"
#include "cli/view.hpp"
#include "words/columns.hpp"

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

bool is_set(const json::object& object, std::string_view name) {
  return field(object, name) == "true";
}

// The words of a list, or that there are none.
std::string joined(const Reader& reader, const json::object& row, std::string_view name,
                   std::string_view group) {
  std::string text;
  for (const json::value& value : list(row, name)) {
    text += (text.empty() ? "" : ", ") + reader.word(group, std::string_view(value.as_string()));
  }
  return text.empty() ? "-" : text;
}

std::string mail_of(const Reader& reader, const json::object& chosen, const json::object& address) {
  if (!is_set(chosen, "mail")) return "-";
  return fmt::format("{} ({}), {}", field(chosen, "mail_to"),
                     reader.say(is_set(address, "confirmed") ? "cli.address-confirmed"
                                                             : "cli.address-not-confirmed"),
                     field(chosen, "language"));
}

std::string preferences_text(const Reader& reader, const json::object& chosen,
                             const json::object& address) {
  const json::object& quiet = inner(chosen, "quiet");
  std::vector<std::vector<std::string>> rows;
  const auto line = [&](std::string_view label, std::string value) {
    rows.push_back({reader.say(label), std::move(value)});
  };
  line("cli.preference.without", joined(reader, chosen, "without", "notice"));
  const std::string measures = joined(reader, chosen, "measures", "measure");
  line("web.notices.measures", measures == "-" ? reader.say("web.notices.all") : measures);
  line("web.notices.cases", reader.word("web.notices.cases", field(chosen, "cases")));
  const std::string digest = field(chosen, "digest");
  const std::string pace = reader.word("web.notices.digest", digest);
  line("web.notices.digest",
       digest == "daily" ? fmt::format("{}, {}", pace, field(chosen, "daily_at")) : pace);
  line("web.notices.quiet",
       quiet.empty() ? "-" : field(quiet, "from") + "-" + field(quiet, "until"));
  line("web.notices.zone", field(chosen, "time_zone"));
  line("web.directory.email", mail_of(reader, chosen, address));
  return wording::table(rows);
}

Result<Outcome> preferences_outcome(const Context& context, ApiClient& api,
                                    const json::object& chosen) {
  HD_TRY(const json::value address, api.get("/api/v1/notices/mail-address"));
  const Reader reader = reader_of(context);
  std::string text = preferences_text(reader, chosen, address.as_object());
  if (is_set(chosen, "mail") && !is_set(address.as_object(), "confirmed")) {
    text += "\n" + reader.say("cli.address-confirm") + "\n";
  }
  return Outcome{text, chosen};
}

Result<Outcome> show_preferences(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/notices/preferences"));
  return preferences_outcome(context, api, answer.as_object());
}

Result<Outcome> confirm_address(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const auto code = arguments.optional("CODE");
  if (code.has_value() == arguments.has("--send")) {
    return Error{Code::usage, "a code, or --send, and not both", "",
                 "haidang notice confirm --send; then: haidang notice confirm CODE"};
  }
  const std::string path = "/api/v1/notices/mail-address/";
  HD_TRY(const json::value answer,
         code ? api.post(path + "confirmation", json::object{{"code", *code}})
              : api.post(path + "code", json::object{}));
  const json::object& address = answer.as_object();
  const Reader reader = reader_of(context);
  return Outcome{reader.say(code ? "cli.address-is-confirmed" : "cli.address-code-sent",
                            {{"address", field(address, "address")}}) +
                     "\n",
                 address};
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
  return preferences_outcome(context, api, answer.as_object());
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
      {{"notice", "confirm"},
       "Show that you read what comes to your address: with the code that was sent there",
       {"haidang notice confirm 12345678", "haidang notice confirm --send"},
       {{"CODE", "CODE", "The code, eight digits"},
        {"--send", "", "Send another code to the address", Arity::flag}},
       confirm_address},
  };
}

}  // namespace haidang::cli
