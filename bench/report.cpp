#include "report.hpp"

#include <fmt/format.h>

namespace haidang::bench {
namespace {

bool is_met(const Row& row) {
  return row.target->better == Better::more ? row.value >= row.target->value
                                            : row.value <= row.target->value;
}

std::string number(double value) {
  if (value >= 1000) return fmt::format("{:.0f}", value);
  return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.3f}", value);
}

std::string verdict(const Row& row) {
  if (!row.target) return "";
  return fmt::format("{} {}: {}", row.target->better == Better::more ? "at least" : "at most",
                     number(row.target->value), is_met(row) ? "met" : "MISSED");
}

std::string line(const Row& row) {
  return fmt::format("{:<34}{:>10} {:<9} {:<26} {}\n", row.name, number(row.value), row.unit,
                     verdict(row), row.note);
}

}  // namespace

// Told at once as well: the whole run takes minutes.
void Report::add(Row row) {
  fmt::print(stderr, "{}", line(row));
  rows_.push_back(std::move(row));
}

void Report::failed(const std::string& measurement, const Error& error) {
  fmt::print(stderr, "{}: {}\n", measurement, error.text());
  failures_.emplace_back(measurement, error.text());
}

std::optional<double> Report::value_of(std::string_view name) const {
  for (const Row& row : rows_) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

std::string Report::table() const {
  std::string out;
  for (const auto& [name, value] : machine_) {
    out += fmt::format("{}: {}\n", std::string_view(name),
                       value.is_string() ? std::string(value.as_string()) : json::serialize(value));
  }
  out += '\n';
  for (const Row& row : rows_)
    out += line(row);
  for (const auto& [name, text] : failures_)
    out += fmt::format("{}: not measured: {}\n", name, text);
  return out;
}

json::object Report::as_json() const {
  json::array rows;
  for (const Row& row : rows_) {
    json::object one{{"name", row.name}, {"unit", row.unit}, {"value", row.value}};
    if (row.target) {
      one["target"] = row.target->value;
      one["better"] = row.target->better == Better::more ? "more" : "less";
      one["met"] = is_met(row);
    }
    if (!row.note.empty()) one["note"] = row.note;
    rows.push_back(std::move(one));
  }
  json::array failures;
  for (const auto& [name, text] : failures_)
    failures.push_back({{"name", name}, {"error", text}});
  return {{"machine", machine_}, {"rows", std::move(rows)}, {"not_measured", std::move(failures)}};
}

}  // namespace haidang::bench
