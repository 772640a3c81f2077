#include "exchange/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_set>

#include "exchange/delivery.hpp"

namespace haidang::exchange {
namespace {

bool contains(const std::vector<ActId>& ids, const ActId& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

Parked behind_parked(Waiting act) {
  return {std::move(act), std::string(code_text(Code::gap)),
          "an act before it in its case is set aside"};
}

Millis BackOff::after(int failures) {
  Millis pause = first;
  for (int i = 1; i < failures && pause < last; ++i)
    pause *= 2;
  return std::min(pause, last);
}

Outbox::Place Outbox::add(const Address& to, Waiting act) {
  if (is_parked(to, act.case_id)) {
    add_parked(to, behind_parked(std::move(act)));
    return Place::parked;
  }
  queues_[to].waiting.push_back(std::move(act));
  return Place::waiting;
}

void Outbox::add_parked(const Address& to, Parked act) {
  queues_[to].parked.push_back(std::move(act));
}

bool Outbox::is_parked(const Address& to, const CaseId& case_id) const {
  const auto queue = queues_.find(to);
  if (queue == queues_.end()) return false;
  const std::vector<Parked>& rows = queue->second.parked;
  return std::any_of(rows.begin(), rows.end(),
                     [&](const Parked& row) { return row.act.case_id == case_id; });
}

std::vector<Parked> Outbox::to_park(const Address& to, const Outcome& outcome) const {
  std::vector<Parked> rows;
  std::set<CaseId> cases;
  const auto queue = queues_.find(to);
  if (queue == queues_.end() || outcome.refused.empty()) return rows;
  for (const Waiting& act : queue->second.waiting) {
    if (contains(outcome.receipted, act.id)) continue;
    const auto refused = std::find_if(outcome.refused.begin(), outcome.refused.end(),
                                      [&](const Refused& row) { return row.id == act.id; });
    if (refused != outcome.refused.end()) {
      rows.push_back({act, refused->code, refused->reason});
    } else if (cases.contains(act.case_id)) {
      rows.push_back(behind_parked(act));
    } else {
      continue;
    }
    cases.insert(act.case_id);
  }
  return rows;
}

void Outbox::retry(const PartyCode& party) {
  for (auto& [to, queue] : queues_) {
    if (to.party != party) continue;
    // In front: later acts of the same cases, if any wait, come after them.
    std::deque<Waiting> all;
    for (Parked& row : queue.parked)
      all.push_back(std::move(row.act));
    queue.parked.clear();
    std::move(queue.waiting.begin(), queue.waiting.end(), std::back_inserter(all));
    queue.waiting = std::move(all);
  }
  contact(party);
}

std::vector<std::pair<Address, Parked>> Outbox::parked() const {
  std::vector<std::pair<Address, Parked>> rows;
  for (const auto& [to, queue] : queues_) {
    for (const Parked& row : queue.parked)
      rows.emplace_back(to, row);
  }
  return rows;
}

std::vector<ActId> Outbox::front_batch(const Queue& queue) {
  std::vector<ActId> batch;
  std::size_t bytes = 0;
  for (const Waiting& act : queue.waiting) {
    bytes += act.bytes;
    if (batch.size() == DeliveryLimits::acts) break;
    if (!batch.empty() && bytes > DeliveryLimits::act_bytes) break;
    batch.push_back(act.id);
  }
  return batch;
}

std::vector<Shipment> Outbox::due(Time now) {
  std::vector<Shipment> shipments;
  for (auto& [to, queue] : queues_) {
    if (queue.in_flight || queue.waiting.empty() || pull_only_.contains(to.party)) continue;
    if (queue.next_attempt && *queue.next_attempt > now) continue;
    queue.in_flight = true;
    shipments.push_back({to, front_batch(queue)});
  }
  return shipments;
}

std::optional<Shipment> Outbox::due_for(const PartyCode& party) {
  for (auto& [to, queue] : queues_) {
    if (to.party != party || queue.in_flight || queue.waiting.empty()) continue;
    queue.in_flight = true;
    return Shipment{to, front_batch(queue)};
  }
  return std::nullopt;
}

void Outbox::answered(const Address& to, const Outcome& outcome, Time now) {
  Queue& queue = queues_[to];
  const std::size_t before = queue.waiting.size();
  std::vector<Parked> parking = to_park(to, outcome);
  const std::unordered_set<ActId> receipted(outcome.receipted.begin(), outcome.receipted.end());
  std::erase_if(queue.waiting, [&](const Waiting& act) {
    return receipted.contains(act.id) ||
           std::any_of(parking.begin(), parking.end(),
                       [&](const Parked& row) { return row.act.id == act.id; });
  });
  std::move(parking.begin(), parking.end(), std::back_inserter(queue.parked));
  queue.in_flight = false;
  if (queue.waiting.size() == before && before > 0) {
    failed(to, "the answer settled none of the acts", now);
    return;
  }
  queue.failures = 0;
  queue.next_attempt.reset();
  queue.last_failure.clear();
}

void Outbox::failed(const Address& to, const std::string& why, Time now) {
  Queue& queue = queues_[to];
  queue.in_flight = false;
  ++queue.failures;
  queue.next_attempt = now + BackOff::after(queue.failures);
  queue.last_failure = why;
}

void Outbox::contact(const PartyCode& party) {
  for (auto& [to, queue] : queues_) {
    if (to.party != party) continue;
    queue.failures = 0;
    queue.next_attempt.reset();
  }
}

std::optional<Time> Outbox::next_wake() const {
  std::optional<Time> wake;
  for (const auto& [to, queue] : queues_) {
    if (queue.in_flight || queue.waiting.empty() || pull_only_.contains(to.party)) continue;
    const Time at = queue.next_attempt.value_or(Time{});
    if (!wake || at < *wake) wake = at;
  }
  return wake;
}

std::vector<Backlog> Outbox::backlog() const {
  std::vector<Backlog> rows;
  for (const auto& [to, queue] : queues_) {
    rows.push_back({to, queue.waiting.size(), queue.parked.size(), queue.failures,
                    queue.next_attempt, queue.last_failure});
  }
  return rows;
}

bool Outbox::idle() const {
  return std::all_of(queues_.begin(), queues_.end(), [](const auto& row) {
    return row.second.waiting.empty() && !row.second.in_flight;
  });
}

}  // namespace haidang::exchange
