#include "http/notice_api.hpp"

namespace haidang::http::notice_api {
namespace {

using haidang::json::object;

constexpr std::size_t seen_at_once_max = 500;
constexpr std::size_t code_bytes_max = 40;

Result<std::size_t> limit_of(const Request& request) {
  const auto given = request.query.find("limit");
  if (given == request.query.end()) return node::Node::notices_max;
  HD_TRY(const std::uint64_t limit, parse_number(given->second));
  if (limit <= node::Node::notices_max) return std::size_t{limit};
  return Error{Code::bad_value, "at most 500 notices are shown"};
}

Result<std::vector<std::int64_t>> read_ids(const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "seen");
  HD_TRY(const haidang::json::array list, in.array("notices", seen_at_once_max));
  HD_TRY_VOID(in.finish());
  std::vector<std::int64_t> ids;
  for (const haidang::json::value& value : list) {
    if (!value.is_int64() || value.get_int64() < 1) {
      return Error{Code::bad_value, "seen: 'notices' holds something that is no notice's number"};
    }
    ids.push_back(value.get_int64());
  }
  return ids;
}

}  // namespace

void list_notices(node::Node& node, Call call) {
  const auto limit = limit_of(call.request);
  if (!limit.ok()) return answer(call.reply, limit.error());
  answer(call.reply, node.notices(call.actor, *limit));
}

void see_notices(node::Node& node, Call call) {
  const auto ids = read_ids(call);
  if (!ids.ok()) return answer(call.reply, ids.error());
  answer(call.reply, node.see_notices(*ids, call.actor));
}

void show_preferences(node::Node& node, Call call) {
  answer(call.reply, node.notice_preferences(call.actor));
}

void choose(node::Node& node, Call call) {
  const auto body = call.json_body();
  if (!body.ok()) return answer(call.reply, body.error());
  answer(call.reply, node.choose_notices(*body, call.actor));
}

void show_address(node::Node& node, Call call) {
  answer(call.reply, node.mail_address(call.actor));
}

void send_code(node::Node& node, Call call) {
  node.send_mail_code(call.actor,
                      [reply = call.reply](const Result<object>& sent) { answer(reply, sent); });
}

void confirm_address(node::Node& node, Call call) {
  answer(call.reply, [&]() -> Result<object> {
    HD_TRY(const object body, call.json_body());
    ObjectReader in(body, "confirmation");
    HD_TRY(const std::string code, in.text("code", code_bytes_max));
    HD_TRY_VOID(in.finish());
    return node.confirm_mail(code, call.actor);
  }());
}

}  // namespace haidang::http::notice_api
