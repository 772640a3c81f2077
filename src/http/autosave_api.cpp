#include "http/autosave_api.hpp"

#include <algorithm>

namespace haidang::http::autosave_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr std::size_t name_max = 64;
constexpr std::uint64_t version_max = 1'000'000'000;

object describe(const Autosave& row) {
  return {{"name", row.name}, {"version", row.version}, {"saved_at", format_time(row.saved_at)}};
}

Result<object> whole(const Autosave& row) {
  object out = describe(row);
  HD_TRY(out["content"], parse_json_object(row.content));
  return out;
}

Result<std::string> name_of(const Call& call) {
  const std::string& name = call.param("autosave");
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (plain && !name.empty() && name.size() <= name_max) return name;
  return Error{Code::not_found, "nothing of yours of this name is kept here"};
}

Result<std::int64_t> replaced_by(const Call& call) {
  const std::string text = call.request.header("if-match").value_or("");
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    const auto version = parse_number(std::string_view(text).substr(1, text.size() - 2));
    if (version.ok() && *version < version_max) return static_cast<std::int64_t>(*version);
  }
  return Error{Code::bad_value, "If-Match does not name the version that this replaces", "",
               "Send its ETag, or \"0\" if nothing is kept yet."};
}

Result<object> listed(AutosaveDesk& desk, const Call& call) {
  HD_TRY(const Bytes key, desk.book.key_of(call.actor.officer, desk.random));
  HD_TRY(const std::vector<Autosave> rows, desk.book.list(call.actor.officer));
  array list;
  for (const Autosave& row : rows)
    list.push_back(describe(row));
  return object{{"device_key", hex(key)}, {"autosaves", std::move(list)}};
}

Result<Autosave> found(AutosaveDesk& desk, const Call& call) {
  HD_TRY(const std::string name, name_of(call));
  HD_TRY(std::optional<Autosave> row, desk.book.find(call.actor.officer, name));
  if (row) return *std::move(row);
  return Error{Code::not_found, "nothing of yours of this name is kept here"};
}

Result<std::optional<Autosave>> saved(AutosaveDesk& desk, const Call& call) {
  HD_TRY(const std::string name, name_of(call));
  HD_TRY(const std::int64_t replaces, replaced_by(call));
  HD_TRY(const object content, call.json_body());
  return desk.book.save(call.actor.officer, replaces,
                        {name, 0, desk.clock.now(), haidang::json::serialize(content)});
}

void give(const Reply& reply, const Autosave& row) {
  const auto body = whole(row);
  if (!body.ok()) return reply(Response::problem(body.error()));
  Response response = Response::json(200, *body);
  response.headers["etag"] = '"' + std::to_string(row.version) + '"';
  reply(std::move(response));
}

}  // namespace

void list(AutosaveDesk& desk, Call call) {
  answer(call.reply, listed(desk, call));
}

void show(AutosaveDesk& desk, Call call) {
  const auto row = found(desk, call);
  if (!row.ok()) return call.reply(Response::problem(row.error()));
  give(call.reply, *row);
}

void save(AutosaveDesk& desk, Call call) {
  const auto row = saved(desk, call);
  if (!row.ok()) return call.reply(Response::problem(row.error()));
  if (*row) return give(call.reply, **row);
  call.reply(Response::problem(
      Error{Code::not_in_this_state, "what is kept here is not the version that this replaces",
            "it was changed from elsewhere", "Read it, choose what goes on, and save again."},
      412));
}

void remove(AutosaveDesk& desk, Call call) {
  const auto name = name_of(call);
  if (!name.ok()) return call.reply(Response::problem(name.error()));
  const auto gone = desk.book.remove(call.actor.officer, *name);
  if (!gone.ok()) return call.reply(Response::problem(gone.error()));
  Response response;
  response.status = 204;
  call.reply(std::move(response));
}

}  // namespace haidang::http::autosave_api
