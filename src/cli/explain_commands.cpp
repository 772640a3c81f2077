// What a rule of the law, an error code or the clock of a request means.
#include <fmt/format.h>

#include <functional>
#include <optional>

#include "base/nearest.hpp"
#include "cli/api_client.hpp"
#include "cli/own_law.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"
#include "node/permissions.hpp"
#include "treaty/explain.hpp"
#include "treaty/explain_in.hpp"
#include "treaty/topic.hpp"
#include "words/columns.hpp"

namespace haidang::cli {
namespace {

// --------------------------------------------------------------------------------- error codes

std::string code_meaning(const Reader& reader, const CodeInfo& info) {
  const std::string key = "error." + code_text(info.code);
  return fmt::format("{} ({})\n{}\n{}", code_text(info.code), info.name, reader.say(key),
                     reader.say("cli.next", {{"step", reader.say(key + ".next")}}));
}

std::string code_list(const Reader& reader) {
  std::vector<std::vector<std::string>> rows;
  for (const CodeInfo& info : all_codes()) {
    rows.push_back({code_text(info.code), std::string(info.name),
                    reader.say("error." + code_text(info.code))});
  }
  return wording::table(rows);
}

const CodeInfo* find_code(std::string_view asked) {
  const std::string name = small_letters(asked);
  for (const CodeInfo& info : all_codes()) {
    if (name == small_letters(code_text(info.code)) || name == info.name) return &info;
  }
  return nullptr;
}

// The nearest by name; of a number that does not exist, those of its thousand.
Error no_code(const Reader& reader, std::string_view asked) {
  Error error{Code::not_found, fmt::format("there is no error code '{}'", asked), "",
              "haidang explain codes"};
  const std::string name = small_letters(asked);
  constexpr std::size_t thousand = 4;  // "hd-3"
  const bool numbered = name.starts_with("hd-");
  std::vector<std::string> names;
  for (const CodeInfo& info : all_codes()) {
    const std::string code = code_text(info.code);
    names.emplace_back(info.name);
    if (!numbered || small_letters(code).substr(0, thousand) == name.substr(0, thousand))
      error.details.push_back({code, reader.say("error." + code), ""});
  }
  const auto meant = nearest(name, names);
  if (!meant) return error;
  error.next = fmt::format("Did you mean: haidang explain {}", *meant);
  error.details.clear();
  return error;
}

// ------------------------------------------------------------------------ a request's own clocks

bool is_reference(std::string_view text) {
  constexpr std::size_t shortest = 4;
  constexpr std::size_t longest = 32;
  return text.size() >= shortest && text.size() <= longest &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct ClocksOf {
  const json::object& view;
  const json::object& request;
  std::string other;  // whose zone stands beside ours

  // Each act that started, moved, paused or ended it, in their order.
  template <class Each>
  void each_change(const std::string& rule, const Each& each) const {
    for_each(view, "timeline", [&](const json::object& act) {
      for_each(act, "clocks", [&](const json::object& change) {
        if (field(change, "request") == field(request, "id") && field(change, "rule") == rule)
          each(act, change);
      });
    });
  }
};

using ClockRows = std::vector<std::vector<std::string>>;

std::string clock_text(const Reader& reader, const ClocksOf& of, const json::object& clock) {
  const std::string rule = field(clock, "rule");
  const std::string due = field(clock, "due");
  const auto verified = field(clock, "verified") == "true";
  const auto both = [&](const std::string& time) {
    const auto parsed = parse_time(time);
    const auto zone = reader.zones.find(of.other);
    return parsed.ok()
               ? wording::moments(reader.language, *parsed,
                                  {reader.zone, zone == reader.zones.end() ? "" : zone->second})
               : time;
  };
  ClockRows rows{
      {"", reader.say("letter.clock-kind"), reader.word("clock-kind", field(clock, "kind"))},
      {"", reader.say("letter.clock-rule"),
       fmt::format("{}{}", reader.cited(field(clock, "citation")),
                   verified ? "" : ", " + reader.say("cli.not-verified"))},
      {"", reader.say("cli.label.started"), both(field(clock, "started"))},
      {"", reader.say("letter.clock-due"),
       due.empty() ? reader.say("cli.until-decided") : reader.due(due, of.other)},
      {"", reader.say("cli.label.status"), reader.word("clock-state", field(clock, "state"))}};
  of.each_change(rule, [&](const json::object& act, const json::object& change) {
    rows.push_back(
        {"", reader.moment(field(act, "at")),
         fmt::format("{} {} ({})",
                     reader.word("web.clock", fmt::format("change-{}", field(change, "change"))),
                     reader.word("act", field(act, "kind")), field(act, "party"))});
  });
  return fmt::format("{}: {}\n", rule, reader.word("clock", rule, field(clock, "counts"))) +
         wording::table(rows);
}

json::object clock_view(const ClocksOf& of, const json::object& clock) {
  json::object out = clock;
  json::array changes;
  of.each_change(field(clock, "rule"), [&](const json::object& act, const json::object& change) {
    changes.push_back(json::object{{"change", field(change, "change")},
                                   {"act", field(act, "id")},
                                   {"kind", field(act, "kind")},
                                   {"party", field(act, "party")},
                                   {"at", field(act, "at")}});
  });
  out["changes"] = std::move(changes);
  return out;
}

Result<Outcome> explain_clocks(const Context& context, const std::string& topic,
                               const std::string& reference) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/requests/" + reference));
  Reader reader = reader_of(context, api);
  if (context.output == Context::Output::json) reader.language = {};
  const json::object& view = answer.as_object();
  const std::string id = field(view, "request");
  json::object request;
  for_each(view, "requests", [&](const json::object& row) {
    if (field(row, "id") == id) request = row;
  });
  const auto side = [&](std::string_view name) {
    const json::object& who = inner(request, name);
    return field(who, "party") + "/" + field(who, "authority");
  };
  ClocksOf of{view, request, side("requested")};
  if (!reader.zones.contains(of.other)) of.other = side("requesting");
  json::array clocks;
  std::string text =
      reader.say("cli.clocks-of", {{"reference", id.substr(0, 8)},
                                   {"measure", reader.word("measure", field(request, "measure"))},
                                   {"status", reader.word("status", field(request, "status"))}}) +
      "\n";
  for_each(request, "clocks", [&](const json::object& clock) {
    text += clock_text(reader, of, clock);
    clocks.push_back(clock_view(of, clock));
  });
  if (clocks.empty()) text += reader.say("cli.no-clocks") + "\n";
  return Outcome{text, {{"topic", topic}, {"text", text}, {"request", id}, {"clocks", clocks}}};
}

// ----------------------------------------------------------------------------------- the command

Outcome both(const Context& context, const std::string& topic,
             const std::function<std::string(const Reader&)>& text) {
  const Reader reader = reader_of(context);
  Reader english = reader;
  english.language = {};
  return {text(reader), {{"topic", topic}, {"text", text(english)}}};
}

// Nothing: the topic is no code. A reader of JSON is told in English.
std::optional<Result<Outcome>> explain_code(const Context& context, const std::string& topic) {
  const auto space = topic.find(' ');
  const std::string heading = small_letters(topic.substr(0, space));
  const bool headed = heading == "code" || heading == "codes";
  const std::string name = space == std::string::npos ? "" : topic.substr(space + 1);
  if (headed && name.empty()) return both(context, topic, code_list);
  const std::string& asked = headed ? name : topic;
  if (const CodeInfo* info = find_code(asked)) {
    return both(context, topic,
                [info](const Reader& reader) { return code_meaning(reader, *info); });
  }
  if (!headed && !heading.starts_with("hd-")) return std::nullopt;
  Reader reader = reader_of(context);
  if (context.output == Context::Output::json) reader.language = {};
  return no_code(reader, asked);
}

Result<Outcome> explain(const Context& context, const Arguments& arguments) {
  std::string topic;
  for (const std::string& word : arguments.many("TOPIC"))
    topic += (topic.empty() ? "" : " ") + word;
  if (auto code = explain_code(context, topic)) return *std::move(code);
  const treaty::Treaty law = law_in_force(context);
  const std::string small = small_letters(topic);
  if (small == "permissions" || small == "permission") {
    const std::string table = node::explain_permissions(law);
    return Outcome{table, {{"topic", topic}, {"text", table}}};
  }
  for (const std::string_view heading : {"clock ", "clocks "}) {
    if (!small.starts_with(heading)) continue;
    const std::string name = small.substr(heading.size());
    if (is_reference(name)) return explain_clocks(context, topic, name);
  }
  const bool for_programs = context.output == Context::Output::json;
  HD_TRY(const std::string found,
         treaty::find_topic(for_programs ? wording::Language() : context.language, law, topic));
  return Outcome{treaty::explain_in(context.language, law, found),
                 {{"topic", topic}, {"text", treaty::explain(law, found)}}};
}

}  // namespace

std::vector<Command> explain_commands() {
  return {
      {{"explain"},
       "What an article, measure, ground, clock, offence or error code means; who may do what",
       {"haidang explain art 42", "haidang explain ground BANK_SECRECY", "haidang explain HD-3002",
        "haidang explain codes", "haidang explain clock 3f2a91c0", "haidang explain permissions"},
       {{"TOPIC", "TOPIC",
         "art, measure, scope, ground, clock, offence, instrument, declaration or term, with a "
         "name; code; permissions",
         Arity::many}},
       explain},
  };
}

}  // namespace haidang::cli
