// JSON at the border: parsed with limits, duplicate members refused, read into typed values once.
#pragma once
#include <boost/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace haidang {

namespace json = boost::json;

struct JsonLimits {
  std::size_t bytes_max = std::size_t{256} * 1024;
  std::size_t depth_max = 16;
};

// RFC 8259 only. Errors: too_large, too_deep, duplicate_key, malformed.
Result<json::value> parse_json(std::string_view text, JsonLimits limits = {});
Result<json::object> parse_json_object(std::string_view text, JsonLimits limits = {});

// Deterministic text: members sorted by name (UTF-8 bytes), no spaces. Used wherever bytes are
// hashed or signed, so that the same value always has the same bytes.
std::string canonical(const json::value& value);
std::string canonical(const json::object& object);
// The same at the end of `out`; for who writes around it.
void append_canonical(std::string& out, const json::value& value);
void append_canonical(std::string& out, const json::object& object);
void append_text(std::string& out, std::string_view text);

// Typed reading of one object: each call checks one member; unknown members are an error unless
// allowed. Usage: ObjectReader in(object, "act"); HD_TRY(auto seq, in.integer("seq")); ...
// HD_TRY_VOID(in.finish());
class ObjectReader {
 public:
  ObjectReader(const json::object& object, std::string_view context);

  Result<std::string> text(std::string_view name, std::size_t bytes_max = 4096);
  Result<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max);
  Result<Time> time(std::string_view name);
  Result<json::object> object(std::string_view name);
  Result<json::array> array(std::string_view name, std::size_t count_max);
  Result<bool> boolean(std::string_view name);
  // Not copied: part of the object that is read.
  Result<const json::object*> object_in_place(std::string_view name);
  Result<const json::array*> array_in_place(std::string_view name, std::size_t count_max);

  // Absent or null gives nullopt; present but of the wrong type is an error.
  Result<std::optional<std::string>> optional_text(std::string_view name,
                                                   std::size_t bytes_max = 4096);
  Result<std::optional<json::object>> optional_object(std::string_view name);
  Result<std::optional<json::array>> optional_array(std::string_view name, std::size_t count_max);
  Result<std::optional<std::int64_t>> optional_integer(std::string_view name, std::int64_t min,
                                                       std::int64_t max);
  Result<std::optional<Time>> optional_time(std::string_view name);
  Result<std::optional<bool>> optional_boolean(std::string_view name);

  // Every member must have been asked for: what we do not understand we do not accept.
  [[nodiscard]] Result<void> finish() const;

 private:
  const json::value* find(std::string_view name);
  [[nodiscard]] Error missing(std::string_view name) const;
  [[nodiscard]] Error wrong(std::string_view name, std::string_view expected) const;

  const json::object& object_;
  std::string context_;
  std::vector<bool> seen_;  // by the place of the member
};

}  // namespace haidang
