#include "acts/body_parts.hpp"

#include <fmt/format.h>

#include "acts/plain.hpp"

namespace haidang::parts {
namespace {

Error not_a_text(std::string_view name) {
  return {Code::bad_value,
          fmt::format("'{}' holds something that is not a text within 16 KiB", name)};
}

Result<UseCondition> read_condition(const json::object& object) {
  ObjectReader in(object, "condition");
  UseCondition condition;
  HD_TRY(condition.code, read_code(in, "code"));
  HD_TRY(condition.text, read_prose(in, "text"));
  HD_TRY(condition.until, in.optional_time("until"));
  HD_TRY_VOID(in.finish());
  return condition;
}

}  // namespace

Result<std::string> read_code(ObjectReader& in, std::string_view name) {
  HD_TRY(std::string text, in.text(name));
  HD_TRY_VOID(check_code(name, text));
  return text;
}

Result<std::string> read_line(ObjectReader& in, std::string_view name) {
  HD_TRY(std::string text, in.text(name, line_bytes_max));
  HD_TRY_VOID(check_line(name, text));
  return text;
}

Result<std::string> read_prose(ObjectReader& in, std::string_view name) {
  HD_TRY(std::string text, in.text(name, prose_bytes_max));
  HD_TRY_VOID(check_prose(name, text));
  return text;
}

Result<std::optional<std::string>> read_optional(ObjectReader& in, std::string_view name,
                                                 Check check) {
  HD_TRY(std::optional<std::string> text, in.optional_text(name, prose_bytes_max));
  if (text) {
    HD_TRY_VOID(check(name, *text));
  }
  return text;
}

Result<bool> read_flag(ObjectReader& in, std::string_view name) {
  HD_TRY(const auto flag, in.optional_boolean(name));
  return flag.value_or(false);
}

Result<std::vector<std::string>> read_list(ObjectReader& in, std::string_view name,
                                           std::size_t count_max, Check check) {
  HD_TRY(const json::array array, in.array(name, count_max));
  std::vector<std::string> list;
  for (const json::value& value : array) {
    if (!value.is_string() || value.get_string().size() > prose_bytes_max) return not_a_text(name);
    HD_TRY_VOID(check(name, value.get_string()));
    list.emplace_back(value.get_string());
  }
  return list;
}

json::array write_list(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

Result<std::map<std::string, std::string>> read_contents(ObjectReader& in, std::string_view name) {
  HD_TRY(const json::object object, in.object(name));
  if (object.size() > contents_max) {
    return Error{Code::too_large, fmt::format("'{}' has too many items", name)};
  }
  std::map<std::string, std::string> contents;
  for (const auto& member : object) {
    HD_TRY_VOID(check_code(name, member.key()));
    if (!member.value().is_string() || member.value().get_string().size() > prose_bytes_max) {
      return not_a_text(member.key());
    }
    HD_TRY_VOID(check_prose(member.key(), member.value().get_string()));
    contents.emplace(member.key(), member.value().get_string());
  }
  return contents;
}

json::object write_contents(const std::map<std::string, std::string>& contents) {
  json::object object;
  for (const auto& [name, text] : contents)
    object[name] = text;
  return object;
}

Result<std::vector<ItemId>> read_ids(ObjectReader& in, std::string_view name, Members members) {
  HD_TRY(auto array, in.optional_array(name, items_max));
  if (!array && members == Members::needed) {
    HD_TRY(array, in.array(name, items_max));  // the error for a missing member
  }
  std::vector<ItemId> ids;
  for (const json::value& value : array.value_or(json::array{})) {
    if (!value.is_string()) {
      return Error{Code::bad_value, fmt::format("'{}' holds something that is no id", name)};
    }
    HD_TRY(ItemId id, ItemId::parse(value.get_string()));
    ids.push_back(std::move(id));
  }
  return ids;
}

json::array write_ids(const std::vector<ItemId>& ids) {
  json::array array;
  for (const ItemId& id : ids)
    array.emplace_back(id.text());
  return array;
}

Result<std::vector<Digest>> read_digests(ObjectReader& in, std::string_view name, Members members) {
  HD_TRY(auto array, in.optional_array(name, items_max));
  if (!array && members == Members::needed) {
    HD_TRY(array, in.array(name, items_max));  // the error for a missing member
  }
  std::vector<Digest> digests;
  for (const json::value& value : array.value_or(json::array{})) {
    const Error bad{Code::bad_value,
                    fmt::format("'{}' holds something that is no SHA-256 digest", name),
                    "items are named by the digest of their file, 64 lower-case hex digits"};
    if (!value.is_string()) return bad;
    const auto digest = parse_digest(value.get_string());
    if (!digest.ok() || hex(*digest) != value.get_string()) return bad;
    digests.push_back(*digest);
  }
  return digests;
}

json::array write_digests(const std::vector<Digest>& digests) {
  json::array array;
  for (const Digest& digest : digests)
    array.emplace_back(hex(digest));
  return array;
}

Result<std::vector<UseCondition>> read_conditions(ObjectReader& in, std::string_view name) {
  HD_TRY(const auto array, in.optional_array(name, conditions_max));
  std::vector<UseCondition> conditions;
  for (const json::value& value : array.value_or(json::array{})) {
    if (!value.is_object()) {
      return Error{Code::bad_value, fmt::format("'{}' holds something that is no object", name)};
    }
    HD_TRY(UseCondition condition, read_condition(value.get_object()));
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

json::array write_conditions(const std::vector<UseCondition>& conditions) {
  json::array array;
  for (const UseCondition& condition : conditions)
    array.push_back(write_condition(condition));
  return array;
}

}  // namespace haidang::parts

namespace haidang {

json::object write_condition(const UseCondition& condition) {
  json::object object{{"code", condition.code}, {"text", condition.text}};
  if (condition.until) object["until"] = format_time(*condition.until);
  return object;
}

}  // namespace haidang
