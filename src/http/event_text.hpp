// Server-sent events as text, both ways (WHATWG HTML, section 9.2). Pure.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace haidang::http {

// One event, ready to be sent. Line ends inside `event` and `id` are left out; each line of `data`
// becomes a field of its own.
std::string event_text(std::string_view event, std::string_view id, std::string_view data);

// What keeps proxies and the reader awake while nothing happens.
inline constexpr std::string_view heartbeat_text = ":\n\n";

enum class Reading { go_on, stop };

// Puts events together from pieces that end anywhere.
class EventReader {
 public:
  using OnEvent = std::function<Reading(std::string_view event, std::string_view data)>;

  // Calls back for each event that is complete. Error: too_large (one event over 1 MiB).
  Result<Reading> feed(std::string_view piece, const OnEvent& on_event);

 private:
  void take_line(std::string_view line);
  Reading dispatch(const OnEvent& on_event);

  std::string line_;   // not yet ended
  std::string event_;  // its name, empty for "message"
  std::string data_;
  bool after_return_ = false;  // the last piece ended with '\r': a '\n' now belongs to it
};

}  // namespace haidang::http
