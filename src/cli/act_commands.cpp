// The acts about a request: one row each, all through the same call.
#include <fmt/format.h>

#include <fstream>

#include "acts/body.hpp"
#include "cli/drafting.hpp"
#include "cli/selectors.hpp"
#include "cli/text.hpp"

namespace haidang::cli {
namespace {

const Option text_option{"--text", "TEXT", "What to say"};
const Option reasons_option{"--reasons", "TEXT", "Reasons"};
const Option condition_option{"--condition", "CODE=TEXT",
                              "A condition on the use, e.g. purpose=\"this case only\"",
                              Arity::many};
const Option item_option{"--item", "ID", "An evidence item", Arity::many};

std::string text_of(const Arguments& arguments) {
  return arguments.optional("--text").value_or("");
}

std::string reasons_of(const Arguments& arguments) {
  return arguments.optional("--reasons").value_or("");
}

Result<Outcome> post_act(const Context& context, const Arguments& arguments, ActKind kind,
                         json::object body) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object command{{"kind", act_kind_name(kind)}, {"body", std::move(body)}};
  add_speaker(command, arguments);
  if (wants_draft(arguments)) {
    command["request"] = arguments.one("REF");
    return keep_as_draft(context, api, command);
  }
  HD_TRY(const json::value done,
         api.post("/api/v1/requests/" + arguments.one("REF") + "/acts", command));
  const Reader reader = reader_of(context);
  return Outcome{reader.say("cli.signed", {{"act", reader.word("act", act_kind_name(kind))}}),
                 done.as_object()};
}

using MakeBody = Result<json::object> (*)(const Arguments&);

// One kind of act: how its body is made from the options.
struct Row {
  ActKind kind;
  std::string summary;
  std::vector<std::string> examples;  // what follows "haidang request VERB"
  std::vector<Option> options;        // beside REF
  MakeBody make;
};

Command command_of(Row row) {
  const std::string verb(act_kind_name(row.kind));
  for (std::string& example : row.examples)
    example = fmt::format("haidang request {} {}", verb, example);
  std::vector<Option> options{request_option};
  options.insert(options.end(), row.options.begin(), row.options.end());
  add_speaking_options(options);
  return {{"request", verb},
          std::move(row.summary),
          std::move(row.examples),
          std::move(options),
          [kind = row.kind, make = row.make](const Context& context,
                                             const Arguments& arguments) -> Result<Outcome> {
            HD_TRY(json::object body, make(arguments));
            return post_act(context, arguments, kind, std::move(body));
          }};
}

// -------------------------------------------------------------------------------------- bodies

Result<json::object> note(const Arguments& arguments) {
  NoteBody body{
      text_of(arguments), arguments.many("--condition"), {}, arguments.optional("--about")};
  if (const auto until = arguments.optional("--until")) {
    HD_TRY(body.until, parse_time(*until));
  }
  return write_body(body);
}

Result<json::object> refuse(const Arguments& arguments) {
  return write_body(RefuseBody{arguments.many("--ground"), reasons_of(arguments)});
}

Result<json::object> postpone(const Arguments& arguments) {
  HD_TRY(const Time review, parse_time(arguments.one("--until")));
  return write_body(PostponeBody{review, reasons_of(arguments)});
}

Result<json::object> preserved(const Arguments& arguments) {
  HD_TRY(const Time until, parse_time(arguments.one("--until")));
  return write_body(PreservedBody{until, text_of(arguments)});
}

Result<json::object> extend(const Arguments& arguments) {
  HD_TRY(const Time until, parse_time(arguments.one("--until")));
  return write_body(ExtendBody{until, reasons_of(arguments)});
}

Result<std::pair<std::string, std::string>> split(const std::string& option,
                                                  const std::string& pair) {
  const auto equals = pair.find('=');
  if (equals != std::string::npos)
    return std::pair{pair.substr(0, equals), pair.substr(equals + 1)};
  return Error{Code::usage, fmt::format("{} '{}' is not NAME=TEXT", option, pair)};
}

Result<std::map<std::string, std::string>> fields_of(const Arguments& arguments,
                                                     const std::string& option) {
  std::map<std::string, std::string> fields;
  for (const std::string& pair : arguments.many(option)) {
    HD_TRY(auto field, split(option, pair));
    fields[field.first] = field.second;
  }
  return fields;
}

Result<std::vector<UseCondition>> conditions_of(const Arguments& arguments) {
  std::vector<UseCondition> conditions;
  for (const std::string& pair : arguments.many("--condition")) {
    HD_TRY(auto condition, split("--condition", pair));
    conditions.push_back({condition.first, condition.second});
  }
  return conditions;
}

Result<std::vector<ItemId>> items_of(const Arguments& arguments) {
  std::vector<ItemId> items;
  for (const std::string& text : arguments.many("--item")) {
    HD_TRY(ItemId id, ItemId::parse(text));
    items.push_back(std::move(id));
  }
  return items;
}

Result<json::object> answer(const Arguments& arguments) {
  AnswerBody body;
  body.text = text_of(arguments);
  HD_TRY(body.fields, fields_of(arguments, "--field"));
  HD_TRY(body.conditions, conditions_of(arguments));
  body.more_follows = arguments.has("--more-follows");
  return write_body(body);
}

Result<json::object> consent(const Arguments& arguments) {
  ConsentBody body;
  HD_TRY(body.conditions, conditions_of(arguments));
  body.text = text_of(arguments);
  json::object written = write_body(body);
  for (const std::string& item : arguments.many("--item"))
    written["items"].as_array().emplace_back(item);
  return written;
}

Result<json::object> retrieved(const Arguments& arguments) {
  HD_TRY(std::vector<ItemId> items, items_of(arguments));
  return write_body(RetrievedBody{std::move(items)});
}

Result<json::object> executed(const Arguments& arguments) {
  HD_TRY(const Time at, parse_time(arguments.one("--at")));
  return write_body(ExecutedBody{arguments.one("--what"), at, text_of(arguments)});
}

Result<json::object> confirm(const Arguments& arguments) {
  HD_TRY(auto contents, fields_of(arguments, "--content"));
  return write_body(ConfirmBody{std::move(contents), text_of(arguments)});
}

Result<json::object> announce_lifting(const Arguments& arguments) {
  HD_TRY(const Time until, parse_time(arguments.one("--hear-until")));
  return write_body(AnnounceLiftingBody{until, reasons_of(arguments)});
}

Result<json::object> lift_restriction(const Arguments& arguments) {
  return write_body(LiftRestrictionBody{arguments.many("--code"), text_of(arguments)});
}

Result<json::object> exculpatory(const Arguments& arguments) {
  HD_TRY(const Time at, parse_time(arguments.one("--at")));
  HD_TRY(std::vector<ItemId> items, items_of(arguments));
  return write_body(ExculpatoryBody{std::move(items), at, text_of(arguments),
                                    arguments.optional("--why-no-advance")});
}

// ------------------------------------------------------------------------------- deconfliction

Result<std::vector<std::string>> read_lines(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{Code::not_found, fmt::format("'{}' cannot be read", path)};
  std::vector<std::string> lines;
  constexpr std::size_t lines_max = 100'000;
  for (std::string line; std::getline(file, line) && lines.size() < lines_max;) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(line);
  }
  return lines;
}

Result<std::vector<SealedSelector>> sealed_in(ApiClient& api, const std::string& reference_text) {
  HD_TRY(const json::value view, api.get("/api/v1/requests/" + reference_text));
  const json::object& whole = view.as_object();
  for (const json::value& row : whole.at("requests").as_array()) {
    if (row.as_object().at("id") != whole.at("request")) continue;
    HD_TRY(const RequestBody body, read_request(row.as_object().at("body").as_object()));
    return body.selectors;
  }
  return Error{Code::unknown_request, "the answer of the node does not hold the request"};
}

// 22(5): tested here, against a list that does not leave this machine; only the outcome is said.
Result<Outcome> deconflict(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::vector<SealedSelector> sealed, sealed_in(api, arguments.one("REF")));
  if (sealed.empty()) return Error{Code::usage, "the request holds no sealed selector"};
  HD_TRY(const std::vector<std::string> own, read_lines(arguments.one("--selectors")));
  HD_TRY(const std::size_t matches, count_matches(sealed, own));
  const std::string result = matches == 0 ? "no-match" : "match";
  if (!arguments.has("--send")) {
    return Outcome{reader_of(context).say("cli.nothing-sent", {{"result", result}}),
                   {{"result", result}}};
  }
  const AnswerBody body{text_of(arguments), {{"result", result}}};
  HD_TRY(Outcome outcome, post_act(context, arguments, ActKind::answer, write_body(body)));
  outcome.text = fmt::format("{}. {}", result, outcome.text);
  outcome.value["result"] = result;
  return outcome;
}

Command deconflict_command() {
  return {
      {"request", "deconflict"},
      "Test our own selectors against the sealed ones of a request, art. 22(5)",
      {"haidang request deconflict 3f2a91c0 --selectors ours.txt",
       "haidang request deconflict 3f2a91c0 --selectors ours.txt --send",
       "haidang request deconflict 3f2a91c0 --selectors ours.txt --send --text \"Call us.\""},
      {request_option,
       {"--selectors", "FILE", "Our selectors, KIND=VALUE a line; they stay here", Arity::required},
       {"--send", "", "Answer with the outcome", Arity::flag},
       text_option},
      deconflict};
}

// ---------------------------------------------------------------------------------- the table

std::vector<Row> words_of_the_requested() {
  const std::vector<Option> text{text_option};
  return {
      {ActKind::acknowledge,
       "Say that an officer has read the request",
       {"3f2a91c0", "3f2a91c0 --text \"Duty officer.\"", "3f2a91c0 --json"},
       text,
       note},
      {ActKind::ask,
       "Ask for more information, art. 40(16)",
       {"3f2a91c0 --text \"Which account?\"", "3f2a91c0 --text \"In which time zone?\"",
        "3f2a91c0 --text \"Which law?\" --json"},
       text,
       note},
      {ActKind::consult,
       "Consult before refusing or postponing, art. 40(28)",
       {"3f2a91c0 --text \"Could the period be shorter?\"", "3f2a91c0 --text \"We hesitate.\"",
        "3f2a91c0 --text \"Call us.\" --json"},
       text,
       note},
      {ActKind::accept,
       "Accept, with or without conditions, art. 40(28)",
       {"3f2a91c0", "3f2a91c0 --condition \"Use in this case only.\"",
        "3f2a91c0 --condition \"No death penalty.\" --condition \"Return after use.\""},
       {text_option,
        {"--condition", "TEXT", "A condition that binds once it is agreed to", Arity::many}},
       note},
      {ActKind::caution,
       "Warn before executing, art. 42(7), 40(20)",
       {"3f2a91c0 --about preservation --text \"Logs are overwritten daily.\"",
        "3f2a91c0 --about confidentiality --text \"The court publishes its orders.\"",
        "3f2a91c0 --about confidentiality --text \"The user is told by law.\" --json"},
       {{"--about", "CODE", "preservation or confidentiality", Arity::required}, text_option},
       note},
      {ActKind::status,
       "Report progress, art. 40(26)",
       {"3f2a91c0 --text \"With the court.\"", "3f2a91c0 --text \"The provider was served.\"",
        "3f2a91c0 --text \"Two weeks more.\" --json"},
       text,
       note},
      {ActKind::lift,
       "Lift a measure after the requesting Party could be heard, art. 50(8)",
       {"3f2a91c0", "3f2a91c0 --text \"The period is over.\"",
        "3f2a91c0 --text \"As announced.\" --json"},
       text,
       note},
      {ActKind::release,
       "Say that preserved data are no longer held",
       {"3f2a91c0", "3f2a91c0 --text \"The period is over.\"", "3f2a91c0 --json"},
       text,
       note},
  };
}

std::vector<Row> words_of_the_requesting() {
  const std::vector<Option> text{text_option};
  return {
      {ActKind::supply,
       "Give the information that was asked for, art. 40(16)",
       {"3f2a91c0 --text \"The account is ...\"", "3f2a91c0 --text \"UTC.\"",
        "3f2a91c0 --text \"Penal Code s. 12.\" --json"},
       text,
       note},
      {ActKind::agree,
       "Agree to the conditions: they bind, art. 40(28)",
       {"3f2a91c0", "3f2a91c0 --text \"Agreed.\"", "3f2a91c0 --json"},
       text,
       note},
      {ActKind::decline,
       "Decline the conditions, art. 40(28)",
       {"3f2a91c0 --text \"Our law forbids the second.\"", "3f2a91c0 --text \"No.\"",
        "3f2a91c0 --text \"Let us talk.\" --json"},
       text,
       note},
      {ActKind::proceed,
       "After a caution: go on nonetheless, art. 42(7), 40(20)",
       {"3f2a91c0", "3f2a91c0 --text \"We accept the risk.\"", "3f2a91c0 --json"},
       text,
       note},
      {ActKind::inquire,
       "Ask for status and progress, art. 40(26)",
       {"3f2a91c0", "3f2a91c0 --text \"The trial begins in May.\"", "3f2a91c0 --json"},
       text,
       note},
      {ActKind::represent,
       "Present reasons for continuing a measure, art. 50(8)",
       {"3f2a91c0 --text \"The appeal is pending.\"", "3f2a91c0 --text \"A judgment follows.\"",
        "3f2a91c0 --text \"See the annex.\" --json"},
       text,
       note},
      {ActKind::withdraw,
       "Withdraw what is no longer needed, art. 40(26)",
       {"3f2a91c0", "3f2a91c0 --text \"The suspect confessed.\"", "3f2a91c0 --json"},
       text,
       note},
  };
}

std::vector<Row> words_of_both() {
  return {
      {ActKind::notify,
       "Any other information, e.g. that a witness may leave, art. 40(29)",
       {"3f2a91c0 --text \"The hearing was moved.\"",
        "3f2a91c0 --about opportunity-to-leave --text \"No longer needed here.\"",
        "3f2a91c0 --text \"Costs will be high.\" --json"},
       {{"--about", "CODE", "What it is about, e.g. opportunity-to-leave"},
        {"--until", "TIME", "The end of the period that the Parties agreed on, art. 40(29)"},
        text_option},
       note},
      {ActKind::close,
       "Consider the request finished on this side",
       {"3f2a91c0", "3f2a91c0 --text \"Done.\"", "3f2a91c0 --json"},
       {text_option},
       note},
      {ActKind::lift_restriction,
       "Say that a restriction on use has ended, arts 40(5), 47",
       {"3f2a91c0 --code not-evidence --text \"May be used in court.\"", "3f2a91c0",
        "3f2a91c0 --code confidential --json"},
       {{"--code", "CODE", "Which condition ended; none: all of them", Arity::many}, text_option},
       lift_restriction},
      {ActKind::exculpatory,
       "Notify of a disclosure exculpatory to an accused, arts 40(5), 40(19)",
       {"3f2a91c0 --at 2026-12-24T09:00:00Z --text \"To the defence.\"",
        "3f2a91c0 --at 2026-12-24T09:00:00Z --item ID --text \"To the court.\"",
        "3f2a91c0 --at 2026-12-01T09:00:00Z --text \"...\" --why-no-advance \"Ordered at once.\""},
       {{"--at", "TIME", "When it is disclosed", Arity::required},
        item_option,
        text_option,
        {"--why-no-advance", "TEXT", "Why notice in advance was impossible"}},
       exculpatory},
  };
}

std::vector<Row> decisions() {
  const Option until{"--until", "TIME", "RFC 3339, e.g. 2026-12-24T00:00:00Z", Arity::required};
  return {
      {ActKind::refuse,
       "Refuse, on grounds that the measure allows and with reasons, art. 40(25)",
       {"3f2a91c0 --ground ESSENTIAL_INTERESTS --reasons \"...\"",
        "3f2a91c0 --ground DUAL_CRIM --ground DE_MINIMIS --reasons \"...\"",
        "3f2a91c0 --ground NON_PERSECUTION --reasons \"...\" --json"},
       {{"--ground", "CODE", "haidang explain grounds lists them", Arity::many}, reasons_option},
       refuse},
      {ActKind::postpone,
       "Postpone until a review date, art. 40(27)",
       {"3f2a91c0 --until 2026-12-24T00:00:00Z --reasons \"A trial is going on.\"",
        "3f2a91c0 --until 2027-01-31T00:00:00Z --reasons \"A search is planned.\"",
        "3f2a91c0 --until 2027-01-31T00:00:00Z --reasons \"...\" --json"},
       {until, reasons_option},
       postpone},
      {ActKind::preserved,
       "Say that the data are preserved until a date, not less than 60 days, art. 42(8)",
       {"3f2a91c0 --until 2027-03-01T00:00:00Z",
        "3f2a91c0 --until 2027-03-01T00:00:00Z --text \"Order 12/2026.\"",
        "3f2a91c0 --until 2027-06-01T00:00:00Z --json"},
       {until, text_option},
       preserved},
      {ActKind::extend,
       "Ask to extend a preservation before it ends, art. 42(9)",
       {"3f2a91c0 --until 2027-06-01T00:00:00Z --reasons \"The request follows.\"",
        "3f2a91c0 --until 2027-06-01T00:00:00Z",
        "3f2a91c0 --until 2027-06-01T00:00:00Z --reasons \"...\" --json"},
       {until, reasons_option},
       extend},
      {ActKind::confirm,
       "Confirm in writing what was asked orally, art. 40(13), or an emergency afterwards",
       {"3f2a91c0 --content facts=\"...\" --content purpose=\"...\"",
        "3f2a91c0 --text \"Reviewed by the court.\"",
        "3f2a91c0 --content necessity=\"...\" --json"},
       {{"--content", "NAME=TEXT", "An item of the contents", Arity::many}, text_option},
       confirm},
      {ActKind::announce_lifting,
       "Announce that a measure is to be lifted, art. 50(8)",
       {"3f2a91c0 --hear-until 2027-01-31T00:00:00Z --reasons \"No evidence came.\"",
        "3f2a91c0 --hear-until 2027-01-31T00:00:00Z --reasons \"The value is small.\"",
        "3f2a91c0 --hear-until 2027-01-31T00:00:00Z --reasons \"...\" --json"},
       {{"--hear-until", "TIME", "Until when the requesting Party is heard", Arity::required},
        reasons_option},
       announce_lifting},
  };
}

std::vector<Row> results() {
  return {
      {ActKind::retrieved,
       "Confirm that delivered items arrived and verify; the node does so by itself",
       {"3f2a91c0 --item ID", "3f2a91c0 --item ID --item ID", "3f2a91c0 --item ID --json"},
       {item_option},
       retrieved},
      {ActKind::answer,
       "Answer in words and fields",
       {"3f2a91c0 --text \"Yes, we are here.\"",
        "3f2a91c0 --field provider=\"Example Ltd\" --field provider_party=XC",
        "3f2a91c0 --text \"...\" --condition purpose=\"this case only\" --more-follows"},
       {text_option,
        {"--field", "NAME=TEXT", "A field of the answer", Arity::many},
        condition_option,
        {"--more-follows", "", "A partial result", Arity::flag}},
       answer},
      {ActKind::consent,
       "Consent to onward transfer or another purpose, arts 36(3), 40(19)",
       {"3f2a91c0", "3f2a91c0 --condition no-onward-transfer=\"No further.\"",
        "3f2a91c0 --item ID --text \"For this proceeding.\""},
       {{"--item", "ID", "An item that it covers, by id or SHA-256; none: all", Arity::many},
        condition_option,
        text_option},
       consent},
      {ActKind::executed,
       "Say what was carried out, and when",
       {"3f2a91c0 --what arrest --at 2026-12-24T09:00:00Z --text \"At the airport.\"",
        "3f2a91c0 --what freezing --at 2026-12-24T09:00:00Z --text \"Account ...\"",
        "3f2a91c0 --what prosecution --at 2026-12-24T09:00:00Z --text \"Art. 37(11).\""},
       {{"--what", "CODE", "arrest, surrender, transfer, freezing, confiscation, service, ...",
         Arity::required},
        {"--at", "TIME", "When", Arity::required},
        text_option},
       executed},
  };
}

}  // namespace

std::vector<Command> act_commands() {
  std::vector<Command> commands;
  for (auto* part :
       {words_of_the_requested, words_of_the_requesting, decisions, results, words_of_both}) {
    for (Row& row : part())
      commands.push_back(command_of(std::move(row)));
  }
  commands.push_back(deconflict_command());
  return commands;
}

}  // namespace haidang::cli
