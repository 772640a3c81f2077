// What the overview shows: the numbers, and how the line to each Party is now.
#include <fmt/format.h>

#include "node/node_state.hpp"
#include "node/overview.hpp"

namespace haidang::node {
namespace {

Result<Period> read_period(std::optional<Time> from, std::optional<Time> until, Time now) {
  const Time end = until.value_or(now);
  const Period period{from.value_or(end - Period::usual), end};
  if (period.from >= period.until) {
    return Error{Code::bad_value, "the period ends before it begins"};
  }
  if (period.until - period.from > Period::longest) {
    return Error{
        Code::bad_value,
        fmt::format("a period of more than {} days is not counted", Period::longest.count()), "",
        "Ask for one year after the other."};
  }
  return period;
}

struct Waiting {
  std::size_t waiting = 0;
  std::size_t parked = 0;
  int failures = 0;
};

json::object describe_line(const PartyCode& party, const std::string& name, const LinePace& line,
                           const Waiting& waiting) {
  json::object out{{"party", party.text()},
                   {"name", name},
                   {"acts_sent", line.acts_sent},
                   {"receipted", line.receipted},
                   {"refused", line.refused},
                   {"receipt", line.receipt.describe()},
                   {"acts_received", line.acts_received},
                   {"last_received_at", nullptr},
                   {"waiting", waiting.waiting},
                   {"parked", waiting.parked},
                   {"failures", waiting.failures}};
  if (line.last_received_at) out["last_received_at"] = format_time(*line.last_received_at);
  return out;
}

}  // namespace

Result<json::object> Node::overview(std::optional<Time> from, std::optional<Time> until) {
  const Time now = state_->parts.clock.now();
  HD_TRY(const Period period, read_period(from, until, now));
  const treaty::Treaty& law = state_->own_law.law;
  HD_TRY(Counted counted,
         count_acts(state_->parts.layout.database(), state_->parts.config.self.party, law, period));
  std::map<PartyCode, Waiting> waiting = state_->sequencer->read([](Road& road) {
    std::map<PartyCode, Waiting> sums;
    for (const exchange::Backlog& row : road.outbox().backlog()) {
      Waiting& sum = sums[row.to.party];
      sum.waiting += row.waiting;
      sum.parked += row.parked;
      sum.failures = std::max(sum.failures, row.failures);
    }
    return sums;
  });
  std::map<PartyCode, std::string> names;
  {
    const std::lock_guard lock(state_->parties_mutex);
    for (const KnownParty& party : state_->known_parties)
      names[party.party] = party.name;
  }
  for (const auto& [party, line] : counted.lines)
    names.emplace(party, party.text());  // forgotten meanwhile
  json::array lines;
  for (const auto& [party, name] : names)
    lines.push_back(describe_line(party, name, counted.lines[party], waiting[party]));
  return json::object{{"from", format_time(period.from)},
                      {"until", format_time(period.until)},
                      {"now", format_time(now)},
                      {"method", overview_method()},
                      {"measures", describe_measures(counted, law)},
                      {"lines", std::move(lines)}};
}

}  // namespace haidang::node
