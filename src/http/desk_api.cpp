#include "http/desk_api.hpp"

#include <algorithm>

#include "acts/form.hpp"
#include "base/check.hpp"
#include "crypto/digest.hpp"
#include "treaty/law_document.hpp"

namespace haidang::http::desk_api {
namespace {

using haidang::json::array;
using haidang::json::object;
using haidang::json::value;

constexpr std::size_t note_bytes_read_max = std::size_t{64} * 1024;  // the node has its own limit

array options_of(const Field& field) {
  array options;
  std::string_view rest = field.options;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    options.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return options;
}

array describe_form(std::string_view kind) {
  array fields;
  for (const Field& field : form_of(kind)) {
    fields.push_back(object{{"name", field.name},
                            {"shape", shape_name(field.shape)},
                            {"presence", presence_name(field.presence)},
                            {"when", field.when},
                            {"options", options_of(field)}});
  }
  return fields;
}

Result<std::optional<Time>> time_in(const Request& request, const std::string& name) {
  const auto given = request.query.find(name);
  if (given == request.query.end()) return std::optional<Time>{};
  HD_TRY(const Time time, parse_time(given->second));
  return std::optional(time);
}

struct Document {
  std::string text;
  std::string etag;
};

// The law's own data, and for each kind of act what a person fills in.
Document law_with_forms(const std::string& law) {
  array acts;
  for (const ActKind kind : all_act_kinds()) {
    const std::string_view name = act_kind_name(kind);
    acts.push_back(object{{"kind", name}, {"fields", describe_form(name)}});
  }
  std::string text = law;
  text.pop_back();  // its closing brace: the acts join as one more member
  text += ",\"acts\":" + haidang::json::serialize(acts) + "}";
  // Weak: it is sent plain or packed (RFC 9110 section 8.8.1).
  return Document{text, "W/\"" + hex(crypto::sha256(as_bytes(text))).substr(0, 32) + '"'};
}

// Made once for the treaty data; with the legal bases of the State's own files, each time.
Document law_of(const node::Node& node) {
  static const Document embedded = law_with_forms(treaty::embedded_law_text());
  array own = node.own_legal_bases();
  if (own.empty()) return embedded;
  auto law = parse_json_object(treaty::embedded_law_text(), {.bytes_max = 8U << 20U});
  HD_CHECK(law.ok());
  for (value& row : own)
    law->at("instruments").as_array().push_back(std::move(row));
  return law_with_forms(haidang::json::serialize(*law));
}

}  // namespace

void law(node::Node& node, Call call) {
  const Document document = law_of(node);
  const bool known = call.request.header("if-none-match") == document.etag;
  Response response =
      Response::text(known ? 304 : 200, "application/json", known ? "" : document.text);
  response.headers["etag"] = document.etag;
  response.headers["cache-control"] = "private, no-cache";
  call.reply(std::move(response));
}

void overview(node::Node& node, Call call) {
  const auto numbers = [&]() -> Result<object> {
    HD_TRY(const std::optional<Time> from, time_in(call.request, "from"));
    HD_TRY(const std::optional<Time> until, time_in(call.request, "until"));
    return node.overview(from, until);
  }();
  answer(call.reply, numbers);
}

void list_all_evidence(node::Node& node, Call call) {
  auto items = node.all_items();
  if (!items.ok()) return call.reply(Response::problem(items.error()));
  call.reply(Response::json(200, object{{"items", *std::move(items)}}));
}

void show_custody(node::Node& node, Call call) {
  const auto id = CaseId::parse(call.param("case"));
  if (!id.ok()) return call.reply(Response::problem(id.error()));
  auto events = node.custody(*id);
  if (!events.ok()) return call.reply(Response::problem(events.error()));
  call.reply(Response::json(200, object{{"events", *std::move(events)}}));
}

void list_notes(node::Node& node, Call call) {
  answer(call.reply, [&]() -> Result<object> {
    HD_TRY(const CaseId id, CaseId::parse(call.param("case")));
    HD_TRY(array notes, node.notes(id));
    return object{{"notes", std::move(notes)}};
  }());
}

void write_note(node::Node& node, Call call) {
  const auto written = [&]() -> Result<object> {
    HD_TRY(const CaseId id, CaseId::parse(call.param("case")));
    HD_TRY(const object body, call.json_body());
    ObjectReader in(body, "note");
    HD_TRY(const std::string text, in.text("text", note_bytes_read_max));
    HD_TRY_VOID(in.finish());
    return node.write_note(id, text, call.actor);
  };
  answer(call.reply, written(), 201);
}

// Of the measure that the query names; without one, of none.
void list_contacts(node::Node& node, Call call) {
  const auto measure = call.request.query.find("measure");
  const std::string about = measure == call.request.query.end() ? "" : measure->second;
  answer(call.reply, [&]() -> Result<object> {
    HD_TRY(array contacts, node.contacts(about));
    return object{{"contacts", std::move(contacts)}};
  }());
}

}  // namespace haidang::http::desk_api
