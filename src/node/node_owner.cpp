// Who of our officers has a request in hand: taken, given back, given to another. Each change is in
// the journal together with its effect; no act says it, so it never leaves this node.
#include <fmt/format.h>

#include "node/node_state.hpp"
#include "node/speaking.hpp"

namespace haidang::node {
namespace {

json::value name_or_null(const std::string& name) {
  return name.empty() ? json::value(nullptr) : json::value(json::string(name));
}

json::object describe(const ActId& request, const std::optional<Ownership>& owner) {
  json::object out{{"request", request.text()}, {"owner", nullptr}, {"since", nullptr}};
  if (!owner) return out;
  out["owner"] = owner->officer;
  out["since"] = format_time(owner->since);
  return out;
}

Error taken_by(const RequestRow& row, const Ownership& owner) {
  const std::string id = row.id.text().substr(0, 8);
  return {Code::not_in_this_state, fmt::format("{} has taken the request {}", owner.officer, id),
          fmt::format("since {}", format_time(owner.since)),
          fmt::format("Ask {0} to give it back, or take it over: on the page of the case, or by "
                      "haidang request take {1} --from {0}",
                      owner.officer, id)};
}

}  // namespace

Result<json::object> Node::owner(const std::string& reference, const std::vector<Actor>& staff) {
  return state_->sequencer->read([&](Road& road) -> Result<json::object> {
    HD_TRY(const RequestRow row, look_up(road, reference));
    HD_TRY(const std::optional<Ownership> owner, state_->owners->of(row.id));
    json::object out = describe(row.id, owner);
    json::array names;
    for (const Actor& one : staff) {
      if (check_part(road, row, one).ok()) names.push_back(json::string(one.officer));
    }
    out["may_take"] = std::move(names);
    return out;
  });
}

Result<json::object> Node::hand_over(const std::string& reference, const Handing& handing,
                                     const Actor& actor) {
  json::object done;
  const std::string to = handing.to ? handing.to->officer : "";
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const RequestRow row, look_up(road, reference));
    HD_TRY_VOID(check_part(road, row, actor));
    if (handing.to) HD_TRY_VOID(check_part(road, row, *handing.to));
    HD_TRY(const std::optional<Ownership> now, state_->owners->of(row.id));
    const std::string holder = now ? now->officer : "";
    done = describe(row.id, now);
    if (holder == to) return {};  // asked again: as it is
    const bool free = holder.empty() || holder == actor.officer || holder == handing.instead_of;
    if (!free) return taken_by(row, *now);
    HD_TRY(const auto leaf, road.record("request-owner", {{"request", row.id.text()},
                                                          {"owner", name_or_null(to)},
                                                          {"former", name_or_null(holder)},
                                                          {"officer", actor.officer}}));
    (void)leaf;
    const Ownership next{to, state_->parts.clock.now()};
    const auto kept =
        to.empty() ? state_->owners->remove(row.id) : state_->owners->put(row.id, next);
    if (!kept.ok()) road.spoil(kept.error());
    done = describe(row.id, to.empty() ? std::nullopt : std::optional(next));
    return kept;
  }));
  (void)committed;
  state_->emit({"owner", {{"request", done.at("request")}, {"owner", done.at("owner")}}});
  return done;
}

}  // namespace haidang::node
