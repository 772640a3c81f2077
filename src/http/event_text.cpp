#include "http/event_text.hpp"

namespace haidang::http {
namespace {

constexpr std::size_t event_bytes_max = std::size_t{1024} * 1024;

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += name;
  out += ": ";
  for (const char c : value) {
    if (c != '\n' && c != '\r' && c != '\0') out += c;
  }
  out += '\n';
}

void append_data(std::string& out, std::string_view data) {
  while (true) {
    const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
    out += "data: ";
    out += data.substr(0, end);
    out += '\n';
    if (end == data.size()) return;
    data.remove_prefix(data.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
}

}  // namespace

std::string event_text(std::string_view event, std::string_view id, std::string_view data) {
  std::string out;
  out.reserve(data.size() + event.size() + id.size() + 32);
  append_field(out, "event", event);
  append_field(out, "id", id);
  append_data(out, data);
  out += '\n';
  return out;
}

void EventReader::take_line(std::string_view line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "event") event_ = value;
  if (name == "data") {
    data_ += value;
    data_ += '\n';
  }
}

Reading EventReader::dispatch(const OnEvent& on_event) {
  const std::string event = event_.empty() ? std::string("message") : std::move(event_);
  std::string data = std::move(data_);
  event_.clear();
  data_.clear();
  if (data.empty()) return Reading::go_on;
  data.pop_back();
  return on_event(event, data);
}

Result<Reading> EventReader::feed(std::string_view piece, const OnEvent& on_event) {
  for (const char c : piece) {
    const bool second_of_pair = after_return_ && c == '\n';
    after_return_ = c == '\r';
    if (second_of_pair) continue;
    if (c != '\n' && c != '\r') {
      line_ += c;
      if (line_.size() + data_.size() > event_bytes_max) {
        return Error{Code::too_large, "an event of the stream is over 1 MiB"};
      }
      continue;
    }
    const std::string line = std::move(line_);
    line_.clear();
    if (!line.empty()) {
      take_line(line);
    } else if (dispatch(on_event) == Reading::stop) {
      return Reading::stop;
    }
  }
  return Reading::go_on;
}

}  // namespace haidang::http
