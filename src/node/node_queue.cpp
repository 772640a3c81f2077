// The queue of a node as its officers page through it.
#include <fmt/format.h>

#include <charconv>

#include "node/node_state.hpp"

namespace haidang::node {
namespace {

// The projection was made when the last act came; a clock may have passed since.
Result<void> add_line(json::object& out, const RequestRow& row, Time now) {
  HD_TRY(json::object line, parse_json_object(row.line));
  for (auto& member : line)
    out[member.key()] = std::move(member.value());
  if (row.due && *row.due <= now && out.at("clock").is_object()) {
    out.at("clock").get_object()["state"] = "passed";
  }
  return {};
}

Result<json::object> describe(const RequestRow& row, Time now) {
  json::object out{{"id", row.id.text()},
                   {"case", row.case_id.text()},
                   {"measure", row.measure},
                   {"requesting", row.requesting.text()},
                   {"requested", row.requested.text()},
                   {"status", row.status},
                   {"waits_for", nullptr},
                   {"due", nullptr},
                   {"requested_at", format_time(row.requested_at)},
                   {"last_act_at", format_time(row.last_act_at)}};
  if (!row.waits_for.empty()) out["waits_for"] = row.waits_for;
  if (row.due) out["due"] = format_time(*row.due);
  HD_TRY_VOID(add_line(out, row, now));
  return out;
}

// "DUE.REQUESTED.ID", both in milliseconds: for this node's own reading alone.
std::string write_place(const QueuePlace& place) {
  return fmt::format("{}.{}.{}", place.due_ms, place.requested_ms, place.id);
}

Error no_place(const std::string& text) {
  return {Code::bad_value, fmt::format("'{}' is no place in the queue", text),
          "'after' is the 'next' of the page before, as it was given",
          "Leave 'after' out to begin with what is due first."};
}

std::optional<std::int64_t> read_millis(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::optional<QueuePlace>> read_place(const std::string& text) {
  if (text.empty()) return std::optional<QueuePlace>{};
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string::npos ? first : text.find('.', first + 1);
  if (second == std::string::npos) return no_place(text);
  const std::string_view whole(text);
  const auto due = read_millis(whole.substr(0, first));
  const auto requested = read_millis(whole.substr(first + 1, second - first - 1));
  const auto id = ActId::parse(whole.substr(second + 1));
  if (!due || !requested || !id.ok()) return no_place(text);
  return std::optional(QueuePlace{*due, *requested, id->text()});
}

}  // namespace

Result<json::object> Node::requests(const QueuePage& page) {
  if (page.limit == 0 || page.limit > QueuePage::limit_max) {
    return Error{Code::bad_value, fmt::format("a page of {} requests is not given", page.limit),
                 fmt::format("a page has 1 to {}", QueuePage::limit_max), "Ask for fewer at once."};
  }
  HD_TRY(const std::optional<QueuePlace> after, read_place(page.after));
  const Time now = state_->parts.clock.now();
  return state_->sequencer->read([&](Road& road) -> Result<json::object> {
    // One more than asked for, which tells whether a page follows.
    HD_TRY(std::vector<RequestRow> rows, road.archive().requests(after, page.limit + 1));
    HD_TRY(const std::uint64_t total, road.archive().request_count());
    const bool more = rows.size() > page.limit;
    if (more) rows.pop_back();
    json::array list;
    for (const RequestRow& row : rows) {
      HD_TRY(json::object described, describe(row, now));
      list.push_back(std::move(described));
    }
    json::object out{{"requests", std::move(list)}, {"total", total}, {"next", nullptr}};
    if (more) out["next"] = write_place(place_of(rows.back()));
    return out;
  });
}

}  // namespace haidang::node
