// Which committed acts wait for whom. A pure state machine: the caller keeps the rows durable,
// hands in the time and carries what `due` gives; after a crash it is rebuilt from the rows.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "acts/act.hpp"

namespace haidang::exchange {

struct BackOff {
  static constexpr Millis first = std::chrono::seconds(1);
  static constexpr Millis last = std::chrono::minutes(15);
  // The pause after this many failures in a row: doubling from `first` to `last`.
  static Millis after(int failures);
};

struct Waiting {
  ActId id;
  CaseId case_id;
  std::size_t bytes = 0;  // of the signed act
};

struct Shipment {
  Address to;
  std::vector<ActId> acts;
};

struct Backlog {
  Address to;
  std::size_t waiting = 0;
  std::size_t parked = 0;
  int failures = 0;                  // in a row
  std::optional<Time> next_attempt;  // while backing off
  std::string last_failure;
};

class Outbox {
 public:
  // Parties without an endpoint: their deliveries wait until they ask (due_for), never in `due`.
  void set_pull_only(std::set<PartyCode> parties) { pull_only_ = std::move(parties); }

  // In the order of commit.
  void add(const Address& to, Waiting act);

  // What may leave now: at most one delivery per addressee is in flight, within DeliveryLimits.
  std::vector<Shipment> due(Time now);
  // The same for one Party that asks for its own deliveries (pull), back-off or not.
  std::optional<Shipment> due_for(const PartyCode& party);

  // The outcome of a shipment. Receipted and parked acts leave the queue; the rest stays in order.
  // A refused act takes the acts of the same case behind it along: they could not be admitted.
  struct Outcome {
    std::vector<ActId> receipted;
    std::vector<ActId> refused;
  };
  void answered(const Address& to, const Outcome& outcome, Time now);
  void failed(const Address& to, const std::string& why, Time now);
  // Any sign of life of the Party ends the back-off of all its authorities.
  void contact(const PartyCode& party);

  // When `due` may have something next; nullopt: only after add, answered or contact.
  [[nodiscard]] std::optional<Time> next_wake() const;
  [[nodiscard]] std::vector<Backlog> backlog() const;
  [[nodiscard]] bool idle() const;  // nothing waits and nothing is in flight

 private:
  struct Queue {
    std::deque<Waiting> waiting;
    std::vector<Waiting> parked;
    bool in_flight = false;
    int failures = 0;
    std::optional<Time> next_attempt;
    std::string last_failure;
  };
  static std::vector<ActId> front_batch(const Queue& queue);
  std::map<Address, Queue> queues_;
  std::set<PartyCode> pull_only_;
};

}  // namespace haidang::exchange
