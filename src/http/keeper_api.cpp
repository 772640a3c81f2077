#include "http/keeper_api.hpp"

namespace haidang::http::keeper_api {
namespace {

using haidang::json::object;

Result<object> forgotten(node::Node& node, const Call& call) {
  HD_TRY(const PartyCode party, PartyCode::parse(call.param("party")));
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "removal");
  HD_TRY(const std::string confirm, in.text("confirm", 8));
  HD_TRY(const auto open, in.optional_text("open_cases", 20));
  HD_TRY_VOID(in.finish());
  if (confirm != party.text()) {
    return Error{Code::bad_value, "the Party's code was not repeated",
                 "forgetting a Party cannot be undone", "Set 'confirm' to the Party's code."};
  }
  if (open && *open != "give-up") return Error{Code::bad_value, "'open_cases' is not 'give-up'"};
  const auto how = open ? node::Node::OpenCases::give_up : node::Node::OpenCases::refuse;
  HD_TRY_VOID(node.forget(party, how, call.actor.officer));
  return object{{"forgotten", party.text()}};
}

Result<object> rotated(node::Node& node, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "rotation");
  HD_TRY(const std::string passphrase, in.text("passphrase", 4096));
  HD_TRY_VOID(in.finish());
  return node.rotate_keys(passphrase, call.actor.officer);
}

Result<object> backup_noted(node::Node& node, const Call& call) {
  HD_TRY(const Time at, node.note_backup(call.actor.officer));
  return object{{"backed_up_at", format_time(at)}};
}

Result<object> ties(node::Node& node, const Call& call) {
  HD_TRY(const PartyCode party, PartyCode::parse(call.param("party")));
  return node.describe_ties(party);
}

Result<object> refreshed(node::Node& node, const Call& call) {
  HD_TRY(const PartyCode party, PartyCode::parse(call.param("party")));
  return node.refresh(party, call.actor.officer);
}

Result<object> retried(node::Node& node, const Call& call) {
  HD_TRY(const PartyCode party, PartyCode::parse(call.param("party")));
  HD_TRY_VOID(node.retry_outbox(party, call.actor.officer));
  return object{{"retried", party.text()}};
}

}  // namespace

void show_ties(node::Node& node, Call call) {
  answer(call.reply, ties(node, call));
}
void forget_party(node::Node& node, Call call) {
  answer(call.reply, forgotten(node, call));
}
void refresh_party(node::Node& node, Call call) {
  answer(call.reply, refreshed(node, call));
}
void retry_outbox(node::Node& node, Call call) {
  answer(call.reply, retried(node, call));
}
void list_keys(node::Node& node, Call call) {
  answer(call.reply, node.keys());
}
void rotate_keys(node::Node& node, Call call) {
  answer(call.reply, rotated(node, call));
}
void note_backup(node::Node& node, Call call) {
  answer(call.reply, backup_noted(node, call), 201);
}

}  // namespace haidang::http::keeper_api
