// One case with its requests, for people: where each stands, what binds, what is due.
#include <fmt/format.h>

#include "cli/said_text.hpp"
#include "cli/text.hpp"
#include "cli/view.hpp"
#include "cli/wrapped.hpp"
#include "words/columns.hpp"

namespace haidang::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

bool is_set(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::uint64_t bytes_of(const json::object& item) {
  const json::value* size = item.if_contains("size");
  return size != nullptr && size->is_number() ? size->to_number<std::uint64_t>() : 0;
}

std::string address(const json::object& request, std::string_view side) {
  const json::object& who = inner(request, side);
  return field(who, "party") + "/" + field(who, "authority");
}

// One request as rows of a label and a text.
class RequestRows {
 public:
  RequestRows(const Reader& reader, const treaty::Treaty& law, const json::object& request,
              std::string owner)
      : reader_(reader), law_(law), request_(request), owner_(std::move(owner)) {
    const std::string requested = address(request, "requested");
    other_ = reader.zones.contains(requested) ? requested : address(request, "requesting");
  }

  std::string text() {
    add_standing();
    add_clocks();
    add_binding();
    add_matters();
    add_refusal();
    add_results();
    add_steps();
    return heading() + wording::table(rows_) + asked_text(reader_, law_, request_);
  }

 private:
  [[nodiscard]] std::string heading() const {
    const std::string measure = field(request_, "measure");
    const std::string mark =
        is_set(request_, "verified") ? "" : ", " + reader_.say("cli.not-verified");
    const std::string article = field(request_, "article");
    return fmt::format("{}  {} ({}{}{})\n", field(request_, "id").substr(0, 8),
                       reader_.word("measure", measure, field(request_, "measure_title")), measure,
                       article.empty() ? "" : ", " + reader_.cited("art. " + article), mark);
  }
  void add(std::string_view label, std::string text) {
    rows_.push_back({"", reader_.say(fmt::format("cli.label.{}", label)), std::move(text)});
  }
  // What people wrote: as long as they wished.
  void add_words(std::string_view label, std::string_view text) {
    constexpr std::size_t columns = 76;
    std::string name = reader_.say(fmt::format("cli.label.{}", label));
    for (std::string& line : wrapped(text, columns)) {
      rows_.push_back({"", std::move(name), std::move(line)});
      name.clear();
    }
  }
  void add_standing();
  void add_clocks();
  void add_conditions(std::string_view label, const json::array& conditions);
  void add_binding();
  void add_matters();
  void add_refusal();
  void add_results();
  void add_steps();

  const Reader& reader_;
  const treaty::Treaty& law_;
  const json::object& request_;
  std::string owner_;  // our officer who has taken it, if somebody has
  std::string other_;  // whose zone stands beside ours
  Rows rows_;
};

void RequestRows::add_standing() {
  add("parties", address(request_, "requesting") + " > " + address(request_, "requested"));
  const std::string status = reader_.word("status", field(request_, "status"));
  const std::string whom = field(request_, "waits_for");
  add("status", whom.empty()
                    ? status
                    : reader_.say("cli.status-waits", {{"status", status}, {"party", whom}}));
  if (!owner_.empty()) add("owner", owner_);
  std::string offence = field(request_, "offence");
  if (offence.empty()) offence = field(inner(request_, "body"), "offence");
  if (!offence.empty())
    add("offence",
        fmt::format("{} {}", offence,
                    reader_.word("offence", offence, reader_.word("offence-class", offence, ""))));
}

void RequestRows::add_clocks() {
  for_each(request_, "clocks", [&](const json::object& clock) {
    const std::string state = field(clock, "state");
    const std::string due = field(clock, "due");
    std::string text = reader_.word("clock", field(clock, "rule"), field(clock, "counts")) + ": ";
    text += due.empty() ? reader_.say("cli.until-decided") : reader_.due(due, other_);
    if (state == "paused" || state == "ended") text += ", " + reader_.word("clock-state", state);
    text += fmt::format(" ({}, {}", reader_.word("clock-kind", field(clock, "kind")),
                        reader_.cited(field(clock, "citation")));
    if (!is_set(clock, "verified")) text += ", " + reader_.say("cli.not-verified");
    add("clock", text + ")");
  });
}

void RequestRows::add_conditions(std::string_view label, const json::array& conditions) {
  for (const json::value& value : conditions) {
    if (value.is_string()) add_words(label, std::string(value.get_string()));
    if (!value.is_object()) continue;
    const json::object& condition = value.get_object();
    const std::string until = field(condition, "until");
    std::string end;
    if (!until.empty()) {
      end = ", " + reader_.say(is_set(condition, "ended") ? "cli.ended-on" : "cli.until",
                               {{"moment", reader_.moment(until)}});
    }
    add_words(label,
              fmt::format("{} ({}{})", field(condition, "text"), field(condition, "code"), end));
  }
}

// What binds on the assistance, and on the use of what was given.
void RequestRows::add_binding() {
  add_conditions("offered", list(request_, "offered_conditions"));
  add_conditions("agreed", list(request_, "conditions"));
  add_conditions("consent", list(request_, "consent_conditions"));
  add_conditions("restricted", list(request_, "restrictions"));
  for_each(request_, "declared", [&](const json::object& row) {
    const std::string unmet = field(row, "unmet");
    std::string text = reader_.word("declaration", field(row, "id"), field(row, "effect"));
    if (!unmet.empty()) text += ": " + reader_.say("cli.does-not-fit", {{"what", unmet}});
    text += fmt::format(" ({}", reader_.cited(field(row, "citation")));
    if (!is_set(row, "verified")) text += ", " + reader_.say("cli.not-verified");
    add("declared", text + ")");
  });
}

void RequestRows::add_matters() {
  if (const json::object& caution = inner(request_, "caution"); !caution.empty()) {
    add_words("caution", fmt::format("{}: {} ({})", field(caution, "about"), field(caution, "text"),
                                     reader_.say(is_set(caution, "open") ? "cli.caution-open"
                                                                         : "cli.caution-done")));
  }
  if (const json::object& hearing = inner(request_, "hearing"); !hearing.empty()) {
    add("hearing", fmt::format("{}{} ({})", reader_.due(field(hearing, "until"), other_),
                               is_set(hearing, "heard") ? ", " + reader_.say("cli.heard") : "",
                               reader_.cited("art. 50(8)")));
  }
  for_each(request_, "open_duties", [&](const json::object& duty) {
    add("duty",
        fmt::format("{}, {} ({})", reader_.word("duty", field(duty, "name")),
                    reader_.moment(field(duty, "since")), reader_.cited(field(duty, "citation"))));
  });
  if (is_set(request_, "awaits_confirmation")) add("owed", reader_.say("cli.confirm-in-writing"));
  if (is_set(request_, "awaits_review")) add("owed", reader_.say("cli.review-emergency"));
  if (!field(request_, "inquired_at").empty()) {
    add("inquired", fmt::format("{} ({})", reader_.moment(field(request_, "inquired_at")),
                                reader_.cited("art. 40(26)")));
  }
}

void RequestRows::add_refusal() {
  const json::object& refusal = inner(request_, "refusal");
  for_each(refusal, "grounds", [&](const json::object& ground) {
    const std::string code = field(ground, "code");
    add("ground",
        fmt::format("{}: {} ({}{})", code, reader_.word("ground", code, field(ground, "title")),
                    reader_.cited(field(ground, "citation")),
                    is_set(ground, "verified") ? "" : ", " + reader_.say("cli.not-verified")));
  });
  if (!field(refusal, "reasons").empty()) add_words("reasons", field(refusal, "reasons"));
}

void RequestRows::add_results() {
  for_each(request_, "answers", [&](const json::object& answer) {
    add_words("answer", field(answer, "text"));
    for (const auto& member : inner(answer, "fields")) {
      add_words("answer", fmt::format("{}: {}", std::string_view(member.key()),
                                      field(inner(answer, "fields"), member.key())));
    }
    add_conditions("under", list(answer, "conditions"));
  });
  for_each(request_, "executed", [&](const json::object& done) {
    add_words("done", fmt::format("{}, {}: {}", reader_.word("executed", field(done, "what")),
                                  reader_.moment(field(done, "at")), field(done, "particulars")));
  });
  for_each(request_, "items", [&](const json::object& item) {
    add("evidence", fmt::format("{}  {}  sha256 {}  {}", field(item, "name"),
                                wording::size(reader_.language, bytes_of(item)),
                                field(item, "sha256"), field(item, "origin")));
    add_conditions("under", list(item, "conditions"));
  });
  if (is_set(request_, "more_follows")) add("evidence", reader_.say("cli.more-follows"));
}

void RequestRows::add_steps() {
  for_each(request_, "reminders", [&](const json::object& reminder) {
    add("reminder", fmt::format("{} ({})", reader_.due(field(reminder, "due"), other_),
                                reader_.word("clock", field(reminder, "rule"))));
  });
  for_each(request_, "next_steps", [&](const json::object& step) {
    add("may",
        fmt::format("{}: {} ({})", field(step, "kind"), reader_.word("act", field(step, "kind")),
                    reader_.cited(field(step, "rule"))));
  });
}

const json::object& request_of(const json::object& view, const std::string& id) {
  static const json::object none;
  for (const json::value& value : list(view, "requests")) {
    if (value.is_object() && field(value.get_object(), "id") == id) return value.get_object();
  }
  return none;
}

// Each act, and beneath it what it says.
std::string timeline_text(const Reader& reader, const treaty::Treaty& law,
                          const json::object& view) {
  Rows rows;
  std::vector<std::string> words;
  for_each(view, "timeline", [&](const json::object& row) {
    rows.push_back(
        {"", reader.moment(field(row, "at")), field(row, "party"),
         reader.word("act", field(row, "kind")),
         fmt::format("{} ({}){}", field(row, "officer"), field(row, "authority"),
                     is_set(row, "effect") ? "" : "  " + reader.say("cli.without-effect"))});
    words.push_back(said_text(reader, law, request_of(view, field(row, "request")), row));
  });
  std::string out = reader.say("cli.timeline") + "\n";
  const std::string table = wording::table(rows);
  std::string_view lines = table;
  for (const std::string& said : words) {
    const std::size_t end = lines.find('\n') + 1;
    out += fmt::format("{}{}", lines.substr(0, end), said);
    lines.remove_prefix(end);
  }
  return out;
}

}  // namespace

std::string request_text(const Reader& reader, const treaty::Treaty& law, const json::object& view,
                         Timeline timeline) {
  const std::string reference = field(view, "id").substr(0, 8);
  std::string out = reader.say("cli.case", {{"reference", reference}}) + "\n";
  for_each(view, "requests", [&](const json::object& request) {
    const bool asked = field(request, "id") == field(view, "request");
    out += RequestRows(reader, law, request, asked ? field(view, "owner") : "").text();
  });
  for_each(view, "contradictions", [&](const json::object& row) {
    out += reader.say("web.case.contradiction", {{"by", field(row, "by")},
                                                 {"about", field(row, "about")},
                                                 {"number", field(row, "number")}}) +
           "\n";
  });
  return timeline == Timeline::hidden ? out : out + timeline_text(reader, law, view);
}

}  // namespace haidang::cli
