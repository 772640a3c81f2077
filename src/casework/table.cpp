#include "casework/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "casework/transitions.hpp"

namespace haidang::casework {
namespace {

constexpr std::string_view page_head =
    "# States of a request\n\n"
    "Made from the one table of transitions (`src/casework/transitions_*.cpp`) by\n"
    "`haidang request transitions --page`; the test `e2e.states` compares. The first diagram is a\n"
    "request, the second information that is given without being asked. Steps that leave the "
    "status\n"
    "as it is stand in the table below.\n\n";

std::vector<std::string> from_names(const Transition& row) {
  std::vector<std::string> names;
  for (const Status status : all_statuses()) {
    if (row.from.holds(status)) names.emplace_back(status_name(status));
  }
  return names;
}

std::string to_name(const Transition& row) {
  switch (row.after.how) {
    case After::How::stays:
      return "stays";
    case After::How::resumes:
      return "resumes";
    case After::How::becomes:
    case After::How::closes:
      return std::string(status_name(row.after.status));
  }
  return "";
}

// Mermaid takes no hyphen in a state's name.
std::string state(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

enum class Diagram { demand, information };

bool belongs(const Transition& row, Diagram diagram) {
  if (row.fits == Fits::every_measure) return true;
  return (row.fits == Fits::information) == (diagram == Diagram::information);
}

bool is_there(Status status, Diagram diagram) {
  constexpr StatusSet information =
      StatusSet::of(Status::informed, Status::info_requested, Status::delivered, Status::retrieved,
                    Status::withdrawn, Status::closed);
  return diagram == Diagram::information ? information.holds(status) : status != Status::informed;
}

// One edge for all kinds that lead from one status to the same other.
using Edges = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

Edges edges_of(Diagram diagram) {
  Edges edges;
  for (const Transition& row : transitions()) {
    const bool moves = row.after.how == After::How::becomes || row.after.how == After::How::closes;
    if (!moves || !belongs(row, diagram)) continue;
    for (const Status from : all_statuses()) {
      if (!row.from.holds(from) || from == row.after.status || !is_there(from, diagram)) continue;
      auto& kinds = edges[{state(status_name(from)), state(status_name(row.after.status))}];
      const std::string kind(act_kind_name(row.kind));
      if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
    }
  }
  return edges;
}

std::string diagram_text(Diagram diagram) {
  const bool informs = diagram == Diagram::information;
  std::string out = "```mermaid\nstateDiagram-v2\n";
  out += informs ? "  [*] --> informed: inform\n" : "  [*] --> sent: request\n";
  for (const auto& [ends, kinds] : edges_of(diagram)) {
    out += fmt::format("  {} --> {}: {}\n", ends.first, ends.second, fmt::join(kinds, ", "));
  }
  out += "  note right of info_requested: supply returns to where it was asked\n";
  return out + "```\n\n";
}

std::string table_text() {
  std::string out = "| Step | From | To | For | Rests on |\n|---|---|---|---|---|\n";
  for (const Transition& row : transitions()) {
    out +=
        fmt::format("| `{}` | {} | {} | {} | {} |\n", transition_id(row),
                    fmt::join(from_names(row), ", "), to_name(row), fits_name(row.fits), row.rule);
  }
  return out;
}

}  // namespace

json::array transitions_view() {
  json::array out;
  for (const Transition& row : transitions()) {
    json::array from;
    for (const std::string& name : from_names(row))
      from.emplace_back(name);
    out.push_back(json::object{{"id", transition_id(row)},
                               {"kind", act_kind_name(row.kind)},
                               {"side", side_name(row.who)},
                               {"from", std::move(from)},
                               {"to", to_name(row)},
                               {"fits", fits_name(row.fits)},
                               {"rule", row.rule},
                               {"hint", row.hint}});
  }
  return out;
}

std::string states_page() {
  return std::string(page_head) + diagram_text(Diagram::demand) +
         diagram_text(Diagram::information) + table_text();
}

}  // namespace haidang::casework
