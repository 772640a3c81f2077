#include "base/json.hpp"

#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace haidang {
namespace {

// Boost.JSON keeps the last of two equal members silently; this handler refuses instead.
// It checks while scanning, before any value exists.
class DuplicateScan {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = 1024;
  static constexpr std::size_t max_string_size = std::size_t(-1);

  using string_view = json::string_view;
  using error_code = json::error_code;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    names_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    std::vector<std::string>& names = names_.back();
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end()) duplicate_ = true;
    names_.pop_back();
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(string_view part, std::size_t, error_code&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(string_view part, std::size_t, error_code&) {
    key_.append(part.data(), part.size());
    names_.back().push_back(std::move(key_));
    key_.clear();
    return true;
  }
  bool on_string_part(string_view, std::size_t, error_code&) { return true; }
  bool on_string(string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, string_view, error_code&) { return true; }
  bool on_double(double, string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  [[nodiscard]] bool duplicate() const { return duplicate_; }

 private:
  std::vector<std::vector<std::string>> names_;
  std::string key_;
  bool duplicate_ = false;
};

json::parse_options options_for(JsonLimits limits) {
  json::parse_options options;
  options.max_depth = limits.depth_max;
  return options;
}

Error parse_failure(const json::error_code& ec, JsonLimits limits) {
  if (ec == json::error::too_deep) {
    return {Code::too_deep, "the JSON is nested too deeply",
            fmt::format("at most {} levels are accepted", limits.depth_max)};
  }
  return {Code::malformed, "the bytes are not valid JSON", ec.message()};
}

void write_canonical(const json::value& value, std::string& out);

void write_object(const json::object& object, std::string& out) {
  std::vector<const json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object)
    members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return a->key() < b->key(); });
  out.push_back('{');
  for (const auto* member : members) {
    if (out.back() != '{') out.push_back(',');
    out += json::serialize(json::string(member->key()));
    out.push_back(':');
    write_canonical(member->value(), out);
  }
  out.push_back('}');
}

void write_canonical(const json::value& value, std::string& out) {
  if (value.is_object()) return write_object(value.get_object(), out);
  if (!value.is_array()) {
    out += json::serialize(value);
    return;
  }
  out.push_back('[');
  for (const auto& element : value.get_array()) {
    if (out.back() != '[') out.push_back(',');
    write_canonical(element, out);
  }
  out.push_back(']');
}

template <class T>
Result<std::optional<T>> as_optional(Result<T> result) {
  if (!result.ok()) return result.error();
  return std::optional<T>(*std::move(result));
}

}  // namespace

Result<json::value> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes_max) {
    return Error{Code::too_large, "the JSON text is too large",
                 fmt::format("{} bytes; at most {} are accepted", text.size(), limits.bytes_max)};
  }
  json::error_code ec;
  json::basic_parser<DuplicateScan> scan(options_for(limits));
  const std::size_t used = scan.write_some(false, text.data(), text.size(), ec);
  if (ec) return parse_failure(ec, limits);
  if (used < text.size()) {
    return Error{Code::malformed, "the bytes are not valid JSON", "more follows after the value"};
  }
  if (scan.handler().duplicate()) {
    return Error{Code::duplicate_key, "a JSON object has the same member twice",
                 "two readers could understand it differently"};
  }
  json::value value = json::parse(text, ec, {}, options_for(limits));
  if (ec) return parse_failure(ec, limits);
  return value;
}

Result<json::object> parse_json_object(std::string_view text, JsonLimits limits) {
  HD_TRY(json::value value, parse_json(text, limits));
  if (!value.is_object()) return Error{Code::malformed, "a JSON object is expected"};
  return std::move(value.get_object());
}

std::string canonical(const json::value& value) {
  std::string out;
  write_canonical(value, out);
  return out;
}

ObjectReader::ObjectReader(const json::object& object, std::string_view context)
    : object_(object), context_(context) {}

const json::value* ObjectReader::find(std::string_view name) {
  seen_.emplace_back(name);
  const json::value* value = object_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Error ObjectReader::missing(std::string_view name) const {
  return {Code::missing_field, fmt::format("{}: '{}' is missing", context_, name)};
}

Error ObjectReader::wrong(std::string_view name, std::string_view expected) const {
  return {Code::bad_value, fmt::format("{}: '{}' is not {}", context_, name, expected)};
}

Result<std::string> ObjectReader::text(std::string_view name, std::size_t bytes_max) {
  const json::value* value = find(name);
  if (value == nullptr) return missing(name);
  if (!value->is_string()) return wrong(name, "text");
  if (value->get_string().size() > bytes_max) {
    return Error{Code::too_large, fmt::format("{}: '{}' is too long", context_, name),
                 fmt::format("at most {} bytes are accepted", bytes_max)};
  }
  return std::string(value->get_string());
}

Result<std::int64_t> ObjectReader::integer(std::string_view name, std::int64_t min,
                                           std::int64_t max) {
  const json::value* value = find(name);
  if (value == nullptr) return missing(name);
  if (!value->is_int64()) return wrong(name, "a whole number");
  const std::int64_t number = value->get_int64();
  if (number < min || number > max) {
    return wrong(name, fmt::format("between {} and {}", min, max));
  }
  return number;
}

Result<Time> ObjectReader::time(std::string_view name) {
  HD_TRY(const std::string written, text(name, 40));
  return parse_time(written);
}

Result<json::object> ObjectReader::object(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return missing(name);
  if (!value->is_object()) return wrong(name, "an object");
  return value->get_object();
}

Result<json::array> ObjectReader::array(std::string_view name, std::size_t count_max) {
  const json::value* value = find(name);
  if (value == nullptr) return missing(name);
  if (!value->is_array()) return wrong(name, "a list");
  if (value->get_array().size() > count_max) {
    return Error{Code::too_large, fmt::format("{}: '{}' has too many elements", context_, name),
                 fmt::format("at most {} are accepted", count_max)};
  }
  return value->get_array();
}

Result<bool> ObjectReader::boolean(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return missing(name);
  if (!value->is_bool()) return wrong(name, "true or false");
  return value->get_bool();
}

Result<std::optional<std::string>> ObjectReader::optional_text(std::string_view name,
                                                               std::size_t bytes_max) {
  if (find(name) == nullptr) return std::optional<std::string>{};
  return as_optional(text(name, bytes_max));
}
Result<std::optional<json::object>> ObjectReader::optional_object(std::string_view name) {
  if (find(name) == nullptr) return std::optional<json::object>{};
  return as_optional(object(name));
}
Result<std::optional<json::array>> ObjectReader::optional_array(std::string_view name,
                                                                std::size_t count_max) {
  if (find(name) == nullptr) return std::optional<json::array>{};
  return as_optional(array(name, count_max));
}
Result<std::optional<std::int64_t>> ObjectReader::optional_integer(std::string_view name,
                                                                   std::int64_t min,
                                                                   std::int64_t max) {
  if (find(name) == nullptr) return std::optional<std::int64_t>{};
  return as_optional(integer(name, min, max));
}
Result<std::optional<Time>> ObjectReader::optional_time(std::string_view name) {
  if (find(name) == nullptr) return std::optional<Time>{};
  return as_optional(time(name));
}
Result<std::optional<bool>> ObjectReader::optional_boolean(std::string_view name) {
  if (find(name) == nullptr) return std::optional<bool>{};
  return as_optional(boolean(name));
}

Result<void> ObjectReader::finish() const {
  for (const auto& member : object_) {
    if (std::find(seen_.begin(), seen_.end(), std::string_view(member.key())) == seen_.end()) {
      return Error{Code::unknown_field,
                   fmt::format("{}: '{}' is not a member of this format", context_,
                               std::string_view(member.key()).substr(0, 60))};
    }
  }
  return {};
}

}  // namespace haidang
