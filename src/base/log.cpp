#include "base/log.hpp"

#include <cstdio>

#include "base/json.hpp"

namespace haidang {
namespace {

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

}  // namespace

void Log::error(std::string_view event, const Error& error) {
  const std::string code = code_text(error.code);
  write(LogLevel::error, event, {{"code", code}, {"what", error.what}, {"why", error.why}});
}

void StderrLog::write(LogLevel level, std::string_view event,
                      std::initializer_list<LogField> fields) {
  if (level < least_) return;
  json::object line{
      {"at", format_time(SystemClock{}.now())}, {"level", level_name(level)}, {"event", event}};
  for (const auto& [name, value] : fields) {
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      line[name] = *text;
    } else {
      line[name] = std::get<std::int64_t>(value);
    }
  }
  const std::string text = json::serialize(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);  // one call a line: stdio locks the stream
}

}  // namespace haidang
