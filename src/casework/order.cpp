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

bool waits(const Lines& lines, const Act& head) {
  return std::any_of(head.seen.begin(), head.seen.end(), [&lines](const auto& seen) {
    const auto line = lines.find(seen.first);
    return seen.second.acts > (line == lines.end() ? 0 : line->second.next);
  });
}

// A head is ready once everything its author had seen stands before it. In admitted chains some
// head always is; should none be (a chain that lies), the earliest goes first, so that the order
// stays the same for everyone.
Line& next_line(Lines& lines) {
  const auto rank = [&lines](const Line& line) {
    return std::tuple_cat(std::make_tuple(waits(lines, line.head())), place_key(line.head()));
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
    Line& line = next_line(lines);
    acts.push_back(std::move(line.acts[line.next]));
    ++line.next;
  }
}

std::optional<std::size_t> place_of(const CaseState& state, const Act& act) {
  const auto counted = [](const std::map<PartyCode, std::uint64_t>& seen, const PartyCode& party) {
    const auto it = seen.find(party);
    return it == seen.end() ? 0 : it->second;
  };
  for (const auto& [party, seen] : act.seen) {
    if (seen.acts > state.length_of(party)) return std::nullopt;
  }
  for (const auto& [party, chain] : state.chains) {
    const bool own = party == act.author.party;
    if (own ? chain.length() + 1 != act.seq : counted(chain.seen, act.author.party) >= act.seq) {
      return std::nullopt;
    }
  }
  std::size_t place = state.timeline.size();
  for (std::size_t i = place; i > 0; --i) {
    const Act& before = state.timeline[i - 1].act;
    const PartyCode& party = before.author.party;
    if (party == act.author.party || before.seq <= act.seen_of(party)) break;
    if (place_key(act) < place_key(before)) place = i - 1;
  }
  return place;
}

}  // namespace haidang::casework
