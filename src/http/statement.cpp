#include "http/statement.hpp"

#include <fmt/format.h>

namespace haidang::http {
namespace {

using haidang::json::object;
using haidang::json::value;

Result<Address> parse_address(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    return Error{Code::bad_value, "the addressee is not PARTY/AUTHORITY", "e.g. XB/contact-point"};
  }
  Address address;
  HD_TRY(address.party, PartyCode::parse(text.substr(0, slash)));
  HD_TRY(address.authority, parse_authority(text.substr(slash + 1)));
  return address;
}

// Which of our authorities speaks; empty: whichever of the officer's may.
Result<std::string> read_from(ObjectReader& in) {
  HD_TRY(const auto from, in.optional_text("from", 64));
  if (!from || from->empty()) return std::string();
  return parse_authority(*from);
}

Result<void> read_addressee(ObjectReader& in, casework::Command& command) {
  HD_TRY(const auto to, in.optional_text("to", 100));
  if (to && !to->empty()) {
    HD_TRY(command.to, parse_address(*to));
  }
  HD_TRY(const auto also, in.optional_array("also", ActLimits::also));
  for (const value& other : also.value_or(json::array{})) {
    if (!other.is_string()) return Error{Code::bad_value, "request: 'also' holds addresses"};
    HD_TRY(Address address, parse_address(other.get_string()));
    command.also.push_back(std::move(address));
  }
  HD_TRY(const auto case_id, in.optional_text("case", 32));
  if (case_id) {
    HD_TRY(command.case_id, CaseId::parse(*case_id));
  }
  return {};
}

// A request that relies on another one belongs to the same case, 42(8).
std::string relied_on(const object& body) {
  const value* relies_on = body.if_contains("relies_on");
  const bool named = relies_on != nullptr && relies_on->is_string();
  return named ? std::string(relies_on->get_string()) : std::string();
}

Error elsewhere(ActKind kind) {
  return {Code::bad_value,
          fmt::format("'{}' has a place of its own in the API", act_kind_name(kind))};
}

}  // namespace

Result<node::Statement> read_request_statement(const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "request");
  node::Statement said{{}, "", "", call.actor};
  HD_TRY(const auto kind, in.optional_text("kind", 40));
  HD_TRY(said.command.kind, parse_act_kind(kind.value_or("request")));
  if (!opens_request(said.command.kind)) {
    return Error{Code::bad_value, "only 'request' and 'inform' open something new", "",
                 "Say other acts under the request that they are about."};
  }
  HD_TRY_VOID(read_addressee(in, said.command));
  HD_TRY(said.from, read_from(in));
  HD_TRY(said.command.body, in.object("body"));
  HD_TRY_VOID(in.finish());
  said.reference = relied_on(said.command.body);
  return said;
}

Result<node::Statement> read_act_statement(const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "act");
  node::Statement said{{}, call.param("request"), "", call.actor};
  HD_TRY(const std::string kind, in.text("kind", 40));
  HD_TRY(said.command.kind, parse_act_kind(kind));
  HD_TRY(said.from, read_from(in));
  HD_TRY(said.command.body, in.object("body"));
  HD_TRY_VOID(in.finish());
  const bool apart = opens_request(said.command.kind) || said.command.kind == ActKind::deliver;
  if (apart) return elsewhere(said.command.kind);
  return said;
}

Result<node::Statement> read_statement(const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "draft");
  node::Statement said{{}, "", "", call.actor};
  HD_TRY(const std::string kind, in.text("kind", 40));
  HD_TRY(said.command.kind, parse_act_kind(kind));
  HD_TRY_VOID(read_addressee(in, said.command));
  HD_TRY(said.from, read_from(in));
  HD_TRY(const auto request, in.optional_text("request", 32));
  HD_TRY(said.command.body, in.object("body"));
  HD_TRY_VOID(in.finish());
  if (said.command.kind == ActKind::deliver) return elsewhere(said.command.kind);
  said.reference = request.value_or(relied_on(said.command.body));
  return said;
}

object describe(const node::Submitted& submitted) {
  return {{"act", submitted.act.text()},
          {"case", submitted.case_id.text()},
          {"request", submitted.request.text()}};
}

}  // namespace haidang::http
