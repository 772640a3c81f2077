#include "casework/custodian.hpp"

#include <fmt/format.h>

#include "casework/contents.hpp"

namespace haidang::casework {

Result<json::object> custodian_copy(const RequestState& request, const treaty::Treaty& law,
                                    Time now) {
  const treaty::Measure* rules = rules_of(request.body, law);
  if (rules == nullptr) return Error{Code::unknown_measure, "there is no such measure"};
  const treaty::Measure& measure = *rules;
  json::array items;
  for (const treaty::ContentItem& item : measure.contents) {
    if (item.audience != treaty::Audience::custodian) continue;
    const auto said = request.body.contents.find(item.name);
    if (said == request.body.contents.end() || said->second.empty()) continue;
    items.push_back(
        json::object{{"name", item.name}, {"label", item.label}, {"text", said->second}});
  }
  if (items.empty()) {
    return Error{Code::not_in_this_state,
                 fmt::format("nothing of a request for {} is for a custodian", measure.id), "",
                 "The law's data mark what is: haidang explain measure ID"};
  }
  json::object copy{{"reference", request.id.text()},
                    {"measure", measure.id},
                    {"title", measure.title},
                    {"issued_by", fmt::format("{}/{}", request.requested.party.text(),
                                              request.requested.authority)},
                    {"issued_at", format_time(now)},
                    {"preserve_until", nullptr},
                    {"items", std::move(items)}};
  if (request.preserved_until) copy["preserve_until"] = format_time(*request.preserved_until);
  return copy;
}

}  // namespace haidang::casework
