// What was measured: rows of figures, as a table for people and as JSON.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace haidang::bench {

enum class Better { more, less };

// What we promise of one figure.
struct Target {
  double value = 0;
  Better better = Better::more;
};

struct Row {
  std::string name;  // "acts.rate"
  std::string unit;
  double value = 0;
  std::optional<Target> target = std::nullopt;
  std::string note = "";
};

class Report {
 public:
  explicit Report(json::object machine) : machine_(std::move(machine)) {}

  void add(Row row);
  void failed(const std::string& measurement, const Error& error);
  // For ratios to what was measured before.
  [[nodiscard]] std::optional<double> value_of(std::string_view name) const;
  [[nodiscard]] std::string table() const;
  [[nodiscard]] json::object as_json() const;
  [[nodiscard]] std::size_t failures() const { return failures_.size(); }

 private:
  json::object machine_;
  std::vector<Row> rows_;
  std::vector<std::pair<std::string, std::string>> failures_;
};

}  // namespace haidang::bench
