#include "cli/reader.hpp"

#include <fmt/format.h>

#include "cli/api_client.hpp"
#include "cli/command.hpp"

namespace haidang::cli {
namespace {

std::string member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

const json::array& rows(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

void add_zones(const json::object& party, Reader& reader) {
  const std::string code = member(party, "party");
  for (const json::value& value : rows(party, "authorities")) {
    if (!value.is_object()) continue;
    const std::string zone = member(value.get_object(), "time_zone");
    reader.zones[fmt::format("{}/{}", code, member(value.get_object(), "id"))] = zone;
    reader.zones.emplace(code, zone);  // the first authority speaks for the Party
  }
}

}  // namespace

std::string Reader::say(std::string_view key, const wording::Arguments& with) const {
  return wording::text(language, key, with);
}

std::string Reader::word(std::string_view group, std::string_view value) const {
  return word(group, value, value);
}

std::string Reader::word(std::string_view group, std::string_view value,
                         std::string_view english) const {
  return wording::text_or(language, fmt::format("{}.{}", group, value), english);
}

std::string Reader::cited(std::string_view citation) const {
  return wording::citation(language, citation);
}

std::string Reader::due(std::string_view time, std::string_view other) const {
  const auto parsed = parse_time(time);
  if (!parsed.ok()) return std::string(time);
  auto found = zones.find(std::string(other));
  if (found == zones.end()) found = zones.find(std::string(other.substr(0, other.find('/'))));
  return wording::due(language, *parsed, now,
                      {zone, found == zones.end() ? std::string() : found->second});
}

std::string Reader::moment(std::string_view time) const {
  const auto parsed = parse_time(time);
  return parsed.ok() ? wording::moment(language, *parsed, zone) : std::string(time);
}

Reader reader_of(const Context& context) {
  return {context.language, SystemClock{}.now(), "Etc/UTC", {}};
}

Reader reader_of(const Context& context, ApiClient& api) {
  Reader reader = reader_of(context);
  if (context.output == Context::Output::json) return reader;
  reader.zone = api.time_zone();
  if (const auto answer = api.get("/api/v1/parties"); answer.ok() && answer->is_object()) {
    for (const json::value& party : rows(answer->get_object(), "parties")) {
      if (party.is_object()) add_zones(party.get_object(), reader);
    }
  }
  return reader;
}

}  // namespace haidang::cli
