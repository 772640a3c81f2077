// Four eyes: drafts and the second officer's yes or no. (Drafting is --draft of the command that
// would say it.)
#include <fmt/format.h>

#include "cli/drafting.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

const Option draft{"DRAFT", "DRAFT", "Its id, or the beginning of it", Arity::required};

std::string draft_line(const Reader& reader, const json::object& row) {
  std::string text = fmt::format(
      "{}  {:<8}  {}", field(row, "id").substr(0, 8), field(row, "state"),
      reader.say("cli.draft-row", {{"measure", reader.word("measure", field(row, "measure"))},
                                   {"officer", field(row, "officer")},
                                   {"authority", field(row, "authority")}}));
  if (const std::string who = field(row, "decided_by"); !who.empty()) text += ", " + who;
  return text + "\n";
}

Result<Outcome> list_drafts(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/drafts"));
  const Reader reader = reader_of(context);
  std::string text;
  for (const json::value& row : answer.as_object().at("drafts").as_array())
    text += draft_line(reader, row.as_object());
  if (text.empty()) text = reader.say("cli.no-drafts") + "\n";
  return Outcome{text, answer.as_object()};
}

// Without the digest it only shows: what is approved is what was looked at.
Result<Outcome> approve(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const std::string path = "/api/v1/drafts/" + arguments.one("DRAFT");
  const auto seen = arguments.optional("--sha256");
  const Reader reader = reader_of(context);
  if (!seen) {
    HD_TRY(const json::value answer, api.get(path));
    const json::object& row = answer.as_object();
    const std::string command = fmt::format("haidang request approve {} --sha256 {}",
                                            field(row, "id").substr(0, 8), field(row, "sha256"));
    return Outcome{draft_line(reader, row) + reader.say("cli.draft-exactly") + "\n" +
                       field(row, "text") + "\n" +
                       reader.say("cli.draft-to-say", {{"command", command}}),
                   row};
  }
  HD_TRY(const json::value done, api.post(path + "/approval", json::object{{"sha256", *seen}}));
  return Outcome{
      reader.say("cli.signed-act", {{"act", field(done.as_object(), "act").substr(0, 8)}}),
      done.as_object()};
}

Result<Outcome> reject(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const json::object body{{"reason", arguments.one("--reason")}};
  HD_TRY(const json::value done,
         api.post("/api/v1/drafts/" + arguments.one("DRAFT") + "/rejection", body));
  return Outcome{draft_line(reader_of(context), done.as_object()), done.as_object()};
}

Outcome rules_outcome(const Context& context, const json::value& answer) {
  std::string text;
  for (const json::value& rule : answer.as_object().at("rules").as_array())
    text += std::string(rule.as_string()) + "\n";
  if (text.empty()) text = reader_of(context).say("cli.no-four-eyes") + "\n";
  return Outcome{text, answer.as_object()};
}

Result<Outcome> show_rules(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/four-eyes"));
  return rules_outcome(context, answer);
}

Result<Outcome> set_rules(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::array rules;
  for (const std::string& rule : arguments.many("--rule"))
    rules.push_back(json::string(rule));
  HD_TRY(const json::value answer,
         api.post("/api/v1/four-eyes", json::object{{"rules", std::move(rules)}}));
  return rules_outcome(context, answer);
}

}  // namespace

void add_speaking_options(std::vector<Option>& options) {
  options.push_back({"--from", "AUTHORITY", "Which of our authorities speaks"});
  options.push_back({"--draft", "", "Say nothing yet: another officer approves it", Arity::flag});
}

void add_speaker(json::object& command, const Arguments& arguments) {
  if (const auto from = arguments.optional("--from")) command["from"] = *from;
}

bool wants_draft(const Arguments& arguments) {
  return arguments.has("--draft");
}

Result<Outcome> keep_as_draft(const Context& context, ApiClient& api, const json::object& command) {
  HD_TRY(const json::value made, api.post("/api/v1/drafts", command));
  const std::string id = field(made.as_object(), "id").substr(0, 8);
  return Outcome{
      reader_of(context).say("cli.draft-kept",
                             {{"draft", id}, {"command", "haidang request approve " + id}}),
      made.as_object()};
}

std::vector<Command> draft_commands() {
  return {
      {{"request", "drafts"},
       "Drafts that wait for a second officer, and what became of others",
       {"haidang request drafts"},
       {},
       list_drafts},
      {{"request", "approve"},
       "See exactly what a draft will say; with its digest, say it",
       {"haidang request approve 3f2a91c0", "haidang request approve 3f2a91c0 --sha256 HEX"},
       {draft, {"--sha256", "HEX", "The digest of what you saw"}},
       approve},
      {{"request", "reject"},
       "Do not say what a draft says",
       {"haidang request reject 3f2a91c0 --reason \"...\""},
       {draft, {"--reason", "TEXT", "Why not", Arity::required}},
       reject},
      {{"four-eyes", "show"},
       "Which acts need a second officer here",
       {"haidang four-eyes show"},
       {},
       show_rules},
      {{"four-eyes", "set"},
       "Say which acts need a second officer; no rule: none",
       {"haidang four-eyes set --rule accept --rule request:preservation"},
       {{"--rule", "KIND[:MEASURE]", "An act's kind or '*', for a measure or all", Arity::many}},
       set_rules},
  };
}

}  // namespace haidang::cli
