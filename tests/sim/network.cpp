#include "network.hpp"

#include <fmt/format.h>

#include <array>

#include "notary.hpp"

namespace haidang::sim {

void Timeline::at(Time time, std::function<void()> event) {
  events_.push({std::max(time, now_), serial_++, std::move(event)});
}

bool Timeline::step() {
  if (events_.empty()) return false;
  const Event event = events_.top();
  events_.pop();
  now_ = std::max(now_, event.time);
  event.run();
  return true;
}

std::optional<Time> Timeline::next() const {
  if (events_.empty()) return std::nullopt;
  return events_.top().time;
}

std::string_view message_name(MessageKind kind) {
  constexpr std::array<std::string_view, 6> names{"delivery", "answer", "failure",
                                                  "pull",     "pulled", "pulled answer"};
  return names.at(static_cast<std::size_t>(kind));
}

void Trace::add(Time now, const std::string& line) {
  lines_.push_back(format_time(now) + "  " + line);
  if (echo_) echo_(lines_.back());
  if (lines_.size() > lines_max) lines_.pop_front();
}

Network::Network(Chance& chance, Timeline& timeline, Trace& trace, std::size_t nodes,
                 Deliver deliver)
    : chance_(chance),
      timeline_(timeline),
      trace_(trace),
      deliver_(std::move(deliver)),
      weather_(weather(chance)),
      side_(nodes, 0) {}

Network::Weather Network::weather(Chance& chance) {
  Weather weather;
  if (chance.percent(15)) return weather;  // a calm world
  weather.loss_percent = static_cast<unsigned>(chance.below(35));
  weather.duplicate_percent = static_cast<unsigned>(chance.below(30));
  weather.altered_percent = static_cast<unsigned>(chance.below(6));
  weather.slow_percent = static_cast<unsigned>(chance.below(8));
  weather.delay_max = chance.between(Millis(20), Millis(8000));
  return weather;
}

void Network::send(Message message) {
  const auto what = [&message] {
    return fmt::format("{} {} {} > {} ({} bytes)", message_name(message.kind), message.number,
                       party_code(message.from).text(), party_code(message.to).text(),
                       message.bytes.size());
  };
  if (side_[message.from] != side_[message.to] || chance_.percent(weather_.loss_percent)) {
    trace_.add(timeline_.now(), "lost: " + what());
    return;
  }
  trace_.add(timeline_.now(), what());
  if (chance_.percent(weather_.duplicate_percent)) carry(message);
  const bool altered = chance_.percent(weather_.altered_percent);
  if (altered && !message.bytes.empty() && message.state != Message::State::sheltered) {
    const std::size_t place = chance_.below(message.bytes.size());
    message.bytes[place] ^= static_cast<std::uint8_t>(1U << chance_.below(8));
    message.state = Message::State::altered;
  }
  carry(std::move(message));
}

void Network::carry(Message message) {
  Millis delay = chance_.between(Millis(5), weather_.delay_max);
  if (chance_.percent(weather_.slow_percent)) {
    delay += chance_.between(Millis(1000), std::chrono::minutes(3));
  }
  timeline_.at(timeline_.now() + delay,
               [this, message = std::move(message)]() mutable { deliver_(std::move(message)); });
}

void Network::change_partition() {
  const bool parted = chance_.percent(50);
  for (unsigned& side : side_)
    side = parted ? static_cast<unsigned>(chance_.below(2)) : 0;
  trace_.add(timeline_.now(), parted ? "the network parts" : "the network is whole");
}

void Network::heal() {
  weather_ = Weather{};
  std::fill(side_.begin(), side_.end(), 0);
}

}  // namespace haidang::sim
