// Numbers about a node's own cooperation: how many requests were made and received, how soon they
// were acknowledged and answered, how the lines to peers are. Counted from the acts themselves, on
// a connection of its own; no content of a case is in it.
#pragma once
#include <filesystem>
#include <map>
#include <vector>

#include "acts/act.hpp"
#include "treaty/treaty.hpp"

namespace haidang::node {

// From `from` on, before `until`.
struct Period {
  static constexpr Days longest{366};
  static constexpr Days usual{90};
  Time from;
  Time until;
  [[nodiscard]] bool holds(Time time) const { return from <= time && time < until; }
};

// Durations, and of them the one in the middle and the one that nine in ten do not exceed: the
// nearest rank, so that each is a duration that occurred. A negative one, of two clocks that
// disagree, counts as none.
class Spread {
 public:
  void add(Millis duration);
  [[nodiscard]] std::size_t count() const { return millis_.size(); }
  // {"count", "median_s", "p90_s"}; null where nothing was counted.
  [[nodiscard]] json::object describe() const;

 private:
  std::vector<std::int64_t> millis_;
};

// Requests on one side of one measure.
struct RequestPace {
  std::size_t count = 0;
  std::size_t open = 0;  // neither closed, withdrawn, refused nor released now
  Spread acknowledge;    // from the request to the requested State's first act about it
  Spread answer;         // ... to its first act that fulfils the measure, or refuses
};
struct MeasurePace {
  RequestPace received;
  RequestPace sent;
};

// What went over the line to one Party and came back.
struct LinePace {
  std::size_t acts_sent = 0;
  std::size_t receipted = 0;
  std::size_t refused = 0;  // by a signed no
  Spread receipt;           // from our act to the other node's record of it
  std::size_t acts_received = 0;
  std::optional<Time> last_received_at;  // by its author's clock
};

struct Counted {
  std::map<std::string, MeasurePace> measures;
  std::map<PartyCode, LinePace> lines;
};
Result<Counted> count_acts(const std::filesystem::path& database, const PartyCode& self,
                           const treaty::Treaty& law, const Period& period);

// How it was counted, for whoever reads the numbers: [{"name", "text"}].
json::array overview_method();
json::array describe_measures(const Counted& counted, const treaty::Treaty& law);

}  // namespace haidang::node
