// One case with its requests, for people: where each stands, what binds, what is due.
#include <fmt/format.h>

#include "cli/text.hpp"

namespace haidang::cli {
namespace {

std::string field(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return "";
  if (value->is_string()) return std::string(value->get_string());
  return json::serialize(*value);
}

bool is_set(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

const json::array& list(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

const json::object* part(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

std::string clock_text(const json::object& clock) {
  const std::string due = field(clock, "due").empty() ? "until decided" : field(clock, "due");
  const json::value* verified = clock.if_contains("verified");
  const bool unverified = verified != nullptr && verified->is_bool() && !verified->get_bool();
  const std::string state = field(clock, "state");
  return fmt::format("  clock   {}: {}{} ({}, {}{})\n", field(clock, "counts"), due,
                     state.empty() || state == "running" ? "" : ", " + state, field(clock, "kind"),
                     field(clock, "citation"),
                     unverified ? ", not yet verified against the official text" : "");
}

std::string condition_text(std::string_view label, const json::object& condition) {
  const std::string until = field(condition, "until");
  const std::string end = until.empty()                ? ""
                          : is_set(condition, "ended") ? ", ended " + until
                                                       : ", until " + until;
  return fmt::format("  {:<7} {} ({}{})\n", label, field(condition, "text"),
                     field(condition, "code"), end);
}

std::string conditions_text(std::string_view label, const json::array& conditions) {
  std::string out;
  for (const json::value& value : conditions) {
    if (value.is_object()) out += condition_text(label, value.get_object());
    if (value.is_string()) {
      out += fmt::format("  {:<7} {}\n", label, std::string_view(value.get_string()));
    }
  }
  return out;
}

// What binds on the assistance, and on the use of what was given.
std::string binding_text(const json::object& request) {
  std::string out = conditions_text("offered", list(request, "offered_conditions"));
  out += conditions_text("agreed", list(request, "conditions"));
  out += conditions_text("consent", list(request, "consent_conditions"));
  out += conditions_text("restricted", list(request, "restrictions"));
  return out;
}

std::string matters_text(const json::object& request) {
  std::string out;
  if (const json::object* caution = part(request, "caution")) {
    out += fmt::format("  caution {}: {} ({})\n", field(*caution, "about"), field(*caution, "text"),
                       is_set(*caution, "open") ? "waits for: proceed, or withdraw" : "proceeded");
  }
  if (const json::object* hearing = part(request, "hearing")) {
    out += fmt::format("  hearing before lifting: until {}{} (art. 50(8))\n",
                       field(*hearing, "until"), is_set(*hearing, "heard") ? ", heard" : "");
  }
  for (const json::value& value : list(request, "open_duties")) {
    const json::object& duty = value.as_object();
    out += fmt::format("  duty    {} since {} ({})\n", field(duty, "name"), field(duty, "since"),
                       field(duty, "citation"));
  }
  if (is_set(request, "awaits_confirmation")) out += "  to be confirmed in writing, art. 40(13)\n";
  if (is_set(request, "awaits_review"))
    out += "  emergency: to be reviewed afterwards, art. 2(o)\n";
  if (!field(request, "inquired_at").empty()) {
    out += fmt::format("  asked for status on {} (art. 40(26))\n", field(request, "inquired_at"));
  }
  return out;
}

std::string results_text(const json::object& request) {
  std::string out;
  for (const json::value& value : list(request, "answers")) {
    const json::object& answer = value.as_object();
    out += fmt::format("  answer  {}\n", field(answer, "text"));
    for (const auto& member : answer.at("fields").as_object()) {
      out += fmt::format("          {}: {}\n", std::string_view(member.key()),
                         field(answer.at("fields").as_object(), member.key()));
    }
    out += conditions_text("  under", list(answer, "conditions"));
  }
  for (const json::value& value : list(request, "executed")) {
    const json::object& done = value.as_object();
    out += fmt::format("  done    {} on {}: {}\n", field(done, "what"), field(done, "at"),
                       field(done, "particulars"));
  }
  for (const json::value& value : list(request, "items")) {
    if (!value.is_object()) continue;
    const json::object& item = value.get_object();
    out += fmt::format("  item    {}  {} bytes  sha256 {}  from {}\n", field(item, "name"),
                       field(item, "size"), field(item, "sha256"), field(item, "origin"));
    out += conditions_text("  under", list(item, "conditions"));
  }
  if (is_set(request, "more_follows")) out += "  more follows\n";
  return out;
}

std::string refusal_text(const json::object& request) {
  const json::object* refusal = part(request, "refusal");
  if (refusal == nullptr) return "";
  std::string out;
  for (const json::value& value : list(*refusal, "grounds")) {
    const json::object& ground = value.as_object();
    out += fmt::format("  refused {} ({}{})\n", field(ground, "title"), field(ground, "citation"),
                       is_set(ground, "verified") ? "" : ", not yet verified");
  }
  return out + fmt::format("          {}\n", field(*refusal, "reasons"));
}

std::string steps_text(const json::object& request) {
  std::string out;
  if (!field(request, "waits_for").empty()) {
    out += fmt::format("  waits for {}\n", field(request, "waits_for"));
  }
  for (const json::value& value : list(request, "reminders")) {
    const json::object& reminder = value.as_object();
    out += fmt::format("  remind  {} days or fewer until {} ({})\n", field(reminder, "days"),
                       field(reminder, "due"), field(reminder, "rule"));
  }
  for (const json::value& step : list(request, "next_steps")) {
    if (!step.is_object()) continue;
    out += fmt::format("  may     {} ({})\n", field(step.get_object(), "kind"),
                       field(step.get_object(), "rule"));
  }
  return out;
}

std::string one_request(const json::object& request) {
  std::string out =
      fmt::format("{}  {} (art. {}{})  {}  status: {}\n", field(request, "id").substr(0, 8),
                  field(request, "measure"), field(request, "article"),
                  is_set(request, "verified") ? "" : ", not yet verified against the official text",
                  field(request, "offence"), field(request, "status"));
  for (const json::value& clock : list(request, "clocks")) {
    if (clock.is_object()) out += clock_text(clock.get_object());
  }
  return out + binding_text(request) + matters_text(request) + refusal_text(request) +
         results_text(request) + steps_text(request);
}

}  // namespace

std::string request_text(const json::object& view, Timeline timeline) {
  std::string out = fmt::format("Case {}\n", field(view, "id").substr(0, 8));
  for (const json::value& request : list(view, "requests")) {
    if (request.is_object()) out += one_request(request.get_object());
  }
  if (timeline == Timeline::hidden) return out;
  out += "Timeline\n";
  for (const json::value& value : list(view, "timeline")) {
    const json::object& row = value.as_object();
    out += fmt::format("  {}  {}  {:<12} by {} ({}){}\n", field(row, "at"), field(row, "party"),
                       field(row, "kind"), field(row, "officer"), field(row, "authority"),
                       is_set(row, "effect") ? "" : "  without effect: it crossed with another");
  }
  return out;
}

}  // namespace haidang::cli
