// Requests and the acts about them.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include "acts/body.hpp"

#include "base/durable_file.hpp"
#include "casework/table.hpp"
#include "cli/drafting.hpp"
#include "cli/own_law.hpp"
#include "cli/selectors.hpp"
#include "cli/text.hpp"
#include "cli/view.hpp"
#include "crypto/random.hpp"
#include "treaty/explain_in.hpp"
#include "treaty/scope.hpp"
#include "words/words.hpp"

namespace haidang::cli {
namespace {

constexpr std::size_t draft_bytes_max = 256 * 1024;

// Says which file it is, and where a parser stops in it.
Error no_draft(const std::string& path, std::string_view text, Error error) {
  error.next = "Mend it there, or make a new one: haidang request new MEASURE -o FILE";
  if (error.code != Code::malformed) return error;
  if (error.why.empty()) {
    error.what = fmt::format("'{}' is no draft: a JSON object is expected", path);
    return error;
  }
  json::parser parser;
  json::error_code ec;
  const std::string_view before = text.substr(0, parser.write_some(text, ec));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t begin = before.rfind('\n') + 1;  // none: 0
  const std::size_t column = before.size() - begin + 1;
  error.what = fmt::format("'{}' is not JSON at line {}, column {}", path, line, column);
  return error;
}

Result<json::object> read_draft(const std::string& path) {
  HD_TRY(const Bytes bytes, read_file(path, draft_bytes_max));
  auto draft = parse_json_object(as_text(bytes));
  if (draft.ok()) return draft;
  return no_draft(path, as_text(bytes), draft.error());
}

json::value child(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? json::value(nullptr) : *value;
}

std::string field_text(const json::object& object, std::string_view name) {
  const json::value value = child(object, name);
  return value.is_string() ? std::string(value.get_string()) : "";
}

// The safeguards that the measure's duties ask for, to be filled in.
void put_safeguards(json::object& body, const treaty::Measure& measure, std::string_view offence) {
  using treaty::DutyName;
  if (measure.owes(DutyName::state_authorisation) != nullptr) {
    body["authorisation"] = json::object{
        {"body", ""}, {"reference", ""}, {"grounds", ""}, {"scope", ""}, {"duration", ""}};
  }
  if (measure.owes(DutyName::state_necessity) != nullptr) body["necessity"] = "";
  if (measure.owes(DutyName::state_dual_criminality) != nullptr) {
    body["dual_criminality"] = json::object{{"required", true},
                                            {"conduct", ""},
                                            {"result", "not-assessed"},
                                            {"requested_state_offence", ""}};
  }
  if (measure.owes(DutyName::emergency_only) != nullptr) {
    body["emergency"] = true;
    body["emergency_risk"] = "";
    body["emergency_facts"] = "";
  }
  if (!measure.assistance_types.empty()) body["assistance_type"] = "";
  if (offence == "serious-crime") {
    body["penalty_months"] = nullptr;
    body["statute"] = "";
  }
}

std::string content_line(const Reader& reader, const treaty::Measure& measure,
                         const treaty::ContentItem& item) {
  std::string marks;
  if (item.requirement != treaty::Requirement::always)
    marks += ", " + reader.say("cli.where-applicable");
  if (!item.source.verified) marks += ", " + reader.say("cli.not-verified");
  return fmt::format("  {:<28} {} [{}{}]\n", item.name,
                     reader.word("content." + measure.id, item.name, item.label),
                     reader.cited(item.source.citation), marks);
}

std::string guide_to(const Reader& reader, const treaty::Measure& measure) {
  std::string guide =
      fmt::format("{} ({}{})\n", reader.word("measure", measure.id, measure.title),
                  reader.cited("art. " + measure.article),
                  measure.source.verified ? "" : ", " + reader.say("cli.not-verified"));
  for (const treaty::ContentItem& item : measure.contents) {
    if (item.name == "authority") continue;  // filled in by the node that sends
    guide += content_line(reader, measure, item);
  }
  for (const treaty::AssistanceType& type : measure.assistance_types) {
    guide += fmt::format("  assistance_type {:<12} {} [{}]\n", type.letter,
                         reader.word("assistance." + measure.id, type.letter, type.label),
                         reader.cited(type.source.citation));
  }
  for (const treaty::Duty& duty : measure.duties) {
    guide += fmt::format("  {}: {} [{}]\n", reader.say("cli.label.duty"),
                         reader.word("duty", treaty::duty_text(duty.name)),
                         reader.cited(duty.source.citation));
  }
  return guide;
}

// The measure by the rules of the first basis that carries it.
Result<const treaty::Measure*> rules_under(const treaty::Treaty& law, const std::string& measure,
                                           const std::vector<std::string>& bases) {
  HD_TRY(const treaty::Measure* found, law.measure(measure));
  if (bases.empty()) return found;
  for (const std::string& basis : bases) {
    if (const treaty::Measure* rules = law.measure_under(measure, basis)) return rules;
  }
  return Error{Code::out_of_scope, fmt::format("none of these bases carries {}", measure), "",
               "See which do: haidang explain scope " + measure};
}

// 36(3), 40(19): which items, and to whom they would go.
void put_consent_asked(json::object& body, const treaty::Measure& measure,
                       const Arguments& arguments) {
  const std::vector<std::string> items = arguments.many("--item");
  if (!items.empty()) body["about_items"] = json::array(items.begin(), items.end());
  const bool names_recipient =
      std::any_of(measure.contents.begin(), measure.contents.end(),
                  [](const treaty::ContentItem& item) { return item.name == "recipient"; });
  if (!names_recipient) return;
  const auto recipient = arguments.optional("--recipient");
  body["recipient_code"] = recipient ? json::value(*recipient) : json::value(nullptr);
}

// What the requested Party wants to read by our own law files; the guide's lines for it.
std::string put_required(json::object& body, const treaty::Treaty& law,
                         const treaty::Measure& measure, const std::string& party,
                         const Reader& reader) {
  std::string guide;
  for (const treaty::StateRequirement& row : law.requirements()) {
    const auto names = [&](std::string_view name) {
      return std::find(row.measures.begin(), row.measures.end(), name) != row.measures.end();
    };
    if (row.party != party || (!names(measure.id) && !names("*"))) continue;
    for (const treaty::ContentItem& item : row.contents) {
      body["contents"].as_object()[item.name] = "";
      guide += content_line(reader, measure, item);
    }
  }
  return guide;
}

// A draft: the addressee and a request body whose contents say what each item is for.
Result<Outcome> new_request(const Context& context, const Arguments& arguments) {
  const treaty::Treaty law = law_in_force(context);
  const std::vector<std::string> bases = arguments.many("--basis");
  HD_TRY(const treaty::Measure* measure, rules_under(law, arguments.one("MEASURE"), bases));
  const Reader reader = reader_of(context);
  json::object contents;
  for (const treaty::ContentItem& item : measure->contents) {
    if (item.name != "authority") contents[item.name] = "";
  }
  RequestBody body;
  body.measure = measure->id;
  body.legal_bases = bases.empty() ? std::vector<std::string>{"uncc"} : bases;
  body.offence = arguments.optional("--offence").value_or("");
  crypto::SystemRandom random;
  HD_TRY(body.selectors, seal_selectors(arguments.many("--selector"), random));
  json::object written = write_body(body);
  written["contents"] = std::move(contents);
  put_safeguards(written, *measure, body.offence);
  if (const auto on = arguments.optional("--relies-on")) written["relies_on"] = *on;
  put_consent_asked(written, *measure, arguments);
  const std::string to = arguments.optional("--to").value_or("XB/contact-point");
  const std::string more = put_required(written, law, *measure, to.substr(0, to.find('/')), reader);
  json::object draft{{"to", to}, {"body", std::move(written)}};
  const std::string file = arguments.optional("-o").value_or("request.json");
  HD_TRY_VOID(write_durable(file, as_bytes(pretty(draft))));
  return Outcome{guide_to(reader, *measure) + more + "\n" +
                     reader.say("cli.draft-written", {{"file", file}}) + "\n",
                 {{"file", file}, {"measure", measure->id}}};
}

// What `--set` gives a member: yes, no, a number, or a text.
json::value value_of(const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  const bool number = !text.empty() && text.size() < 10 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  if (number) return static_cast<std::int64_t>(std::stol(text));
  return json::string(text);
}

// "statute=..." or "authorisation.body=...": one member of the body, or of an object in it.
Result<void> set_member(json::object& body, const std::string& pair) {
  const auto equals = pair.find('=');
  if (equals == std::string::npos) {
    return Error{Code::usage, fmt::format("--set '{}' is not NAME=VALUE", pair)};
  }
  const std::string path = pair.substr(0, equals);
  const std::string text = pair.substr(equals + 1);
  const auto dot = path.find('.');
  if (dot == std::string::npos) {
    body[path] = value_of(text);
    return {};
  }
  json::value& outer = body[path.substr(0, dot)];
  if (!outer.is_object()) outer = json::object{};
  const json::value value = value_of(text);
  outer.get_object()[path.substr(dot + 1)] = value.is_bool() ? value : json::value(text);
  return {};
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
  for (const std::string& pair : arguments.many("--set"))
    HD_TRY_VOID(set_member(body, pair));
  json::value* on = body.if_contains("relies_on");
  if (on != nullptr && on->is_string() && on->get_string().size() < 32) {
    HD_TRY(const json::value found, api.get("/api/v1/requests/" + std::string(on->get_string())));
    *on = child(found.as_object(), "request");
  }
  return body;
}

// One reason of the gate, in the reader's language.
std::string reason_line(const Reader& reader, const json::object& row) {
  const auto word = [&](const char* name) { return std::string(row.at(name).as_string()); };
  treaty::ScopeReason reason;
  reason.text = word("text");
  reason.why = treaty::parse_why(word("why"));
  for (const auto& member : row.at("about").as_object())
    reason.about[std::string(member.key())] = std::string(member.value().as_string());
  const std::string mark =
      row.at("verified").as_bool() ? "" : fmt::format(" ({})", reader.say("cli.not-verified"));
  return fmt::format("  {} · {} · {} [{}]{}\n", reader.say("scope.standing." + word("standing")),
                     word("basis"), treaty::reason_in(reader.language, reason),
                     reader.cited(word("citation")), mark);
}

// Which of the functions of 41(3)(a) to (e) a measure is: its own source names it; (b) is the
// preservation of data pursuant to arts 42 and 43.
std::string functions_of(const json::object& body) {
  const auto found = treaty::Treaty::embedded().measure(field_text(body, "measure"));
  if (!found.ok()) return "";
  const treaty::Measure& measure = **found;
  if (measure.article == "42" || measure.article == "43") return "b";
  constexpr std::string_view paragraph = "41(3)(";
  const std::string& citation = measure.source.citation;
  const auto from = citation.find(paragraph);
  if (from == std::string::npos) return "";
  std::string letters;
  for (const char c : citation.substr(from + 4, citation.find(',', from) - from - 4)) {
    if (c >= 'a' && c <= 'e') letters += c;
  }
  return letters;
}

struct Remarks {
  std::string text;
  json::array rows;
};

// What the addressee publishes not to give at any hour: worth knowing, no reason not to ask. A node
// that cannot say is no reason either.
Remarks remarks_on(const Context& context, ApiClient& api, const std::string& to,
                   const json::object& body) {
  Remarks out;
  const std::string letters = functions_of(body);
  const auto known =
      letters.empty() ? Result<json::value>(json::object{}) : api.get("/api/v1/parties");
  if (!known.ok() || !known->is_object()) return out;
  const Reader reader = reader_of(context);
  for_each(known->get_object(), "parties", [&](const json::object& party) {
    for_each(party, "authorities", [&](const json::object& authority) {
      if (field(party, "party") + "/" + field(authority, "id") != to) return;
      for_each(authority, "functions", [&](const json::object& row) {
        const std::string letter = field(row, "letter");
        if (field(row, "how") != "not-available" || letters.find(letter) == std::string::npos)
          return;
        out.rows.push_back(json::object{{"authority", to}, {"function_not_available", letter}});
        out.text += reader.say("cli.function-not-available",
                               {{"authority", to},
                                {"function", reader.word("web.admin.function", letter)}}) +
                    "\n";
      });
    });
  });
  return out;
}

Result<Outcome> check_request(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::object draft, read_draft(arguments.one("FILE")));
  if (!child(draft, "body").is_object())
    return Error{Code::missing_field, "the draft has no 'body'"};
  HD_TRY(json::object body, complete_body(api, child(draft, "body").as_object(), arguments));
  const std::string to = arguments.optional("--to").value_or(
      child(draft, "to").is_string() ? std::string(child(draft, "to").as_string()) : "");
  HD_TRY(const json::value answer,
         api.post("/api/v1/requests/check" + (to.empty() ? "" : "?to=" + to), body));
  const Reader reader = reader_of(context);
  std::string text = reader.say("cli.complete") + "\n";
  for (const json::value& value : answer.as_object().at("reasons").as_array())
    text += reason_line(reader, value.as_object());
  Remarks remarks = remarks_on(context, api, to, body);
  json::object value = answer.as_object();
  value["remarks"] = std::move(remarks.rows);
  return Outcome{text + remarks.text, std::move(value)};
}

// Asked for or given without being asked: the measure says which.
std::string opening_kind(const json::object& body) {
  const json::value measure = child(body, "measure");
  if (!measure.is_string()) return "request";
  const auto found = treaty::Treaty::embedded().measure(std::string_view(measure.get_string()));
  const bool informs = found.ok() && (*found)->opens == treaty::Opens::information;
  return informs ? "inform" : "request";
}

Result<Outcome> send_body(const Context& context, ApiClient& api, json::object body,
                          const std::string& to, const Arguments& arguments) {
  json::object command{{"kind", opening_kind(body)}, {"to", to}};
  if (const auto also = arguments.many("--also"); !also.empty()) {
    command["also"] = json::array(also.begin(), also.end());
  }
  if (const auto case_id = arguments.optional("--case")) command["case"] = *case_id;
  add_speaker(command, arguments);
  command["body"] = std::move(body);
  if (wants_draft(arguments)) return keep_as_draft(context, api, command);
  Remarks remarks = remarks_on(context, api, to, command.at("body").as_object());
  HD_TRY(const json::value sent, api.post("/api/v1/requests", command));
  const std::string id(child(sent.as_object(), "request").as_string());
  json::object value = sent.as_object();
  value["remarks"] = std::move(remarks.rows);
  return Outcome{
      remarks.text + reader_of(context).say("cli.request-sent", {{"reference", id.substr(0, 8)}}),
      std::move(value)};
}

Result<Outcome> send_request(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::object draft, read_draft(arguments.one("FILE")));
  if (!child(draft, "body").is_object())
    return Error{Code::missing_field, "the draft has no 'body'"};
  HD_TRY(json::object body, complete_body(api, child(draft, "body").as_object(), arguments));
  const std::string to = arguments.optional("--to").value_or(
      child(draft, "to").is_string() ? std::string(child(draft, "to").as_string()) : "");
  return send_body(context, api, std::move(body), to, arguments);
}

// "request draft": the same, for a second officer to see first.
Result<Outcome> draft_request(const Context& context, const Arguments& arguments) {
  Arguments drafted = arguments;
  drafted.set("--draft", {""});
  return send_request(context, drafted);
}

// Every page of the queue, one after the other.
Result<json::array> whole_queue(ApiClient& api, const std::string& view) {
  json::array rows;
  std::string next;
  do {
    HD_TRY(json::value page,
           api.get("/api/v1/requests?show=" + view + (next.empty() ? "" : "&after=" + next)));
    json::object& answer = page.as_object();
    for (json::value& row : answer.at("requests").as_array())
      rows.push_back(std::move(row));
    const json::value& after = answer.at("next");
    next = after.is_string() ? std::string(after.as_string()) : "";
  } while (!next.empty());
  return rows;
}

Result<Outcome> list_requests(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::array rows, whole_queue(api, arguments.has("--mine") ? "mine" : "all"));
  return Outcome{request_table(reader_of(context, api), rows),
                 json::object{{"requests", rows}, {"total", rows.size()}, {"next", nullptr}}};
}

Result<Outcome> show_request(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/requests/" + arguments.one("REF")));
  const auto timeline = arguments.has("--timeline") ? Timeline::shown : Timeline::hidden;
  return Outcome{
      request_text(reader_of(context, api), law_in_force(context), answer.as_object(), timeline),
      answer.as_object()};
}

// The request that a reference names, out of its case.
Result<json::object> request_in(const json::object& view) {
  for (const json::value& row : view.at("requests").as_array()) {
    if (row.as_object().at("id") == view.at("request")) return row.as_object();
  }
  return Error{Code::unknown_request, "the answer of the node does not hold the request"};
}

// 43(1): the answer that names a provider in the other State.
Result<json::object> hop_to(const json::object& request, const std::string& party) {
  json::object found;
  for (const json::value& answer : request.at("answers").as_array()) {
    const json::object& fields = answer.as_object().at("fields").as_object();
    if (child(fields, "provider_party") == json::value(party)) found = fields;
  }
  if (!found.empty()) return found;
  return Error{Code::unknown_link,
               fmt::format("no answer to this request names a service provider in {}", party),
               "a follow-on request goes where an answer under art. 43(1) points",
               "Look at its answers: haidang request show REF"};
}

// What the first request said, and where the answer points: the preservation that comes next.
json::object follow_on_body(const json::object& view, const json::object& request,
                            const json::object& hop) {
  const json::object& first = request.at("body").as_object();
  json::object body;
  for (const std::string_view name :
       {"legal_bases", "offence", "penalty_months", "statute", "confidential"}) {
    const json::value value = child(first, name);
    if (!value.is_null()) body[name] = value;
  }
  json::object contents = first.at("contents").as_object();
  const json::value relied = child(first, "relies_on");
  for (const json::value& row : view.at("requests").as_array()) {
    if (row.as_object().at("id") == relied) {
      contents = row.as_object().at("body").as_object().at("contents").as_object();
    }
  }
  contents.erase("authority");
  contents["custodian_or_location"] = field_text(hop, "provider");
  contents["data_and_relationship"] = fmt::format(
      "{}\nThe communication went through {}. {}", field_text(contents, "data_and_relationship"),
      field_text(hop, "provider"), field_text(hop, "path"));
  body["measure"] = "preservation";
  body["contents"] = std::move(contents);
  body["cites"] = view.at("id");
  return body;
}

Result<Outcome> follow_on(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const std::string to = arguments.one("--to");
  HD_TRY(const json::value view, api.get("/api/v1/requests/" + arguments.one("REF")));
  HD_TRY(const json::object request, request_in(view.as_object()));
  HD_TRY(const json::object hop, hop_to(request, to.substr(0, to.find('/'))));
  HD_TRY(json::object body,
         complete_body(api, follow_on_body(view.as_object(), request, hop), arguments));
  const auto file = arguments.optional("-o");
  if (!file) return send_body(context, api, std::move(body), to, arguments);
  const json::object draft{{"to", to}, {"body", std::move(body)}};
  HD_TRY_VOID(write_durable(*file, as_bytes(pretty(draft))));
  const Reader reader = reader_of(context);
  return Outcome{reader.say("cli.written", {{"file", *file}}) + "\n" +
                     reader.say("cli.then", {{"command", "haidang request send " + *file}}),
                 {{"file", *file}, {"measure", "preservation"}}};
}

Result<Outcome> show_transitions(const Context& context, const Arguments& arguments) {
  json::array rows = casework::transitions_view();
  std::string text = arguments.has("--page") ? casework::states_page() : "";
  if (text.empty()) {
    for (const json::value& value : rows) {
      const json::object& row = value.as_object();
      text +=
          fmt::format("{:<34} to {:<18} {} ({})\n", field_text(row, "id"), field_text(row, "to"),
                      wording::translated(context.language, "hint.", field_text(row, "hint")),
                      wording::citation(context.language, field_text(row, "rule")));
    }
  }
  return Outcome{text, {{"transitions", std::move(rows)}}};
}

std::vector<Command> making() {
  const Option file{"FILE", "FILE", "A draft made by 'haidang request new'", Arity::required};
  const Option content{"--content", "NAME=TEXT", "Fill in one item of the contents", Arity::many};
  const Option set{"--set", "NAME=VALUE",
                   "Set a member, e.g. statute=... or authorisation.body=...", Arity::many};
  const Option to{"--to", "PARTY/AUTHORITY", "The requested authority, if not in the draft"};
  const Option also{"--also", "PARTY/AUTHORITY",
                    "Another Party of a joint investigation, art. 48; each is asked", Arity::many};
  const Option case_id{"--case", "ID", "Join this case instead of opening one"};
  return {
      {{"request", "new"},
       "Write a draft with everything that the measure requires",
       {"haidang request new preservation --to XB/contact-point --offence UNCC-07 -o draft.json",
        "haidang request new mutual-legal-assistance --relies-on 3f2a91c0 -o draft.json",
        "haidang request new preservation --basis budapest -o draft.json",
        "haidang request new onward-transfer --relies-on 3f2a91c0 --recipient XC -o draft.json",
        "haidang request new deconfliction --selector email=somebody@example.org -o draft.json"},
       {{"MEASURE", "MEASURE", "preservation, stored-data, ...", Arity::required},
        {"--to", "PARTY/AUTHORITY", "The requested authority"},
        {"--offence", "CODE", "Offence code, e.g. UNCC-07, or serious-crime"},
        {"--basis", "ID", "Legal basis, e.g. uncc, budapest; its rules apply", Arity::many},
        {"--relies-on", "REF", "The request that this one follows, e.g. art. 42(8)"},
        {"--selector", "KIND=VALUE", "Seal a selector into it, art. 22(5)", Arity::many},
        {"--item", "ID", "An item that it is about, arts 36(3), 40(19); none: all", Arity::many},
        {"--recipient", "CODE", "Who would receive it, art. 36(3): a Party or an organization"},
        {"-o", "FILE", "Where to write the draft"}},
       new_request},
      {{"request", "check"},
       "Say what is missing from a draft, with the article that requires it",
       {"haidang request check draft.json",
        "haidang request check draft.json --content purpose=\"...\"",
        "haidang request check draft.json --set statute=\"Penal Code s. 12\""},
       {file, content, set, to},
       check_request},
      {{"request", "send"},
       "Sign a request, journal it and send it",
       {"haidang request send draft.json", "haidang request send draft.json --to XB/contact-point",
        "haidang request send draft.json --case ID --set language=en",
        "haidang request send joint.json --to XB/contact-point --also XC/contact-point"},
       {file, content, set, to, also, case_id},
       send_request},
      {{"request", "draft"},
       "Write a request for a second officer to see and send",
       {"haidang request draft draft.json"},
       {file, content, set, to, also, case_id},
       draft_request},
      {{"request", "inform"},
       "Give information without being asked, arts 40(4), 47, 51",
       {"haidang request inform draft.json",
        "haidang request inform draft.json --to XB/law-enforcement",
        "haidang request inform draft.json --case ID --content facts=\"...\""},
       {file, content, set, to, case_id},
       send_request},
      {{"request", "follow-on"},
       "Ask the State of a provider that an answer named to preserve the data, art. 43(1)",
       {"haidang request follow-on 3f2a91c0 --to XC/contact-point",
        "haidang request follow-on 3f2a91c0 --to XC/contact-point -o draft.json",
        "haidang request follow-on 3f2a91c0 --to XC/contact-point --content necessity=\"...\""},
       {request_option,
        {"--to", "PARTY/AUTHORITY", "Where the answer points", Arity::required},
        content,
        set,
        {"-o", "FILE", "Write a draft instead of sending"}},
       follow_on},
  };
}

std::vector<Command> looking() {
  return {
      {{"request", "transitions"},
       "The table of who may take which step when, and what it rests on",
       {"haidang request transitions", "haidang request transitions --json",
        "haidang request transitions --page > docs/states.md"},
       {{"--page", "", "As the page docs/states.md", Arity::flag}},
       show_transitions},
      {{"request", "list"},
       "All requests, due first",
       {"haidang request list", "haidang request list --mine"},
       {{"--mine", "", "Those alone that you have taken and that are not finished", Arity::flag}},
       list_requests},
      {{"request", "show"},
       "One request: where it stands, its clocks and what may be done next",
       {"haidang request show 3f2a91c0 --timeline"},
       {request_option, {"--timeline", "", "With every act of the case", Arity::flag}},
       show_request},
  };
}

}  // namespace

std::vector<Command> request_commands() {
  std::vector<Command> commands = making();
  for (Command& command : commands) {
    const std::string& verb = command.path.back();
    if (verb == "send" || verb == "inform" || verb == "follow-on") {
      add_speaking_options(command.options);
    }
  }
  std::vector<Command> views = looking();
  commands.insert(commands.end(), std::make_move_iterator(views.begin()),
                  std::make_move_iterator(views.end()));
  std::vector<Command> acts = act_commands();
  commands.insert(commands.end(), std::make_move_iterator(acts.begin()),
                  std::make_move_iterator(acts.end()));
  return commands;
}

}  // namespace haidang::cli
