#include "http/audit_api.hpp"

namespace haidang::http::audit_api {
namespace {

using haidang::json::object;

constexpr std::size_t text_bytes_max = 200;
constexpr std::uint64_t page_max = 500;

Result<std::string> text_of(const Request& request, const std::string& name) {
  const auto given = request.query.find(name);
  if (given == request.query.end()) return std::string();
  if (given->second.size() > text_bytes_max) {
    return Error{Code::too_large, "'" + name + "' is longer than 200 bytes"};
  }
  return given->second;
}

Result<std::optional<Time>> time_of(const Request& request, const std::string& name) {
  HD_TRY(const std::string text, text_of(request, name));
  if (text.empty()) return std::optional<Time>{};
  HD_TRY(const Time time, parse_time(text));
  return std::optional<Time>{time};
}

Result<journal::EntryQuery> read_query(const Request& request) {
  journal::EntryQuery query;
  HD_TRY(query.kind, text_of(request, "kind"));
  HD_TRY(query.words, text_of(request, "words"));
  HD_TRY(query.from, time_of(request, "from"));
  HD_TRY(query.until, time_of(request, "until"));
  HD_TRY(const std::string before, text_of(request, "before"));
  HD_TRY(const std::string limit, text_of(request, "limit"));
  if (!before.empty()) {
    HD_TRY(const std::uint64_t number, parse_number(before));
    query.before = std::min(query.before, number);
  }
  if (!limit.empty()) {
    HD_TRY(const std::uint64_t number, parse_number(limit));
    if (number == 0 || number > page_max) {
      return Error{Code::bad_value, "'limit' is not a number from 1 to 500"};
    }
    query.limit = number;
  }
  return query;
}

Result<object> page(node::Node& node, const Request& request) {
  HD_TRY(const journal::EntryQuery query, read_query(request));
  return node.entries(query);
}

std::string member(const object& event, std::string_view name) {
  const haidang::json::value* value = event.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

Result<std::string> table(node::Node& node, const Call& call) {
  HD_TRY(const journal::EntryQuery query, read_query(call.request));
  HD_TRY(const auto entries, node.export_entries(query, call.actor.officer));
  std::string text = "index,at,kind,officer,about,event\r\n";
  for (const journal::Journal::StoredEntry& entry : entries) {
    const auto event = parse_json_object(as_text(entry.event));
    text += std::to_string(entry.index.value) + "," + format_time(entry.at) + "," +
            csv_field(entry.kind);
    for (const std::string_view name : {"officer", "about"})
      text += "," + csv_field(event.ok() ? member(*event, name) : "");
    text += "," + csv_field(as_text(entry.event)) + "\r\n";
  }
  return text;
}

}  // namespace

std::string csv_field(std::string_view text) {
  constexpr std::string_view formula = "=+-@\t\r";
  std::string field = "\"";
  if (!text.empty() && formula.find(text.front()) != std::string_view::npos) field += "'";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + "\"";
}

void list_entries(node::Node& node, Call call) {
  answer(call.reply, page(node, call.request));
}

void export_entries(node::Node& node, Call call) {
  const auto text = table(node, call);
  if (!text.ok()) return call.reply(Response::problem(text.error()));
  Response response = Response::text(200, "text/csv; charset=utf-8", *text);
  response.headers["content-disposition"] = "attachment; filename=\"journal.csv\"";
  call.reply(std::move(response));
}

}  // namespace haidang::http::audit_api
