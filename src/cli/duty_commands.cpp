// Deputies and the duty roster.
#include <fmt/format.h>

#include "cli/api_client.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

std::string delegation_text(const Reader& reader, const json::object& row) {
  return fmt::format("{}  {}\n", json::serialize(row.at("id")),
                     reader.say("cli.delegation-row", {{"deputy", field(row, "deputy")},
                                                       {"officer", field(row, "officer")},
                                                       {"authority", field(row, "authority")},
                                                       {"until", field(row, "until")}}));
}

std::string roster_text(const Reader& reader, const json::object& roster) {
  std::string text = reader.say("cli.on-duty", {{"moment", field(roster, "now")}}) + "\n";
  for (const json::value& value : roster.at("on_duty").as_array()) {
    const json::object& row = value.as_object();
    text += "  " + reader.say("cli.roster-row", {{"authority", field(row, "authority")},
                                                 {"officer", field(row, "officer")},
                                                 {"until", field(row, "until")}});
    for (const json::value& deputy : row.at("deputies").as_array())
      text += reader.say("cli.roster-deputy", {{"officer", std::string(deputy.as_string())}});
    text += "\n";
  }
  if (roster.at("on_duty").as_array().empty()) {
    text += "  " + reader.say("cli.nobody-on-duty") + "\n";
  }
  text += reader.say("cli.shifts") + "\n";
  for (const json::value& value : roster.at("shifts").as_array()) {
    const json::object& row = value.as_object();
    text += fmt::format("  {}  {}\n", json::serialize(row.at("id")),
                        reader.say("cli.shift-row", {{"officer", field(row, "officer")},
                                                     {"authority", field(row, "authority")},
                                                     {"from", field(row, "from")},
                                                     {"until", field(row, "until")}}));
  }
  return text;
}

Result<Outcome> delegate(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object body{{"deputy", arguments.one("DEPUTY")},
                    {"authority", arguments.one("--authority")},
                    {"until", arguments.one("--until")}};
  if (const auto whose = arguments.optional("--for")) body["officer"] = *whose;
  HD_TRY(const json::value done, api.post("/api/v1/delegations", body));
  return Outcome{delegation_text(reader_of(context), done.as_object()), done.as_object()};
}

Result<Outcome> list_delegations(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/delegations"));
  const Reader reader = reader_of(context);
  std::string text;
  for (const json::value& row : answer.as_object().at("delegations").as_array())
    text += delegation_text(reader, row.as_object());
  if (text.empty()) text = reader.say("cli.no-deputies") + "\n";
  return Outcome{text, answer.as_object()};
}

Result<Outcome> end_delegation(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done,
         api.post("/api/v1/delegations/" + arguments.one("ID") + "/end", json::object{}));
  const Reader reader = reader_of(context);
  return Outcome{
      reader.say("cli.delegation-ended", {{"what", delegation_text(reader, done.as_object())}}),
      done.as_object()};
}

Result<Outcome> show_roster(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/roster"));
  return Outcome{roster_text(reader_of(context), answer.as_object()), answer.as_object()};
}

Result<Outcome> add_shift(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const json::object body{{"officer", arguments.one("OFFICER")},
                          {"authority", arguments.one("--authority")},
                          {"from", arguments.one("--from")},
                          {"until", arguments.one("--until")}};
  HD_TRY(const json::value done, api.post("/api/v1/roster", body));
  return Outcome{reader_of(context).say("cli.on-roster"), done.as_object()};
}

Result<Outcome> remove_shift(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done,
         api.post("/api/v1/roster/" + arguments.one("ID") + "/removal", json::object{}));
  return Outcome{roster_text(reader_of(context), done.as_object()), done.as_object()};
}

}  // namespace

std::vector<Command> duty_commands() {
  const Option authority{"--authority", "ID", "At which of our authorities", Arity::required};
  const Option until{"--until", "TIME", "RFC 3339, e.g. 2026-12-24T00:00:00Z", Arity::required};
  const Option id{"ID", "ID", "The number that the list shows", Arity::required};
  return {
      {{"officer", "delegate"},
       "Let a deputy have your part in cases until a time",
       {"haidang officer delegate an --authority contact-point --until 2026-12-24T00:00:00Z"},
       {{"DEPUTY", "NAME", "Who stands in", Arity::required},
        authority,
        until,
        {"--for", "NAME", "For another officer: an administrator only"}},
       delegate},
      {{"officer", "deputies"},
       "Who stands in for whom",
       {"haidang officer deputies"},
       {},
       list_delegations},
      {{"officer", "undelegate"},
       "End a delegation at once",
       {"haidang officer undelegate 3"},
       {id},
       end_delegation},
      {{"roster", "show"},
       "Who is on duty now and later",
       {"haidang roster show"},
       {},
       show_roster},
      {{"roster", "add"},
       "Put an officer on duty",
       {"haidang roster add linh --authority contact-point --from 2026-12-24T00:00:00Z --until "
        "2026-12-25T00:00:00Z"},
       {{"OFFICER", "NAME", "Who is on duty", Arity::required},
        authority,
        {"--from", "TIME", "RFC 3339", Arity::required},
        until},
       add_shift},
      {{"roster", "remove"}, "Take a shift off", {"haidang roster remove 3"}, {id}, remove_shift},
  };
}

}  // namespace haidang::cli
