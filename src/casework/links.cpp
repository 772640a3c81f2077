#include "casework/links.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::casework {
namespace {

Error bad_link(std::string what, std::string why) {
  return {Code::unknown_link, std::move(what), std::move(why),
          "Name a request of this case on which the measure may rely, or none."};
}

}  // namespace

const Address* member(const CaseState& state, const PartyCode& party) {
  const auto it = std::find_if(state.parties.begin(), state.parties.end(),
                               [&party](const Address& row) { return row.party == party; });
  return it == state.parties.end() ? nullptr : &*it;
}

const Address* counterpart(const CaseState& state, const PartyCode& party) {
  if (state.parties.size() != 2 || member(state, party) == nullptr) return nullptr;
  return &state.parties.at(state.parties.front().party == party ? 1 : 0);
}

std::vector<Address> others(const CaseState& state, const PartyCode& author, const PartyCode& to) {
  std::vector<Address> rest = state.parties;
  std::erase_if(rest, [&](const Address& row) { return row.party == author || row.party == to; });
  return rest;
}

Result<const RequestState*> relied_on(const CaseState* state, const RequestBody& body,
                                      const PartyCode& requesting, const treaty::Treaty& law) {
  if (!body.relies_on) return nullptr;
  const RequestState* link = state == nullptr ? nullptr : state->find(*body.relies_on);
  if (link == nullptr) {
    return bad_link("the request relies on one that this case does not hold",
                    fmt::format("there is no request {}", body.relies_on->text()));
  }
  HD_TRY(const treaty::Measure* measure, law.measure(body.measure));
  if (!measure->may_rely_on(link->body.measure)) {
    return bad_link(
        fmt::format("a request for {} cannot rely on one for {}", body.measure, link->body.measure),
        measure->relies_on.empty()
            ? "this measure relies on no other"
            : fmt::format("it may rely on {}", fmt::join(measure->relies_on, ", ")));
  }
  // Who may rely on it: for whom data are preserved or given, 42(1); who was informed, 40(4).
  const Address& owner = link->is_information ? link->requested : link->requesting;
  if (owner.party != requesting) {
    return bad_link("the request relies on one of the other Party",
                    "only the Party that asked, or that was informed, may rely on it, art. 42(1)");
  }
  return link;
}

}  // namespace haidang::casework
