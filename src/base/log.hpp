// The log: one JSON object a line, to one sink that main() chooses. Never case content: ids, codes,
// Parties and numbers only.
#pragma once
#include <initializer_list>
#include <string_view>
#include <utility>
#include <variant>

#include "base/error.hpp"

namespace haidang {

enum class LogLevel { debug, info, warning, error };

using LogValue = std::variant<std::string_view, std::int64_t>;
using LogField = std::pair<std::string_view, LogValue>;

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view event,
                     std::initializer_list<LogField> fields) = 0;

  void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::info, event, fields);
  }
  void warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::warning, event, fields);
  }
  // The error's code, what and why as fields.
  void error(std::string_view event, const Error& error);
};

// Lines on standard error, thread-safe.
class StderrLog final : public Log {
 public:
  explicit StderrLog(LogLevel least) : least_(least) {}
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override;

 private:
  LogLevel least_;
};

// Swallows everything: for tests and the simulator.
class NoLog final : public Log {
 public:
  void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace haidang
