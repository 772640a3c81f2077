#include "base/json.hpp"

#include <fmt/format.h>

#include <boost/container/small_vector.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.hpp"

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
    objects_.push_back(names_.size());
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    const auto first = names_.begin() + static_cast<std::ptrdiff_t>(objects_.back());
    std::sort(first, names_.end(), [this](Name a, Name b) { return text(a) < text(b); });
    const auto same = [this](Name a, Name b) { return text(a) == text(b); };
    if (std::adjacent_find(first, names_.end(), same) != names_.end()) duplicate_ = true;
    if (first != names_.end()) {
      text_.resize(std::min_element(first, names_.end(), earlier)->begin);
    }
    names_.erase(first, names_.end());
    objects_.pop_back();
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(string_view part, std::size_t, error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(string_view part, std::size_t size, error_code&) {
    text_.append(part.data(), part.size());
    names_.push_back({text_.size() - size, size});
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
  // Of the objects that are still open, one after the other; all names in one text.
  struct Name {
    std::size_t begin;
    std::size_t size;
  };
  static bool earlier(Name a, Name b) { return a.begin < b.begin; }
  [[nodiscard]] std::string_view text(Name name) const {
    return std::string_view(text_).substr(name.begin, name.size);
  }

  std::string text_;
  std::vector<Name> names_;
  std::vector<std::size_t> objects_;  // how many names stand before each
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

constexpr std::size_t members_sorted_in_place = 24;

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits_of_escapes = "0123456789abcdef";
  constexpr std::string_view short_forms = "\bb\tt\nn\ff\rr\"\"\\\\";
  out.push_back('\\');
  for (std::size_t i = 0; i < short_forms.size(); i += 2) {
    if (short_forms[i] == c) return out.push_back(short_forms[i + 1]);
  }
  out.append("u00");
  out.push_back(digits_of_escapes[static_cast<unsigned char>(c) >> 4U]);
  out.push_back(digits_of_escapes[static_cast<unsigned char>(c) & 15U]);
}

// RFC 8259 section 7, and as Boost.JSON writes it: only what must be is escaped.
bool is_escaped(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 24> digits{};
  const auto [end, ec] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  HD_CHECK(ec == std::errc{});
  out.append(digits.data(), end);
}

void append_array(std::string& out, const json::array& array) {
  out.push_back('[');
  for (const auto& element : array) {
    if (out.back() != '[') out.push_back(',');
    append_canonical(out, element);
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

void append_text(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const auto stop = std::find_if(text.begin(), text.end(), is_escaped);
    out.append(text.begin(), stop);
    text.remove_prefix(static_cast<std::size_t>(stop - text.begin()));
    if (text.empty()) break;
    append_escaped(out, text.front());
    text.remove_prefix(1);
  }
  out.push_back('"');
}

void append_canonical(std::string& out, const json::object& object) {
  boost::container::small_vector<const json::key_value_pair*, members_sorted_in_place> members;
  members.reserve(object.size());
  for (const auto& member : object)
    members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return a->key() < b->key(); });
  out.push_back('{');
  for (const auto* member : members) {
    if (out.back() != '{') out.push_back(',');
    append_text(out, member->key());
    out.push_back(':');
    append_canonical(out, member->value());
  }
  out.push_back('}');
}

void append_canonical(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return append_canonical(out, value.get_object());
    case json::kind::array:
      return append_array(out, value.get_array());
    case json::kind::string:
      return append_text(out, value.get_string());
    case json::kind::int64:
      return append_number(out, value.get_int64());
    case json::kind::uint64:
      return append_number(out, value.get_uint64());
    default:
      out += json::serialize(value);
  }
}

std::string canonical(const json::value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

std::string canonical(const json::object& object) {
  std::string out;
  append_canonical(out, object);
  return out;
}

ObjectReader::ObjectReader(const json::object& object, std::string_view context)
    : object_(object), context_(context), seen_(object.size()) {}

const json::value* ObjectReader::find(std::string_view name) {
  const auto member = object_.find(name);
  if (member == object_.end()) return nullptr;
  seen_[static_cast<std::size_t>(member - object_.begin())] = true;
  return member->value().is_null() ? nullptr : &member->value();
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

Result<const json::object*> ObjectReader::object_in_place(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return missing(name);
  if (!value->is_object()) return wrong(name, "an object");
  return &value->get_object();
}

Result<const json::array*> ObjectReader::array_in_place(std::string_view name,
                                                        std::size_t count_max) {
  const json::value* value = find(name);
  if (value == nullptr) return missing(name);
  if (!value->is_array()) return wrong(name, "a list");
  if (value->get_array().size() > count_max) {
    return Error{Code::too_large, fmt::format("{}: '{}' has too many elements", context_, name),
                 fmt::format("at most {} are accepted", count_max)};
  }
  return &value->get_array();
}

Result<json::object> ObjectReader::object(std::string_view name) {
  HD_TRY(const json::object* const found, object_in_place(name));
  return *found;
}

Result<json::array> ObjectReader::array(std::string_view name, std::size_t count_max) {
  HD_TRY(const json::array* const found, array_in_place(name, count_max));
  return *found;
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
  const auto unseen = std::find(seen_.begin(), seen_.end(), false);
  if (unseen == seen_.end()) return {};
  const auto& member = *(object_.begin() + (unseen - seen_.begin()));
  return Error{Code::unknown_field, fmt::format("{}: '{}' is not a member of this format", context_,
                                                std::string_view(member.key()).substr(0, 60))};
}

}  // namespace haidang
