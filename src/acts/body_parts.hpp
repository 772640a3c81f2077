// Parts that several bodies share, and their limits. Inside this room only.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "acts/body.hpp"

namespace haidang::parts {

constexpr std::size_t prose_bytes_max = 16 * 1024;
constexpr std::size_t line_bytes_max = 400;
constexpr std::size_t contents_max = 32;
constexpr std::size_t conditions_max = 50;
constexpr std::size_t grounds_max = 20;
constexpr std::size_t bases_max = 8;
constexpr std::size_t items_max = 1000;
constexpr std::size_t selectors_max = 32;

using Check = Result<void> (*)(std::string_view member, std::string_view text);

Result<std::string> read_code(ObjectReader& in, std::string_view name);
Result<std::string> read_line(ObjectReader& in, std::string_view name);
Result<std::string> read_prose(ObjectReader& in, std::string_view name);
Result<std::optional<std::string>> read_optional(ObjectReader& in, std::string_view name,
                                                 Check check);
Result<bool> read_flag(ObjectReader& in, std::string_view name);  // absent: no

// Every element is a text that `check` accepts.
Result<std::vector<std::string>> read_list(ObjectReader& in, std::string_view name,
                                           std::size_t count_max, Check check);
json::array write_list(const std::vector<std::string>& list);

// Codes to prose.
Result<std::map<std::string, std::string>> read_contents(ObjectReader& in, std::string_view name);
json::object write_contents(const std::map<std::string, std::string>& contents);

enum class Members { needed, may_be_absent };
Result<std::vector<ItemId>> read_ids(ObjectReader& in, std::string_view name, Members members);
json::array write_ids(const std::vector<ItemId>& ids);
Result<std::vector<Digest>> read_digests(ObjectReader& in, std::string_view name, Members members);
json::array write_digests(const std::vector<Digest>& digests);

Result<std::vector<UseCondition>> read_conditions(ObjectReader& in, std::string_view name);
json::array write_conditions(const std::vector<UseCondition>& conditions);

Result<ManifestItem> read_item(const json::object& object);
json::object write_item(const ManifestItem& item);

}  // namespace haidang::parts
