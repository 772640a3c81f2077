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

// Set aside: it was not taken, for good, or an act before it in its case was not.
struct Parked {
  Waiting act;
  std::string code;    // "HD-2004"
  std::string reason;  // in words, the other side's or ours
};

Parked behind_parked(Waiting act);  // why what follows a parked act of its case is parked

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

  // In the order of commit. What follows a parked act of its case is parked too: it could not be
  // admitted. The answer says so, for the caller's row.
  enum class Place { waiting, parked };
  Place add(const Address& to, Waiting act);
  // As the rows had it before a restart.
  void add_parked(const Address& to, Parked act);
  [[nodiscard]] bool is_parked(const Address& to, const CaseId& case_id) const;

  // What may leave now: at most one delivery per addressee is in flight, within DeliveryLimits.
  std::vector<Shipment> due(Time now);
  // The same for one Party that asks for its own deliveries (pull), back-off or not.
  std::optional<Shipment> due_for(const PartyCode& party);

  // The outcome of a shipment. Receipted and parked acts leave the queue; the rest stays in order.
  // A refused act takes the acts of the same case behind it along: they could not be admitted.
  struct Refused {
    ActId id;
    std::string code;
    std::string reason;
  };
  struct Outcome {
    std::vector<ActId> receipted;
    std::vector<Refused> refused;
  };
  // What `answered` will park: the refused acts, and what waits behind them in their cases.
  [[nodiscard]] std::vector<Parked> to_park(const Address& to, const Outcome& outcome) const;
  void answered(const Address& to, const Outcome& outcome, Time now);
  void failed(const Address& to, const std::string& why, Time now);
  // Any sign of life of the Party ends the back-off of all its authorities.
  void contact(const PartyCode& party);
  // What was parked for the Party waits again, in its order.
  void retry(const PartyCode& party);

  // When `due` may have something next; nullopt: only after add, answered or contact.
  [[nodiscard]] std::optional<Time> next_wake() const;
  [[nodiscard]] std::vector<Backlog> backlog() const;
  [[nodiscard]] std::vector<std::pair<Address, Parked>> parked() const;
  [[nodiscard]] bool idle() const;  // nothing waits and nothing is in flight

 private:
  struct Queue {
    std::deque<Waiting> waiting;
    std::vector<Parked> parked;
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
