#include "cli/text.hpp"

#include <fmt/format.h>

#include <array>

namespace haidang::cli {
namespace {

std::string field(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return "";
  if (value->is_string()) return std::string(value->get_string());
  return json::serialize(*value);
}

const json::array& list(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : none;
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

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  write_pretty(value, "", out);
  return out + "\n";
}

std::string request_table(const json::array& rows) {
  if (rows.empty())
    return "No requests yet. Begin with: haidang request new preservation --to XB/...";
  std::string out = fmt::format("{:<10}{:<16}{:<9}{:<16}{:<7}{}\n", "REF", "MEASURE", "FROM>TO",
                                "STATUS", "WAITS", "DUE");
  for (const json::value& value : rows) {
    const json::object& row = value.as_object();
    out +=
        fmt::format("{:<10}{:<16}{:<9}{:<16}{:<7}{}\n", field(row, "id").substr(0, 8),
                    field(row, "measure"), field(row, "requesting") + ">" + field(row, "requested"),
                    field(row, "status"), field(row, "waits_for"), field(row, "due"));
  }
  return out;
}

std::string party_text(const json::object& party) {
  std::string out =
      fmt::format("{} ({})\n  fingerprint  {}\n  endpoint     {}\n  keys expire  {}\n",
                  field(party, "name"), field(party, "party"), field(party, "fingerprint"),
                  field(party, "endpoint"), field(party, "keys_expire"));
  for (const json::value& value : list(party, "authorities")) {
    const json::object& row = value.as_object();
    out += fmt::format("  authority    {}: {}, {} ({})\n", field(row, "id"), field(row, "name"),
                       field(row, "hours"), field(row, "time_zone"));
  }
  for (const json::value& value : list(party, "declarations")) {
    const json::object& row = value.as_object();
    out += fmt::format("  declares     {}", field(row, "id"));
    for (const json::value& said : list(row, "values"))
      out += " " + std::string(said.as_string());
    out += "\n";
  }
  return out;
}

std::string findings_text(const json::object& status) {
  const json::array& findings = list(status, "findings");
  if (findings.empty()) return "Nothing is wrong.\n";
  std::string out;
  for (const json::value& value : findings) {
    const json::object& row = value.as_object();
    out += fmt::format("{}: {}\n  Next: {}\n", field(row, "level"), field(row, "text"),
                       field(row, "next"));
  }
  return out;
}

std::string status_text(const json::object& status) {
  const json::value* self = status.if_contains("self");
  std::string out = self != nullptr && self->is_object() ? party_text(self->get_object()) : "";
  out += "\nDue first\n";
  for (const json::value& value : list(status, "due")) {
    const json::object& row = value.as_object();
    out += fmt::format("  {}  {:<14} {}>{}  {:<14} waits for {:<3} {}\n",
                       field(row, "request").substr(0, 8), field(row, "measure"),
                       field(row, "requesting"), field(row, "requested"), field(row, "status"),
                       field(row, "waits_for"), field(row, "due"));
  }
  if (list(status, "due").empty()) out += "  nothing\n";
  for (const json::value& value : list(status, "backlog")) {
    const json::object& row = value.as_object();
    if (field(row, "waiting") == "0") continue;
    out += fmt::format("Waiting for {}: {} acts\n", field(row, "party"), field(row, "waiting"));
  }
  const std::string arriving = field(status, "evidence_arriving");
  if (arriving != "0" && !arriving.empty()) {
    out += fmt::format("Evidence arriving: {} items\n", arriving);
  }
  return out + "\n" + findings_text(status);
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array units{"bytes", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < units.size(); ++unit)
    value /= 1024;
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

}  // namespace haidang::cli
