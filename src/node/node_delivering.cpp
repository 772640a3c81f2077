// Delivering evidence: which items, to whom, in how many acts; every key that is wrapped for a
// Party was taken out against a committed journal entry.
#include <fmt/format.h>

#include <algorithm>

#include "casework/view.hpp"
#include "node/node_state.hpp"
#include "node/speaking.hpp"
#include "node/use_rules.hpp"

namespace haidang::node {
namespace {

// What the rest of an act may need: addresses, what was seen, conditions that bind already.
constexpr std::size_t rest_of_act_bytes = 48UL * 1024;
constexpr std::size_t manifest_bytes_max = ActLimits::json_bytes - rest_of_act_bytes;
constexpr std::size_t items_in_act_max = 1000;  // docs/formats.md, "deliver"

struct Plan {
  CaseId case_id;
  PartyCode to;
  std::vector<EvidenceItem> items;
};

bool may_deliver(const casework::RequestState& request, const PartyCode& self, Time now) {
  const auto steps = casework::next_steps(request, self, now);
  return std::any_of(steps.begin(), steps.end(),
                     [](const casework::Step& step) { return step.kind == ActKind::deliver; });
}

Result<void> check_audience(const casework::CaseState& state, const PartyCode& to,
                            const std::vector<PartyCode>& audience, const PartyCode& self) {
  for (const PartyCode& party : audience) {
    const bool member = std::any_of(state.parties.begin(), state.parties.end(),
                                    [&](const Address& address) { return address.party == party; });
    if (member && party != to && party != self) continue;
    return Error{Code::wrong_addressee,
                 fmt::format("{} is no other member of this case", party.text()),
                 fmt::format("the items go to {}, and besides to other members of a joint "
                             "investigation, art. 48",
                             to.text()),
                 "Name a member, or deliver under a request of that Party."};
  }
  return {};
}

// Those that were named, in the order in which they were added; each must still wait.
Result<void> choose(std::vector<EvidenceItem>& items, const std::vector<ItemId>& named) {
  for (const ItemId& id : named) {
    const bool waits = std::any_of(items.begin(), items.end(),
                                   [&](const EvidenceItem& item) { return item.facts.id == id; });
    if (waits) continue;
    return Error{Code::unknown_item,
                 fmt::format("item {} does not wait to be delivered for this request", id.text()),
                 "", "List them: haidang evidence list REF"};
  }
  if (named.empty()) return {};
  std::erase_if(items, [&](const EvidenceItem& item) {
    return std::find(named.begin(), named.end(), item.facts.id) == named.end();
  });
  return {};
}

Result<void> check_state(const casework::RequestState& request, const PartyCode& self, Time now) {
  if (may_deliver(request, self, now)) return {};
  if (casework::is_over(request)) {
    return Error{Code::not_in_this_state,
                 fmt::format("evidence cannot be delivered: the request is over, '{}'",
                             casework::status_name(request.status)),
                 "", "See how it ended: haidang request show REF --timeline"};
  }
  return Error{Code::not_in_this_state,
               fmt::format("evidence cannot be delivered while the request is '{}'",
                           casework::status_name(request.status)),
               "", "Accept the request first: haidang request accept REF"};
}

void carry(ManifestItem& item, const DeliveryTerms& terms) {
  item.conditions.insert(item.conditions.end(), terms.conditions.begin(), terms.conditions.end());
}

// As many acts as the items need, none larger than an act may be.
std::vector<DeliverBody> bodies_of(std::vector<ManifestItem> items, const DeliveryTerms& terms) {
  std::vector<DeliverBody> bodies;
  std::size_t bytes = 0;
  for (ManifestItem& item : items) {
    const std::size_t more = canonical(write_body(DeliverBody{{item}, ""})).size();
    const bool full = bodies.empty() || bytes + more > manifest_bytes_max ||
                      bodies.back().items.size() == items_in_act_max;
    if (full) {
      bodies.push_back({{}, terms.note, true});
      bytes = 0;
    }
    bytes += more;
    bodies.back().items.push_back(std::move(item));
  }
  bodies.back().more_follows = terms.more_follows;
  return bodies;
}

}  // namespace

Result<std::vector<Statement>> Node::prepare_delivery(const ActId& request_id,
                                                      const DeliveryTerms& terms,
                                                      const Actor& actor) {
  State& state = *state_;
  const auto now = [&state] { return state.parts.clock.now(); };
  HD_TRY(const Plan plan, state.sequencer->read([&](Road& road) -> Result<Plan> {
    HD_TRY(const auto row, road.archive().request_by_prefix(request_id.text()));
    if (!row) return Error{Code::unknown_request, "there is no such request on this node"};
    HD_TRY(const auto case_state, road.find_case(row->case_id));
    const casework::RequestState* request = case_state->find(row->id);
    if (request == nullptr) return Error{Code::unknown_request, "the case has no such request"};
    HD_TRY_VOID(check_state(*request, road.self().party, now()));
    // Who may not say it gets no key unwrapped either.
    const casework::Command intended{row->case_id, std::nullopt, ActKind::deliver, row->id, {}};
    HD_TRY_VOID(author_of(road, intended, {intended, "", "", actor}));
    if (terms.saying == Saying::at_once) {
      HD_TRY_VOID(check_four_eyes(road, intended, state.parts.config.four_eyes));
    }
    const Address& to = request->is_information ? request->requested : request->requesting;
    HD_TRY_VOID(check_audience(*case_state, to.party, terms.audience, road.self().party));
    HD_TRY(std::vector<EvidenceItem> items, state.book->of_request(row->id));
    std::erase_if(items, [](const EvidenceItem& item) { return item.deliver.has_value(); });
    HD_TRY_VOID(choose(items, terms.items));
    for (EvidenceItem& item : items) {
      HD_TRY_VOID(bind_origin(road, *state.book, item.facts, to.party, now()));
      for (const PartyCode& party : terms.audience)
        HD_TRY_VOID(bind_origin(road, *state.book, item.facts, party, now()));
    }
    return Plan{row->case_id, to.party, std::move(items)};
  }));
  if (plan.items.empty()) {
    return Error{Code::unknown_item, "no evidence waits to be delivered for this request", "",
                 "Add it first: haidang evidence add REF FILE"};
  }
  std::vector<ManifestItem> items;
  for (const EvidenceItem& item : plan.items) {
    HD_TRY(items.emplace_back(), state.sealed_for(item, plan.to, terms.audience, actor.officer));
    carry(items.back(), terms);
  }
  std::vector<Statement> statements;
  for (const DeliverBody& body : bodies_of(std::move(items), terms)) {
    statements.push_back(
        {{plan.case_id, std::nullopt, ActKind::deliver, request_id, write_body(body)},
         "",
         "",
         actor});
  }
  return statements;
}

// The item as a manifest holds it: its key wrapped for each Party that may have it.
Result<ManifestItem> Node::State::sealed_for(const EvidenceItem& item, const PartyCode& to,
                                             const std::vector<PartyCode>& audience,
                                             const std::string& officer) {
  std::vector<std::string> names{to.text()};
  for (const PartyCode& party : audience)
    names.push_back(party.text());
  const std::string purpose = fmt::format("deliver to {}", fmt::join(names, ", "));
  HD_TRY(const crypto::AeadKey key, unwrap_for(item, purpose, officer));
  ManifestItem sealed = item.facts;
  return sequencer->read([&](Road&) -> Result<ManifestItem> {
    HD_TRY(sealed.wrapped_key, notary->seal(as_text(key), to, parts.clock.now()));
    for (const PartyCode& party : audience) {
      HD_TRY(sealed.audience[party], notary->seal(as_text(key), party, parts.clock.now()));
    }
    return std::move(sealed);
  });
}

Result<Submitted> Node::deliver(const ActId& request, const DeliveryTerms& terms,
                                const Actor& actor) {
  HD_TRY(std::vector<Statement> statements, prepare_delivery(request, terms, actor));
  Submitted last;
  for (Statement& statement : statements) {
    std::promise<Result<Submitted>> promise;
    auto future = promise.get_future();
    submit(std::move(statement),
           [&promise](const Result<Submitted>& done) { promise.set_value(done); });
    HD_TRY(last, future.get());
  }
  return last;
}

Result<json::object> Node::draft_delivery(const ActId& request, const DeliveryTerms& terms,
                                          const Actor& actor) {
  HD_TRY(const std::vector<Statement> statements, prepare_delivery(request, terms, actor));
  if (statements.size() == 1) return make_draft(statements.front());
  return Error{Code::too_large, "one act cannot hold all items that wait",
               fmt::format("they would need {} acts, and an officer approves one at a time",
                           statements.size()),
               "Draft a part of them: name the items (--item), or pack them into one file."};
}

}  // namespace haidang::node
