// Acts of two Parties as hostile bytes make them, one per line: fold must not depend on the order
// in which they come, advance must agree with it, and no question about the result may fail.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "casework/view.hpp"

namespace {

using namespace haidang;
using namespace haidang::casework;

constexpr std::size_t acts_max = 60;

Digest digest_of(std::string_view text) {
  Digest digest{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    digest[i % digest.size()] = static_cast<std::uint8_t>(digest[i % digest.size()] * 31 + text[i]);
  }
  return digest;
}

std::vector<CommittedAct> acts_in(std::string_view input) {
  std::vector<CommittedAct> acts;
  while (!input.empty() && acts.size() < acts_max) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    if (auto act = parse_act(line); act.ok()) acts.push_back({*act, digest_of(line)});
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return acts;
}

void look_at(const CaseState& state, const treaty::Treaty& law) {
  const PartyCode viewer = state.timeline.front().act.author.party;
  to_json(state, law, viewer, Time{});
  for (const CommittedAct& entry : state.timeline) {
    const auto admitted = admit(state, entry.act, law, entry.act.to, entry.act.issued_at);
    HD_CHECK(!admitted.ok());  // it is here already
  }
}

// Chains without gaps are what the road hands over; the digest tells equal places apart.
bool is_chained(const std::vector<CommittedAct>& ordered) {
  std::map<PartyCode, std::uint64_t> lengths;
  for (const CommittedAct& entry : ordered) {
    if (entry.act.seq != ++lengths[entry.act.author.party]) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const treaty::Treaty& law = treaty::Treaty::embedded();
  std::vector<CommittedAct> acts = acts_in(as_text({data, size}));
  if (acts.empty()) return 0;
  const CaseState state = fold(acts, law);
  look_at(state, law);
  if (!is_chained(state.timeline)) return 0;
  std::vector<CommittedAct> reversed(acts.rbegin(), acts.rend());
  HD_CHECK(describe(fold(std::move(reversed), law)) == describe(state));
  CaseState grown;
  for (const CommittedAct& act : state.timeline)
    grown = advance(std::move(grown), act, law);
  HD_CHECK(describe(grown) == describe(state));
  return 0;
}
