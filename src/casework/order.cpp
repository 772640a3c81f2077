// The one deterministic order of a case's acts: a topological merge of the chains.
#include <algorithm>
#include <tuple>

#include "casework/order.hpp"

namespace haidang::casework {
namespace {

struct Line {
  std::vector<CommittedAct> acts;
  std::size_t next = 0;

  [[nodiscard]] bool done() const { return next == acts.size(); }
  [[nodiscard]] const Act& head() const { return acts[next].act; }
};

using Lines = std::map<PartyCode, Line>;

Lines lines_of(std::vector<CommittedAct>& acts) {
  Lines lines;
  for (CommittedAct& committed : acts) {
    const PartyCode party = committed.act.author.party;
    lines[party].acts.push_back(std::move(committed));
  }
  for (auto& [party, line] : lines) {
    std::sort(line.acts.begin(), line.acts.end(), [](const CommittedAct& a, const CommittedAct& b) {
      return std::tie(a.act.seq, a.digest) < std::tie(b.act.seq, b.digest);
    });
  }
  return lines;
}

// A head is ready once everything its author had seen stands before it. In admitted chains some
// head always is; should none be (a chain that lies), the earliest goes first, so that the order
// stays the same for everyone.
Line& next_line(Lines& lines, std::size_t placed) {
  const auto rank = [placed](const Line& line) {
    const bool waits = line.head().seen > placed - line.next;
    return std::tuple_cat(std::make_tuple(waits), place_key(line.head()));
  };
  Line* best = nullptr;
  for (auto& [party, line] : lines) {
    if (line.done()) continue;
    if (best == nullptr || rank(line) < rank(*best)) best = &line;
  }
  HD_CHECK(best != nullptr);
  return *best;
}

}  // namespace

std::tuple<Time, PartyCode> place_key(const Act& act) {
  return {act.issued_at, act.author.party};
}

void put_in_order(std::vector<CommittedAct>& acts) {
  const std::size_t count = acts.size();
  Lines lines = lines_of(acts);
  acts.clear();
  while (acts.size() < count) {
    Line& line = next_line(lines, acts.size());
    acts.push_back(std::move(line.acts[line.next]));
    ++line.next;
  }
}

std::optional<std::size_t> place_of(const CaseState& state, const Act& act) {
  std::uint64_t others = state.acts_of_others(act.author.party);
  if (act.seen > others) return std::nullopt;
  for (const auto& [party, chain] : state.chains) {
    const bool own = party == act.author.party;
    if (own ? chain.length + 1 != act.seq : chain.seen_max >= act.seq) return std::nullopt;
  }
  std::size_t place = state.timeline.size();
  for (std::size_t i = place; i > 0 && others > act.seen; --i, --others) {
    const Act& before = state.timeline[i - 1].act;
    if (before.author.party == act.author.party) break;
    if (place_key(act) < place_key(before)) place = i - 1;
  }
  return place;
}

}  // namespace haidang::casework
