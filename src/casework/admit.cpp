#include <fmt/format.h>

#include <algorithm>

#include "casework/about.hpp"
#include "casework/decide.hpp"
#include "casework/joint.hpp"
#include "casework/links.hpp"

namespace haidang::casework {
namespace {

Result<void> check_address(const Act& act, const Address& self) {
  if (act.author.party == self.party) {
    return Error{Code::wrong_party,
                 fmt::format("the act speaks for {}, which is ourselves", self.party.text()),
                 "a Party's own acts do not arrive from outside",
                 "Check for a second node that signs with this Party's key."};
  }
  const auto all = recipients(act);
  if (std::find(all.begin(), all.end(), self) != all.end()) return {};
  return Error{Code::wrong_addressee,
               fmt::format("the act is addressed to {}/{}, not to {}/{}", act.to.party.text(),
                           act.to.authority, self.party.text(), self.authority),
               "", "Send it to the authority that it names."};
}

Result<void> check_issue_time(const Act& act, Time now) {
  if (act.issued_at <= now + AdmissionLimits::clock_skew_max) return {};
  return Error{
      Code::future_date,
      fmt::format("the act was issued on {}, which is in the future", format_time(act.issued_at)),
      fmt::format("it is {} here", format_time(now)),
      "Compare the clocks of the two nodes; the act is tried again."};
}

Error broken(std::string why) {
  return {Code::broken_chain, "the act does not continue its Party's chain in this case",
          std::move(why), "Ask the other Party for its acts of this case and compare them."};
}

Error missing_before(const Act& act, std::uint64_t length) {
  return {Code::gap, "acts before this one have not arrived",
          fmt::format("it is number {}, and {} are here", act.seq, length),
          "Send the acts before it; this one is tried again."};
}

// What the author had seen of other chains. Of our own it cannot have seen more than we made; what
// a third Party sent it, art. 48, may still be on its way to us.
Result<void> check_seen(const CaseState& state, const Act& act, const PartyCode& ours) {
  for (const auto& [party, seen] : act.seen) {
    const std::uint64_t here = state.length_of(party);
    if (seen.acts <= here) {
      if (party != ours || state.chains.at(ours).instead_of(seen) == nullptr) continue;
      return broken(fmt::format("our act {} is not the one that it names", seen.acts));
    }
    if (party == ours) return broken("it claims to have seen acts that do not exist");
    return Error{
        Code::gap, "acts that its author had seen have not arrived",
        fmt::format("it had seen {} acts of {}, and {} are here", seen.acts, party.text(), here),
        fmt::format("{} sends them; this one is tried again.", party.text())};
  }
  return {};
}

// seq and prev follow the author's chain.
Result<void> check_chain(const CaseState& state, const Act& act) {
  const auto it = state.chains.find(act.author.party);
  const std::uint64_t length = it == state.chains.end() ? 0 : it->second.length();
  if (act.seq > length + 1) return missing_before(act, length);
  if (act.seq <= length) {
    return broken(fmt::format("it is number {}, and {} are here already", act.seq, length));
  }
  if (act.prev.has_value() != (length > 0)) return broken("only the first act has no prev");
  if (act.prev && *act.prev != it->second.acts.back()) {
    return broken("prev names another act than the last");
  }
  return {};
}

// A case is opened by a request that is the first act of its chain.
Result<void> check_opening(const Act& act) {
  if (act.seq > 1) return missing_before(act, 0);
  // In a joint investigation another member's act may be faster than the proposal.
  if (!act.also.empty() && !act.seen.empty()) {
    return Error{Code::gap, "the proposal that opens the case has not arrived", "",
                 "The Party that proposed it sends it; this act is tried again."};
  }
  if (!opens_request(act.kind)) {
    return Error{Code::unknown_case, "the act belongs to a case that is not known here",
                 "a case is opened by a request", "Send the request that opens the case."};
  }
  if (act.prev || !act.seen.empty()) return broken("the first act of a case follows none");
  return {};
}

Result<void> check_party(const CaseState& state, const Act& act) {
  if (member(state, act.author.party) == nullptr) {
    return Error{Code::wrong_party,
                 fmt::format("{} is no Party to this case", act.author.party.text()),
                 "who is in a case is settled when it is opened", "Open a case of your own."};
  }
  const bool same = member(state, act.to.party) != nullptr &&
                    act.also == others(state, act.author.party, act.to.party);
  if (same) return {};
  return Error{Code::wrong_addressee, "the act does not go to the Parties of this case",
               "each hears what every other says there, art. 48",
               "Address it to one of them, the others also; or open another case."};
}

Result<void> check_subject(const CaseState* state, const Act& act, const treaty::Treaty& law) {
  if (opens_request(act.kind)) {
    HD_TRY_VOID(judge(act, nullptr, law));
    HD_TRY(const RequestBody body, read_request(act.body));
    HD_TRY_VOID(check_place(state, act, body, law));
    HD_TRY(const RequestState* link, relied_on(state, body, act.author.party, law));
    return check_about(body, link);
  }
  const RequestState* request =
      state != nullptr && act.request ? state->find(*act.request) : nullptr;
  return judge(act, request, law);
}

}  // namespace

Result<void> admit(const CaseState& state, const Act& act, const treaty::Treaty& law,
                   const Address& self, Time now) {
  HD_TRY_VOID(check_address(act, self));
  HD_TRY_VOID(check_issue_time(act, now));
  HD_TRY_VOID(check_party(state, act));
  HD_TRY_VOID(check_chain(state, act));
  HD_TRY_VOID(check_seen(state, act, self.party));
  return check_subject(&state, act, law);
}

Result<void> admit(const std::optional<CaseState>& state, const Act& act, const treaty::Treaty& law,
                   const Address& self, Time now) {
  if (state) return admit(*state, act, law, self, now);
  HD_TRY_VOID(check_address(act, self));
  HD_TRY_VOID(check_issue_time(act, now));
  HD_TRY_VOID(check_opening(act));
  return check_subject(nullptr, act, law);
}

}  // namespace haidang::casework
