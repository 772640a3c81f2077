#include "http/draft_api.hpp"

#include "http/statement.hpp"

namespace haidang::http::draft_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr std::size_t rules_max = 256;

Result<object> made(node::Node& node, const Call& call) {
  HD_TRY(const node::Statement statement, read_statement(call));
  return node.make_draft(statement);
}

Result<object> listed(node::Node& node) {
  HD_TRY(array rows, node.drafts());
  return object{{"drafts", std::move(rows)}};
}

Result<object> approved(node::Node& node, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "approval");
  HD_TRY(const std::string text, in.text("sha256", 64));
  HD_TRY_VOID(in.finish());
  HD_TRY(const Digest seen, parse_digest(text));
  HD_TRY(const node::Submitted said, node.approve(call.param("draft"), seen, call.actor));
  return describe(said);
}

Result<object> rejected(node::Node& node, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "rejection");
  HD_TRY(const std::string reason, in.text("reason", 4000));
  HD_TRY_VOID(in.finish());
  return node.reject(call.param("draft"), reason, call.actor);
}

Result<object> rules(node::Node& node) {
  HD_TRY(array texts, node.four_eyes());
  return object{{"rules", std::move(texts)}};
}

Result<object> rules_set(node::Node& node, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "four eyes");
  HD_TRY(const array texts, in.array("rules", rules_max));
  HD_TRY_VOID(in.finish());
  std::vector<node::FourEyes> list;
  for (const haidang::json::value& text : texts) {
    if (!text.is_string()) return Error{Code::bad_value, "a rule is not a text"};
    HD_TRY(node::FourEyes rule,
           node::parse_four_eyes(text.get_string(), treaty::Treaty::embedded()));
    list.push_back(std::move(rule));
  }
  HD_TRY_VOID(node.set_four_eyes(std::move(list), call.actor.officer));
  return rules(node);
}

}  // namespace

void list_drafts(node::Node& node, Call call) {
  answer(call.reply, listed(node));
}
void make_draft(node::Node& node, Call call) {
  answer(call.reply, made(node, call), 201);
}
void show_draft(node::Node& node, Call call) {
  answer(call.reply, node.draft(call.param("draft")));
}
void approve_draft(node::Node& node, Call call) {
  answer(call.reply, approved(node, call), 201);
}
void reject_draft(node::Node& node, Call call) {
  answer(call.reply, rejected(node, call));
}
void show_four_eyes(node::Node& node, Call call) {
  answer(call.reply, rules(node));
}
void set_four_eyes(node::Node& node, Call call) {
  answer(call.reply, rules_set(node, call));
}

}  // namespace haidang::http::draft_api
