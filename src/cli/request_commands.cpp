// Requests and the acts about them.
#include <fmt/format.h>

#include "acts/body.hpp"
#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/text.hpp"
#include "treaty/treaty.hpp"

namespace haidang::cli {
namespace {

constexpr std::size_t draft_bytes_max = 256 * 1024;

const Option reference{"REF", "REF", "A request's reference, or the beginning of it",
                       Arity::required};
const Option text_option{"--text", "TEXT", "What to say"};

Result<json::object> read_draft(const std::string& path) {
  HD_TRY(const Bytes bytes, read_file(path, draft_bytes_max));
  return parse_json_object(as_text(bytes));
}

json::value child(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? json::value(nullptr) : *value;
}

// A draft: the addressee and a request body whose contents say what each item is for.
Result<Outcome> new_request(const Context&, const Arguments& arguments) {
  HD_TRY(const treaty::Measure* measure,
         treaty::Treaty::embedded().measure(arguments.one("MEASURE")));
  json::object contents;
  std::string guide = fmt::format("{} (art. {})\n", measure->title, measure->article);
  for (const treaty::ContentItem& item : measure->contents) {
    if (item.name == "authority") continue;  // filled in by the node that sends
    contents[item.name] = "";
    guide +=
        fmt::format("  {:<28} {}{} [{}]{}\n", item.name, item.label,
                    item.requirement == treaty::Requirement::always ? "" : " (where applicable)",
                    item.source.citation, item.source.verified ? "" : " (not yet verified)");
  }
  RequestBody body;
  body.measure = measure->id;
  body.legal_bases = {"uncc"};
  body.offence = arguments.optional("--offence").value_or("");
  json::object written = write_body(body);
  written["contents"] = std::move(contents);
  if (const auto on = arguments.optional("--relies-on")) written["relies_on"] = *on;
  json::object draft{{"to", arguments.optional("--to").value_or("XB/contact-point")},
                     {"body", std::move(written)}};
  const std::string file = arguments.optional("-o").value_or("request.json");
  HD_TRY_VOID(write_durable(file, as_bytes(pretty(draft))));
  return Outcome{
      guide + fmt::format("\nWritten to {0}. Fill it in, then: haidang request check {0}\n", file),
      {{"file", file}, {"measure", measure->id}}};
}

// The body with a relies_on reference made whole and given --content and --offence put in.
Result<json::object> complete_body(ApiClient& api, json::object body, const Arguments& arguments) {
  json::value* contents = body.if_contains("contents");
  for (const std::string& pair : arguments.many("--content")) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) {
      return Error{Code::usage, fmt::format("--content '{}' is not NAME=TEXT", pair)};
    }
    if (contents == nullptr || !contents->is_object()) {
      contents = &(body["contents"] = json::object{});
    }
    contents->get_object()[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  json::value* on = body.if_contains("relies_on");
  if (on != nullptr && on->is_string() && on->get_string().size() < 32) {
    HD_TRY(const json::value found, api.get("/api/v1/requests/" + std::string(on->get_string())));
    *on = child(found.as_object(), "request");
  }
  return body;
}

Result<Outcome> check_request(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::object draft, read_draft(arguments.one("FILE")));
  if (!child(draft, "body").is_object())
    return Error{Code::missing_field, "the draft has no 'body'"};
  HD_TRY(json::object body, complete_body(api, child(draft, "body").as_object(), arguments));
  HD_TRY(const json::value answer, api.post("/api/v1/requests/check", body));
  return Outcome{"Complete: nothing that the Convention requires is missing.", answer.as_object()};
}

Result<Outcome> send_request(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::object draft, read_draft(arguments.one("FILE")));
  if (!child(draft, "body").is_object())
    return Error{Code::missing_field, "the draft has no 'body'"};
  HD_TRY(json::object body, complete_body(api, child(draft, "body").as_object(), arguments));
  json::object command{{"body", std::move(body)}};
  command["to"] = arguments.optional("--to").value_or(
      child(draft, "to").is_string() ? std::string(child(draft, "to").as_string()) : "");
  HD_TRY(const json::value sent, api.post("/api/v1/requests", command));
  const std::string id(child(sent.as_object(), "request").as_string());
  return Outcome{
      fmt::format(
          "Signed, journalled and on its way: request {}\nFollow it: haidang request show {}",
          id.substr(0, 8), id.substr(0, 8)),
      sent.as_object()};
}

Result<Outcome> list_requests(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/requests"));
  const json::array& rows = answer.as_object().at("requests").as_array();
  return Outcome{request_table(rows), answer.as_object()};
}

Result<Outcome> show_request(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/requests/" + arguments.one("REF")));
  const auto timeline = arguments.has("--timeline") ? Timeline::shown : Timeline::hidden;
  return Outcome{request_text(answer.as_object(), timeline), answer.as_object()};
}

Result<Outcome> post_act(const Context& context, const Arguments& arguments, ActKind kind,
                         json::object body) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const json::object command{{"kind", act_kind_name(kind)}, {"body", std::move(body)}};
  HD_TRY(const json::value done,
         api.post("/api/v1/requests/" + arguments.one("REF") + "/acts", command));
  return Outcome{fmt::format("Signed and journalled: {}.", act_kind_name(kind)), done.as_object()};
}

Command note_command(std::string verb, ActKind kind, std::string summary,
                     std::vector<Option> more = {}) {
  std::vector<Option> options{reference, text_option};
  options.insert(options.end(), more.begin(), more.end());
  const std::string example = fmt::format("haidang request {} 3f2a91c0 --text \"...\"", verb);
  return {{"request", verb},
          std::move(summary),
          {example},
          std::move(options),
          [kind](const Context& context, const Arguments& arguments) {
            const NoteBody body{arguments.optional("--text").value_or(""),
                                arguments.many("--condition")};
            return post_act(context, arguments, kind, write_body(body));
          }};
}

Result<Outcome> refuse(const Context& context, const Arguments& arguments) {
  const RefuseBody body{arguments.many("--ground"), arguments.optional("--reasons").value_or("")};
  return post_act(context, arguments, ActKind::refuse, write_body(body));
}

Result<Outcome> postpone(const Context& context, const Arguments& arguments) {
  HD_TRY(const Time review, parse_time(arguments.one("--until")));
  const PostponeBody body{review, arguments.optional("--reasons").value_or("")};
  return post_act(context, arguments, ActKind::postpone, write_body(body));
}

Result<Outcome> preserved(const Context& context, const Arguments& arguments) {
  HD_TRY(const Time until, parse_time(arguments.one("--until")));
  const PreservedBody body{until, arguments.optional("--text").value_or("")};
  return post_act(context, arguments, ActKind::preserved, write_body(body));
}

Result<Outcome> extend(const Context& context, const Arguments& arguments) {
  HD_TRY(const Time until, parse_time(arguments.one("--until")));
  const ExtendBody body{until, arguments.optional("--reasons").value_or("")};
  return post_act(context, arguments, ActKind::extend, write_body(body));
}

std::vector<Command> making() {
  const Option file{"FILE", "FILE", "A draft made by 'haidang request new'", Arity::required};
  const Option content{"--content", "NAME=TEXT", "Fill in one item of the contents", Arity::many};
  return {
      {{"request", "new"},
       "Write a draft with everything that the measure requires",
       {"haidang request new preservation --to XB/contact-point --offence UNCC-07 -o draft.json"},
       {{"MEASURE", "MEASURE", "preservation, stored-data, ...", Arity::required},
        {"--to", "PARTY/AUTHORITY", "The requested authority"},
        {"--offence", "CODE", "Offence code, e.g. UNCC-07, or serious-crime"},
        {"--relies-on", "REF", "The preservation request that this one follows, art. 42(8)"},
        {"-o", "FILE", "Where to write the draft"}},
       new_request},
      {{"request", "check"},
       "Say what is missing from a draft, with the article that requires it",
       {"haidang request check draft.json"},
       {file, content},
       check_request},
      {{"request", "send"},
       "Sign a request, journal it and send it",
       {"haidang request send draft.json", "haidang request send draft.json --to XB/contact-point"},
       {file, content, {"--to", "PARTY/AUTHORITY", "The requested authority, if not in the draft"}},
       send_request},
      {{"request", "list"}, "All requests, due first", {"haidang request list"}, {}, list_requests},
      {{"request", "show"},
       "One request: where it stands, its clocks and what may be done next",
       {"haidang request show 3f2a91c0 --timeline"},
       {reference, {"--timeline", "", "With every act of the case", Arity::flag}},
       show_request},
  };
}

std::vector<Command> answering() {
  const Option reasons{"--reasons", "TEXT", "Reasons"};
  const Option until{"--until", "TIME", "RFC 3339, e.g. 2026-12-24T00:00:00Z", Arity::required};
  return {
      note_command("acknowledge", ActKind::acknowledge, "Say that an officer has read the request"),
      note_command("ask", ActKind::ask, "Ask for more information, art. 40(16)"),
      note_command("supply", ActKind::supply, "Answer such a question"),
      note_command("consult", ActKind::consult,
                   "Consult before refusing or postponing, art. 40(28)"),
      note_command("accept", ActKind::accept, "Accept, with or without conditions",
                   {{"--condition", "TEXT", "A condition that binds if accepted", Arity::many}}),
      {{"request", "refuse"},
       "Refuse, on grounds that the measure allows and with reasons, art. 40(25)",
       {"haidang request refuse 3f2a91c0 --ground ESSENTIAL_INTERESTS --reasons \"...\""},
       {reference,
        {"--ground", "CODE", "haidang explain grounds lists them", Arity::many},
        reasons},
       refuse},
      {{"request", "postpone"},
       "Postpone until a review date, art. 40(27)",
       {"haidang request postpone 3f2a91c0 --until 2026-12-24T00:00:00Z --reasons \"...\""},
       {reference, until, reasons},
       postpone},
      note_command("status", ActKind::status, "Report progress, art. 40(26)"),
      {{"request", "preserved"},
       "Say that the data are preserved until a date, not less than 60 days, art. 42(8)",
       {"haidang request preserved 3f2a91c0 --until 2027-03-01T00:00:00Z"},
       {reference, until, text_option},
       preserved},
      {{"request", "extend"},
       "Ask to extend a preservation before it ends, art. 42(9)",
       {"haidang request extend 3f2a91c0 --until 2027-06-01T00:00:00Z --reasons \"...\""},
       {reference, until, reasons},
       extend},
      note_command("release", ActKind::release, "Say that preserved data are no longer held"),
      note_command("withdraw", ActKind::withdraw, "Withdraw what is no longer needed, art. 40(26)"),
      note_command("notify", ActKind::notify, "Any other information, e.g. art. 42(7)"),
      note_command("close", ActKind::close, "Consider the request finished on this side"),
  };
}

}  // namespace

std::vector<Command> request_commands() {
  std::vector<Command> commands = making();
  std::vector<Command> answers = answering();
  commands.insert(commands.end(), answers.begin(), answers.end());
  return commands;
}

}  // namespace haidang::cli
