#include "exchange/outbox.hpp"

#include <algorithm>
#include <set>

#include "exchange/delivery.hpp"

namespace haidang::exchange {
namespace {

bool contains(const std::vector<ActId>& ids, const ActId& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

Millis BackOff::after(int failures) {
  Millis pause = first;
  for (int i = 1; i < failures && pause < last; ++i)
    pause *= 2;
  return std::min(pause, last);
}

void Outbox::add(const Address& to, Waiting act) {
  queues_[to].waiting.push_back(std::move(act));
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
  std::set<CaseId> parked_cases;
  std::deque<Waiting> left;
  for (Waiting& act : queue.waiting) {
    if (contains(outcome.receipted, act.id)) continue;
    const bool park = contains(outcome.refused, act.id) || parked_cases.contains(act.case_id);
    if (park) {
      parked_cases.insert(act.case_id);
      queue.parked.push_back(std::move(act));
    } else {
      left.push_back(std::move(act));
    }
  }
  queue.waiting = std::move(left);
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
