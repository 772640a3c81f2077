#include "http/mail_api.hpp"

namespace haidang::http::mail_api {
namespace {

using haidang::json::object;

Result<std::string> address_of(const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "trial");
  HD_TRY(std::string to, in.text("to", 300));
  HD_TRY_VOID(in.finish());
  return to;
}

}  // namespace

void show(node::Node& node, Call call) {
  answer(call.reply, node.mail_relay());
}

void set(node::Node& node, Call call) {
  const auto body = call.json_body();
  if (!body.ok()) return answer(call.reply, body.error());
  answer(call.reply, node.set_mail(*body, call.actor.officer));
}

void remove(node::Node& node, Call call) {
  answer(call.reply, node.remove_mail(call.actor.officer));
}

void try_it(node::Node& node, Call call) {
  const auto to = address_of(call);
  if (!to.ok()) return answer(call.reply, to.error());
  node.try_mail(*to, [reply = call.reply, to = *to](const Result<void>& taken) {
    if (!taken.ok()) return answer(reply, taken.error());
    answer(reply, object{{"taken", true}, {"to", to}});
  });
}

}  // namespace haidang::http::mail_api
