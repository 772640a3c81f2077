#include "node/case_page.hpp"

namespace haidang::node {
namespace {

Result<json::object> event_at(Node::State& state, journal::LeafIndex leaf) {
  HD_TRY(const auto entry, state.journal->entry(leaf));
  if (!entry || entry->event.empty()) return json::object{};  // erased, or not there
  return parse_json_object(as_text(entry->event));
}

json::value member_or_null(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found != nullptr ? *found : json::value(nullptr);
}

// The receipt was verified before it was stored: what it says is what the other journal proves.
Result<json::object> what_it_says(const std::string& text) {
  HD_TRY(const json::object receipt, parse_json_object(text));
  const json::object& event = receipt.at("event").as_object();
  const bool arrived = event.at("kind") == "delivery";
  json::object out{{"state", arrived ? "delivered" : "refused"}, {"at", event.at("at")}};
  for (const std::string_view name : {"code", "reason"}) {
    if (event.contains(name)) out[name] = event.at(name);
  }
  return out;
}

// Of a joint investigation's act: from whom a receipt has come, and the worst there is.
Result<json::object> receipts_of_several(const std::vector<Address>& all,
                                         const std::map<PartyCode, std::string>& receipts) {
  json::object worst;
  json::array by_party;
  const auto rank = [](const json::object& row) {
    const auto& state = row.at("state").as_string();
    return state == "refused" ? 2 : state == "waiting" ? 1 : 0;
  };
  for (const Address& to : all) {
    json::object row{{"state", "waiting"}, {"at", nullptr}};
    if (const auto it = receipts.find(to.party); it != receipts.end()) {
      HD_TRY(row, what_it_says(it->second));
    }
    if (worst.empty() || rank(row) >= rank(worst)) worst = row;
    row["party"] = to.party.text();
    by_party.push_back(std::move(row));
  }
  worst["by_party"] = std::move(by_party);
  return worst;
}

Result<json::object> receipt_of_ours(Road& road, const StoredAct& stored, bool joint) {
  HD_TRY(const auto receipts, road.archive().receipts(stored.id));
  if (joint) {
    HD_TRY(const Act act, parse_act(stored.text));
    return receipts_of_several(recipients(act), receipts);
  }
  if (receipts.empty()) return json::object{{"state", "waiting"}, {"at", nullptr}};
  return what_it_says(receipts.begin()->second);
}

Result<json::object> receipt_of_theirs(Node::State& state, journal::LeafIndex leaf) {
  HD_TRY(const json::object event, event_at(state, leaf));
  return json::object{{"state", "received"}, {"at", member_or_null(event, "at")}};
}

}  // namespace

Result<void> add_receipts(Node::State& state, Road& road, json::object& view) {
  const std::string self = road.self().party.text();
  const bool joint = view.at("parties").as_array().size() > 2;
  for (json::value& value : view.at("timeline").as_array()) {
    json::object& row = value.as_object();
    HD_TRY(const ActId id, ActId::parse(row.at("id").as_string()));
    HD_TRY(const auto stored, road.archive().act(id));
    if (!stored) return Error{Code::internal, "the archive lacks an act of the case"};
    const bool ours = row.at("party").as_string() == self;
    HD_TRY(json::object receipt,
           ours ? receipt_of_ours(road, *stored, joint) : receipt_of_theirs(state, stored->leaf));
    receipt["entry"] = stored->leaf.value;
    row["receipt"] = std::move(receipt);
  }
  return {};
}

Result<json::array> Node::custody(const CaseId& id) {
  State& state = *state_;
  return state.sequencer->read([&](Road& road) -> Result<json::array> {
    HD_TRY(const auto known, road.find_case(id));  // unknown_case
    (void)known;
    HD_TRY(const std::vector<journal::LeafIndex> leaves, road.archive().custody_of(id));
    json::array events;
    for (const journal::LeafIndex leaf : leaves) {
      HD_TRY(json::object event, event_at(state, leaf));
      events.push_back(json::object{{"entry", leaf.value},
                                    {"kind", member_or_null(event, "kind")},
                                    {"at", member_or_null(event, "at")},
                                    {"event", std::move(event)}});
    }
    return events;
  });
}

}  // namespace haidang::node
