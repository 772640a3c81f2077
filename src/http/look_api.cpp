#include "http/look_api.hpp"

#include "crypto/digest.hpp"

namespace haidang::http::look_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr std::size_t emblem_text_max = (emblem_bytes_max / 3 + 1) * 4;

object describe(const Look& look) {
  return {{"authority", look.authority},
          {"name", look.name},
          {"light", colour_text(look.light)},
          {"dark", colour_text(look.dark)},
          {"emblem", !look.emblem.empty()}};
}

Result<object> listed(LookDesk& desk) {
  HD_TRY(const std::vector<Look> looks, desk.book.list());
  array rows;
  for (const Look& look : looks)
    rows.push_back(describe(look));
  return object{{"looks", std::move(rows)}};
}

// What is not said again stays: an agency changes a colour without sending its emblem once more.
Result<Look> read_look(LookDesk& desk, const object& body) {
  ObjectReader in(body, "look");
  Look look;
  HD_TRY(look.authority, in.text("authority", 64));
  HD_TRY(look.name, in.text("name", 400));
  HD_TRY(const std::string light, in.text("light", 16));
  HD_TRY(const std::string dark, in.text("dark", 16));
  HD_TRY(const auto emblem, in.optional_text("emblem", emblem_text_max));
  HD_TRY_VOID(in.finish());
  HD_TRY(const node::RoleSet roles, desk.node.roles_of(look.authority));  // not_found
  (void)roles;
  HD_TRY(look.light, parse_colour(light));
  HD_TRY(look.dark, parse_colour(dark));
  if (emblem) {
    HD_TRY(look.emblem, parse_base64(*emblem));
    return look;
  }
  HD_TRY(const std::optional<Look> before, desk.book.find(look.authority));
  if (before) look.emblem = before->emblem;
  return look;
}

Result<object> kept(LookDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  HD_TRY(const Look look, read_look(desk, body));
  HD_TRY_VOID(check_look(look));
  object event = describe(look);
  event["officer"] = call.actor.officer;
  HD_TRY_VOID(desk.node.record_first("look-set", std::move(event)));
  HD_TRY_VOID(desk.book.put(look));
  return describe(look);
}

Result<object> removed(LookDesk& desk, const Call& call) {
  const std::string& authority = call.param("authority");
  HD_TRY(const std::optional<Look> look, desk.book.find(authority));
  if (look) {
    HD_TRY_VOID(desk.node.record_first(
        "look-removed", {{"authority", authority}, {"officer", call.actor.officer}}));
  }
  HD_TRY_VOID(desk.book.remove(authority));
  return listed(desk);
}

Result<std::optional<Look>> look_for(LookDesk& desk, const Request& request) {
  if (const auto of = request.query.find("of"); of != request.query.end()) {
    HD_TRY(std::optional<Look> theirs, desk.book.find(of->second));
    if (theirs) return theirs;
  }
  return desk.book.find(desk.own);
}

// Read again at each visit, and sent again only when it has changed.
void give(const Request& request, const Reply& reply, std::string_view type, ByteView bytes) {
  const std::string etag = '"' + hex(crypto::sha256(bytes)).substr(0, 32) + '"';
  Response response;
  response.content_type = type;
  response.headers["etag"] = etag;
  response.headers["cache-control"] = "no-cache";
  response.headers["cross-origin-resource-policy"] = "same-origin";
  response.headers["content-security-policy"] = "default-src 'none'";
  if (request.header("if-none-match") == etag) {
    response.status = 304;
    return reply(std::move(response));
  }
  response.body = to_bytes(bytes);
  reply(std::move(response));
}

}  // namespace

void list(LookDesk& desk, Call call) {
  answer(call.reply, listed(desk));
}
void put(LookDesk& desk, Call call) {
  answer(call.reply, kept(desk, call));
}
void remove(LookDesk& desk, Call call) {
  answer(call.reply, removed(desk, call));
}

void show(LookDesk& desk, const Request& request, const Reply& reply) {
  const auto look = look_for(desk, request);
  if (!look.ok()) return reply(Response::problem(look.error()));
  object body{{"look", nullptr}};
  if (*look) body["look"] = describe(**look);
  reply(Response::json(200, body));
}

void sheet(LookDesk& desk, const Request& request, const Reply& reply) {
  const auto look = look_for(desk, request);
  if (!look.ok()) return reply(Response::problem(look.error()));
  const std::string text = *look ? stylesheet(**look) : "";
  give(request, reply, "text/css; charset=utf-8", as_bytes(text));
}

void emblem(LookDesk& desk, const Request& request, const Reply& reply) {
  const auto look = look_for(desk, request);
  if (!look.ok()) return reply(Response::problem(look.error()));
  if (!*look || (*look)->emblem.empty()) {
    return reply(Response::problem({Code::not_found, "there is no emblem here"}));
  }
  give(request, reply, "image/png", (*look)->emblem);
}

}  // namespace haidang::http::look_api
