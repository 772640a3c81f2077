#include "cli/text.hpp"

#include <fmt/format.h>

#include "cli/view.hpp"
#include "words/columns.hpp"
#include "words/spoken.hpp"

namespace haidang::cli {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

std::int64_t count(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : 0;
}

void write_pretty(const json::value& value, const std::string& indent, std::string& out) {
  const std::string deeper = indent + "  ";
  if (value.is_object() && !value.get_object().empty()) {
    std::string_view separator = "{\n";
    for (const auto& member : value.get_object()) {
      out +=
          fmt::format("{}{}{}: ", separator, deeper, json::serialize(json::string(member.key())));
      write_pretty(member.value(), deeper, out);
      separator = ",\n";
    }
    out += "\n" + indent + "}";
  } else if (value.is_array() && !value.get_array().empty()) {
    std::string_view separator = "[\n";
    for (const auto& element : value.get_array()) {
      out += fmt::format("{}{}", separator, deeper);
      write_pretty(element, deeper, out);
      separator = ",\n";
    }
    out += "\n" + indent + "]";
  } else {
    out += json::serialize(value);
  }
}

std::string short_reference(const json::object& object, std::string_view name) {
  return field(object, name).substr(0, 8);
}

std::string parties(const json::object& row) {
  return field(row, "requesting") + ">" + field(row, "requested");
}

// The party of the two that is not us cannot be known from a row; the zone of whom it waits for is
// the one that matters. An emergency says so.
std::string due_of(const Reader& reader, const json::object& row) {
  const std::string due = field(row, "due");
  std::string text = due.empty() ? "" : reader.due(due, field(row, "waits_for"));
  if (field(row, "emergency") != "true") return text;
  return reader.say("letter.emergency") + (text.empty() ? "" : ", " + text);
}

std::string due_first(const Reader& reader, const json::object& status) {
  Rows rows;
  for_each(status, "due", [&](const json::object& row) {
    rows.push_back({"", short_reference(row, "request"), parties(row),
                    reader.word("status", field(row, "status")), field(row, "waits_for"),
                    due_of(reader, row), reader.word("measure", field(row, "measure"))});
  });
  if (rows.empty()) rows.push_back({"", reader.say("cli.nothing-due")});
  return reader.say("cli.due-first") + "\n" + wording::table(rows);
}

std::string joined_texts(const json::array& texts) {
  std::string out;
  for (const json::value& text : texts) {
    if (text.is_string()) out += (out.empty() ? "" : ", ") + std::string(text.get_string());
  }
  return out;
}

// What a notice says: "Runs out in 7 days: the preservation of the data".
std::string reason_of(const Reader& reader, const json::object& row) {
  const std::string rule = field(row, "rule");
  std::string what = reader.word("notice", field(row, "kind"));
  if (!rule.empty()) what += ": " + reader.word("clock", rule);
  return what;
}

std::string told_of(const Reader& reader, const json::object& status) {
  const json::array& open = list(status, "notices");
  if (open.empty()) return "";
  return "\n" + reader.say("cli.notices") + "\n" + notices_text(reader, open);
}

}  // namespace

std::string notices_text(const Reader& reader, const json::array& rows) {
  if (rows.empty()) return reader.say("cli.no-notices");
  Rows out;
  for (const json::value& value : rows) {
    if (!value.is_object()) continue;
    const json::object& row = value.get_object();
    std::string whose;
    for (const json::value& officer : list(row, "officers"))
      whose += (whose.empty() ? "" : ", ") + std::string(officer.as_string());
    if (const std::string seen = field(row, "seen_at"); !seen.empty())
      whose = reader.say("cli.notice-seen", {{"moment", reader.moment(seen)}});
    if (!field(row, "settled_at").empty()) whose = reader.say("cli.notice-settled");
    out.push_back({"", field(row, "id"), short_reference(row, "request"),
                   reader.word("measure", field(row, "measure")), reader.due(field(row, "due"), ""),
                   reader.word("notice-level", field(row, "level")), whose,
                   reason_of(reader, row)});
  }
  return wording::table(out);
}

std::string pretty(const json::value& value) {
  std::string out;
  write_pretty(value, "", out);
  return out + "\n";
}

std::string request_table(const Reader& reader, const json::array& rows) {
  if (rows.empty()) return reader.say("cli.no-requests");
  Rows out{{reader.say("cli.column.reference"), reader.say("cli.column.parties"),
            reader.say("cli.column.status"), reader.say("cli.column.waits-for"),
            reader.say("cli.column.due"), reader.say("cli.column.owner"),
            reader.say("cli.column.measure")}};
  for (const json::value& value : rows) {
    if (!value.is_object()) continue;
    const json::object& row = value.get_object();
    out.push_back({short_reference(row, "id"), parties(row),
                   reader.word("status", field(row, "status")), field(row, "waits_for"),
                   due_of(reader, row), field(row, "owner"),
                   reader.word("measure", field(row, "measure"))});
  }
  return wording::table(out);
}

std::vector<std::string> function_lines(const Reader& reader, const json::object& authority) {
  std::vector<std::string> lines;
  for_each(authority, "functions", [&](const json::object& row) {
    const std::string how = field(row, "how");
    std::string line =
        fmt::format("{}: {}", reader.word("web.admin.function", field(row, "letter")),
                    reader.word("web.admin.function", how));
    if (how != "not-available")
      line += fmt::format(" ({}; {})", field(row, "hours"), joined_texts(list(row, "languages")));
    lines.push_back(std::move(line));
  });
  return lines;
}

std::string party_text(const Reader& reader, const json::object& party) {
  Rows rows{{"", reader.say("cli.label.fingerprint"), field(party, "fingerprint")},
            {"", reader.say("cli.label.endpoint"), field(party, "endpoint")},
            {"", reader.say("cli.label.keys-expire"), reader.moment(field(party, "keys_expire"))}};
  for_each(party, "authorities", [&](const json::object& row) {
    rows.push_back({"", reader.say("cli.label.authority"),
                    fmt::format("{}: {}", field(row, "id"), field(row, "name"))});
    rows.push_back(
        {"", "",
         reader.say("cli.authority-hours", {{"hours", field(row, "hours")},
                                            {"zone", field(row, "time_zone")},
                                            {"languages", joined_texts(list(row, "languages"))}})});
    for (std::string& line : function_lines(reader, row))
      rows.push_back({"", "", std::move(line)});
  });
  for_each(party, "declarations", [&](const json::object& row) {
    std::string said = field(row, "id");
    for (const json::value& value : list(row, "values"))
      said += " " + std::string(value.as_string());
    rows.push_back({"", reader.say("cli.label.declares"), std::move(said)});
  });
  return fmt::format("{} ({})\n", field(party, "name"), field(party, "party")) +
         wording::table(rows);
}

std::string findings_text(const Reader& reader, const json::object& status) {
  std::string out;
  for_each(status, "findings", [&](const json::object& row) {
    const auto said = [&](std::string_view name) {
      return wording::spoken(reader.language, field(row, name));
    };
    out += fmt::format("{}: {}\n  {}\n", reader.word("level", field(row, "level")), said("text"),
                       reader.say("cli.next", {{"step", said("next")}}));
  });
  return out.empty() ? reader.say("cli.nothing-wrong") + "\n" : out;
}

std::string status_text(const Reader& reader, const json::object& status) {
  std::string out = party_text(reader, inner(status, "self")) + "\n" + due_first(reader, status) +
                    told_of(reader, status);
  for_each(status, "backlog", [&](const json::object& row) {
    if (count(row, "waiting") == 0) return;
    out += reader.say("cli.waiting-acts",
                      {{"party", field(row, "party")}, {"count", count(row, "waiting")}}) +
           "\n";
  });
  if (const std::int64_t arriving = count(status, "evidence_arriving"); arriving > 0)
    out += reader.say("cli.evidence-arriving", {{"count", arriving}}) + "\n";
  return out + "\n" + findings_text(reader, status);
}

std::string error_text(wording::Language language, const Error& error) {
  if (language == wording::Language()) return error.text();
  const auto& [said, english] = wording::spoken(language, error);
  std::string out = fmt::format("{} {}", code_text(said.code), said.what);
  if (!said.why.empty()) out += ": " + said.why;
  if (!english.empty())
    out += "\n  " + wording::text(language, "cli.in-english", {{"text", english}});
  for (const Detail& detail : said.details) {
    out += fmt::format("\n  - {}: {}", detail.item, detail.text);
    if (!detail.citation.empty()) out += " [" + wording::citation(language, detail.citation) + "]";
  }
  return out + "\n  " + wording::text(language, "cli.next", {{"step", said.next}});
}

}  // namespace haidang::cli
