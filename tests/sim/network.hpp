// Virtual time, and a network between the nodes that drops, duplicates, delays, reorders, alters
// and parts, as the seed says.
#pragma once
#include <deque>
#include <functional>
#include <queue>

#include "base/bytes.hpp"
#include "chance.hpp"

namespace haidang::sim {

// What happens when. Events at the same moment happen in the order in which they were planned.
class Timeline {
 public:
  explicit Timeline(Time start) : now_(start) {}
  void at(Time time, std::function<void()> event);
  // The next event; false: nothing is planned.
  bool step();
  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] std::optional<Time> next() const;
  [[nodiscard]] std::uint64_t events() const { return serial_; }
  void jump(Time to) { now_ = std::max(now_, to); }

 private:
  struct Event {
    Time time;
    std::uint64_t serial;
    std::function<void()> run;
  };
  struct Later {
    bool operator()(const Event& a, const Event& b) const {
      return std::tie(a.time, a.serial) > std::tie(b.time, b.serial);
    }
  };
  std::priority_queue<Event, std::vector<Event>, Later> events_;
  std::uint64_t serial_ = 0;
  Time now_;
};

enum class MessageKind {
  delivery,       // pushed
  answer,         // to a pushed delivery
  failure,        // instead of an answer
  pull,           // a Party without an endpoint asks for what waits
  pulled,         // the delivery that waited
  pulled_answer,  // the answer to it
};
std::string_view message_name(MessageKind kind);

struct Message {
  std::size_t from = 0;
  std::size_t to = 0;
  MessageKind kind = MessageKind::delivery;
  std::uint64_t number = 0;  // of the shipment
  Bytes bytes;
  // Receipts and seals protect themselves; what only TLS protects is never altered here.
  enum class State { intact, altered, sheltered } state = State::intact;
};

// The last events, for the report of a failing seed; all of them at once if there is an echo.
class Trace {
 public:
  using Echo = std::function<void(const std::string&)>;
  explicit Trace(Echo echo) : echo_(std::move(echo)) {}
  void add(Time now, const std::string& line);
  [[nodiscard]] const std::deque<std::string>& last() const { return lines_; }

 private:
  static constexpr std::size_t lines_max = 120;
  Echo echo_;
  std::deque<std::string> lines_;
};

class Network {
 public:
  using Deliver = std::function<void(Message)>;
  Network(Chance& chance, Timeline& timeline, Trace& trace, std::size_t nodes, Deliver deliver);

  void send(Message message);
  void change_partition();
  void heal();

 private:
  struct Weather {
    unsigned loss_percent = 0;
    unsigned duplicate_percent = 0;
    unsigned altered_percent = 0;
    unsigned slow_percent = 0;  // arrives after everybody stopped waiting
    Millis delay_max{50};
  };
  static Weather weather(Chance& chance);
  void carry(Message message);

  Chance& chance_;
  Timeline& timeline_;
  Trace& trace_;
  Deliver deliver_;
  Weather weather_;
  std::vector<unsigned> side_;  // of the partition, by node
};

}  // namespace haidang::sim
