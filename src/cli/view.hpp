// Reading the API's JSON for people: what is missing or of another type reads as empty.
#pragma once
#include "base/json.hpp"

namespace haidang::cli {

inline std::string field(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return "";
  if (value->is_string()) return std::string(value->get_string());
  return json::serialize(*value);
}

inline const json::array& list(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

inline const json::object& inner(const json::object& object, std::string_view name) {
  static const json::object none;
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

// Each object of the list.
template <class Each>
void for_each(const json::object& object, std::string_view name, const Each& each) {
  for (const json::value& value : list(object, name)) {
    if (value.is_object()) each(value.get_object());
  }
}

}  // namespace haidang::cli
