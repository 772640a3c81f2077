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
  return Document{text, '"' + hex(crypto::sha256(as_bytes(text))).substr(0, 32) + '"'};
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

}  // namespace haidang::http::desk_api
