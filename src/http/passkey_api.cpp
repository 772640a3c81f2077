#include "http/passkey_api.hpp"

#include "http/account_api.hpp"

namespace haidang::http::passkey_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr std::size_t text_bytes_max = 8192;
constexpr std::int64_t challenge_lives_ms =
    std::chrono::duration_cast<Millis>(Passkeys::challenge_lives).count();

Result<Bytes> binary(ObjectReader& in, std::string_view name) {
  HD_TRY(const std::string text, in.text(name, text_bytes_max));
  return parse_base64url(text);
}

object described(const PasskeyChallenge& made) {
  return {{"challenge", base64url(made.challenge)},
          {"site", made.site_id},
          {"timeout_ms", challenge_lives_ms}};
}

Result<void> record(StaffDesk& desk, const Call& call, std::string kind, const std::string& about) {
  return desk.node.record_first(
      std::move(kind),
      {{"about", call.actor.officer}, {"passkey", about}, {"officer", call.actor.officer}});
}

Result<object> begun(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(account_api::check_current(desk, call));
  HD_TRY(const PasskeyChallenge made, desk.passkeys.invite(call.actor.officer, desk.clock.now()));
  object body = described(made);
  array known;
  for (const Bytes& id : made.known)
    known.push_back(haidang::json::string(base64url(id)));
  body["known"] = std::move(known);
  body["user"] = base64url(made.user);
  body["officer"] = call.actor.officer;
  return body;
}

Result<object> added(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "passkey");
  PasskeyOffer offer;
  HD_TRY(offer.name, in.text("name", 200));
  HD_TRY(offer.client_data, binary(in, "client_data"));
  HD_TRY(offer.authenticator_data, binary(in, "authenticator_data"));
  HD_TRY_VOID(in.finish());
  const std::string& officer = call.actor.officer;
  const Time now = desk.clock.now();
  HD_TRY_VOID(desk.passkeys.check(officer, offer, now));
  HD_TRY_VOID(record(desk, call, "passkey-added", offer.name));
  HD_TRY_VOID(desk.passkeys.add(officer, offer, now));
  return account_api::account(desk, call);
}

Result<std::string> name_of(StaffDesk& desk, const Call& call) {
  HD_TRY(const std::vector<Passkey> all, desk.passkeys.list(call.actor.officer));
  for (const Passkey& row : all) {
    if (row.id == call.param("passkey")) return row.name;
  }
  return Error{Code::not_found, "you have no such passkey; it may have been removed"};
}

Result<object> renamed(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "passkey");
  HD_TRY(const std::string name, in.text("name", 200));
  HD_TRY_VOID(in.finish());
  HD_TRY_VOID(desk.passkeys.rename(call.actor.officer, call.param("passkey"), name));
  return account_api::account(desk, call);
}

Result<object> removed(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(account_api::check_current(desk, call));
  HD_TRY(const std::string name, name_of(desk, call));
  HD_TRY_VOID(record(desk, call, "passkey-removed", name));
  HD_TRY_VOID(desk.passkeys.remove(call.actor.officer, call.param("passkey")));
  return account_api::account(desk, call);
}

Result<PasskeyProof> read_proof(const Request& request) {
  HD_TRY(const object body, parse_json_object(as_text(request.body)));
  ObjectReader in(body, "sign-in");
  PasskeyProof proof;
  HD_TRY(proof.id, binary(in, "id"));
  HD_TRY(proof.client_data, binary(in, "client_data"));
  HD_TRY(proof.authenticator_data, binary(in, "authenticator_data"));
  HD_TRY(proof.signature, binary(in, "signature"));
  HD_TRY(proof.user, binary(in, "user"));
  HD_TRY_VOID(in.finish());
  return proof;
}

}  // namespace

Result<object> sign_in_challenge(Passkeys& passkeys, Time now) {
  HD_TRY(const PasskeyChallenge made, passkeys.ask(now));
  return described(made);
}

Result<std::string> officer_of(node::Node& node, Passkeys& passkeys, const Request& request,
                               Time now) {
  HD_TRY(const PasskeyProof proof, read_proof(request));
  HD_TRY(const PasskeyOwner owner, passkeys.verify(proof, now));
  if (owner.copy == PasskeyCopy::unlikely) return owner.officer;
  HD_TRY_VOID(
      node.record_first("passkey-suspect", {{"about", owner.officer}, {"passkey", owner.passkey}}));
  return Error{Code::bad_credentials, "there may be a copy of this passkey",
               "its counter did not go up since it was used last; this is on record",
               "Sign in with the password, remove the passkey, and tell an administrator."};
}

Result<void> describe(Passkeys& passkeys, const std::string& officer, object& account) {
  HD_TRY(const std::vector<Passkey> all, passkeys.list(officer));
  HD_TRY(const std::optional<PasskeySite> site, passkeys.site());
  array rows;
  for (const Passkey& row : all) {
    object line{{"id", row.id},
                {"name", row.name},
                {"created_at", format_time(row.created)},
                {"last_used_at", nullptr}};
    if (row.last_used) line["last_used_at"] = format_time(*row.last_used);
    rows.push_back(std::move(line));
  }
  account["passkeys"] = std::move(rows);
  account["passkey_origin"] = nullptr;
  if (site) account["passkey_origin"] = site->origin;
  return {};
}

void begin(StaffDesk& desk, Call call) {
  answer(call.reply, begun(desk, call));
}
void add(StaffDesk& desk, Call call) {
  answer(call.reply, added(desk, call), 201);
}
void rename(StaffDesk& desk, Call call) {
  answer(call.reply, renamed(desk, call));
}
void remove(StaffDesk& desk, Call call) {
  answer(call.reply, removed(desk, call));
}

}  // namespace haidang::http::passkey_api
