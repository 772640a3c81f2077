#include "casework/about.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::casework {
namespace {

constexpr std::string_view items_member = "items";

// The digest of the item that the text names by its id, or the text itself.
std::string digest_named(std::string_view text, const RequestState& given) {
  for (const ManifestItem& item : given.items) {
    if (item.id.text() == text) return hex(item.sha256);
  }
  return std::string(text);
}

json::array* array_in(json::object& body, std::string_view member) {
  json::value* value = body.if_contains(member);
  if (value == nullptr || value->is_null()) value = &(body[member] = json::array{});
  return value->if_array();
}

void name_each(json::array& names, const RequestState& given) {
  for (json::value& name : names) {
    if (name.is_string()) name = json::string(digest_named(name.get_string(), given));
  }
}

}  // namespace

void name_by_digest(json::object& body, std::string_view member, const RequestState& given) {
  json::array* names = array_in(body, member);
  if (names == nullptr) return;
  name_each(*names, given);
  if (!names->empty()) return;
  for (const ManifestItem& item : given.items) {
    const json::value digest = json::string(hex(item.sha256));
    if (std::find(names->begin(), names->end(), digest) == names->end()) names->push_back(digest);
  }
  if (names->empty()) body.erase(member);
}

void name_asked(json::object& body, const RequestState& request, const RequestState* given) {
  json::array* names = array_in(body, items_member);
  if (names == nullptr) return;
  if (given != nullptr) name_each(*names, *given);
  if (!names->empty()) return;
  for (const Digest& digest : request.body.about_items)
    names->emplace_back(hex(digest));
}

Result<void> check_about(const RequestBody& body, const RequestState* given) {
  for (const Digest& digest : body.about_items) {
    const bool known = given != nullptr &&
                       std::any_of(given->items.begin(), given->items.end(),
                                   [&](const ManifestItem& item) { return item.sha256 == digest; });
    if (known) continue;
    return Error{Code::unknown_item,
                 fmt::format("no item with the digest {} was given under the request that this one "
                             "relies on",
                             hex(digest)),
                 "consent is asked for what was given, art. 36(3), 40(19)",
                 "List what was given: haidang evidence list REF"};
  }
  return {};
}

}  // namespace haidang::casework
