#include "acts/body.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

#include "acts/body_parts.hpp"
#include "acts/plain.hpp"

namespace haidang {
namespace {

using parts::conditions_max;
using parts::grounds_max;
using parts::items_max;
using parts::read_item;
using parts::read_list;
using parts::read_prose;
using parts::write_item;
using parts::write_list;

json::object worded(json::object body, const Wording& wording) {
  write_wording(body, wording);
  return body;
}

// Conditions belong to an acceptance, 40(28), 36(1)(b): anywhere else nobody would look for them.
Result<void> check_note(const Act& act) {
  HD_TRY(const NoteBody body, read_note(act.body));
  if (body.about && act.kind != ActKind::caution && act.kind != ActKind::notify) {
    return Error{Code::bad_value, fmt::format("'{}' carries 'about'", act_kind_name(act.kind)),
                 "only a caution and a notice say what they are about", "Leave it out."};
  }
  if (body.until && act.kind != ActKind::notify) {
    return Error{Code::bad_value, fmt::format("'{}' carries 'until'", act_kind_name(act.kind)),
                 "only a notice names the end of a period that was agreed", "Leave it out."};
  }
  if (body.conditions.empty() || act.kind == ActKind::accept) return {};
  return Error{Code::bad_value, fmt::format("'{}' carries conditions", act_kind_name(act.kind)),
               "only an acceptance has conditions", "Send them with an accept."};
}

std::vector<std::string> texts_of(const NoteBody& body) {
  std::vector<std::string> names{"text"};
  for (std::size_t i = 1; i <= body.conditions.size(); ++i)
    names.push_back(fmt::format("condition.{}", i));
  return names;
}

// 40(5): restrictions are put on information by who gives it; a request puts none.
Result<void> check_opening(const Act& act) {
  HD_TRY(const RequestBody body, read_request(act.body));
  if (body.restrictions.empty() || act.kind == ActKind::inform) return {};
  return Error{Code::bad_value, "a request carries 'restrictions'",
               "they are put on information that is given without being asked",
               "Say under 'permitted_use' what the data will be used for."};
}

template <class Body>
Result<void> readable(Result<Body> body) {
  if (!body.ok()) return body.error();
  return {};
}

}  // namespace

json::object write_body(const RefuseBody& body) {
  return worded({{"grounds", write_list(body.grounds)}, {"reasons", body.reasons}}, body.wording);
}

json::object write_body(const PostponeBody& body) {
  return worded({{"review_at", format_time(body.review_at)}, {"reasons", body.reasons}},
                body.wording);
}

json::object write_body(const PreservedBody& body) {
  return worded({{"until", format_time(body.until)}, {"note", body.note}}, body.wording);
}

json::object write_body(const NoteBody& body) {
  json::object object{{"text", body.text}};
  if (!body.conditions.empty()) object["conditions"] = write_list(body.conditions);
  if (body.about) object["about"] = *body.about;
  if (body.until) object["until"] = format_time(*body.until);
  write_wording(object, body.wording);
  return object;
}

json::object write_body(const ExtendBody& body) {
  return worded({{"until", format_time(body.until)}, {"reasons", body.reasons}}, body.wording);
}

json::object write_body(const DeliverBody& body) {
  json::array items;
  for (const ManifestItem& item : body.items)
    items.push_back(write_item(item));
  json::object object{{"items", std::move(items)}, {"note", body.note}};
  if (body.more_follows) object["more_follows"] = true;
  return object;
}

json::object write_body(const RetrievedBody& body) {
  return {{"items", parts::write_ids(body.items)}};
}

Result<RefuseBody> read_refuse(const json::object& object) {
  ObjectReader in(object, "refuse");
  RefuseBody body;
  HD_TRY(body.grounds, read_list(in, "grounds", grounds_max, check_code));
  HD_TRY(body.reasons, read_prose(in, "reasons"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("reasons")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<PostponeBody> read_postpone(const json::object& object) {
  ObjectReader in(object, "postpone");
  PostponeBody body;
  HD_TRY(body.review_at, in.time("review_at"));
  HD_TRY(body.reasons, read_prose(in, "reasons"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("reasons")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<PreservedBody> read_preserved(const json::object& object) {
  ObjectReader in(object, "preserved");
  PreservedBody body;
  HD_TRY(body.until, in.time("until"));
  HD_TRY(body.note, read_prose(in, "note"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("note")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<NoteBody> read_note(const json::object& object) {
  ObjectReader in(object, "note");
  NoteBody body;
  HD_TRY(body.text, read_prose(in, "text"));
  HD_TRY(const auto conditions, in.optional_array("conditions", conditions_max));
  if (conditions) {
    HD_TRY(body.conditions, read_list(in, "conditions", conditions_max, check_prose));
  }
  HD_TRY(body.about, parts::read_optional(in, "about", check_code));
  HD_TRY(body.until, in.optional_time("until"));
  HD_TRY(body.wording, read_wording(in, texts_of(body)));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<ExtendBody> read_extend(const json::object& object) {
  ObjectReader in(object, "extend");
  ExtendBody body;
  HD_TRY(body.until, in.time("until"));
  HD_TRY(body.reasons, read_prose(in, "reasons"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("reasons")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<DeliverBody> read_deliver(const json::object& object) {
  ObjectReader in(object, "deliver");
  HD_TRY(const json::array items, in.array("items", items_max));
  DeliverBody body;
  HD_TRY(body.note, read_prose(in, "note"));
  HD_TRY(body.more_follows, parts::read_flag(in, "more_follows"));
  HD_TRY_VOID(in.finish());
  std::set<ItemId> ids;
  for (const json::value& value : items) {
    if (!value.is_object()) return Error{Code::bad_value, "deliver: an item is not an object"};
    HD_TRY(ManifestItem item, read_item(value.get_object()));
    if (!ids.insert(item.id).second) {
      return Error{Code::bad_value, "deliver: the same item stands twice in the manifest"};
    }
    body.items.push_back(std::move(item));
  }
  if (body.items.empty()) return Error{Code::bad_value, "deliver: the manifest names no item"};
  return body;
}

Result<RetrievedBody> read_retrieved(const json::object& object) {
  ObjectReader in(object, "retrieved");
  RetrievedBody body;
  HD_TRY(body.items, parts::read_ids(in, "items", parts::Members::needed));
  HD_TRY_VOID(in.finish());
  if (body.items.empty()) return Error{Code::bad_value, "retrieved: no item is named"};
  return body;
}

Result<void> check_body(const Act& act) {
  switch (act.kind) {
    case ActKind::request:
    case ActKind::inform:
      return check_opening(act);
    case ActKind::answer:
      return readable(read_answer(act.body));
    case ActKind::consent:
      return readable(read_consent(act.body));
    case ActKind::executed:
      return readable(read_executed(act.body));
    case ActKind::confirm:
      return readable(read_confirm(act.body));
    case ActKind::announce_lifting:
      return readable(read_announce_lifting(act.body));
    case ActKind::lift_restriction:
      return readable(read_lift_restriction(act.body));
    case ActKind::exculpatory:
      return readable(read_exculpatory(act.body));
    case ActKind::refuse:
      return readable(read_refuse(act.body));
    case ActKind::postpone:
      return readable(read_postpone(act.body));
    case ActKind::preserved:
      return readable(read_preserved(act.body));
    case ActKind::extend:
      return readable(read_extend(act.body));
    case ActKind::deliver:
      return readable(read_deliver(act.body));
    case ActKind::retrieved:
      return readable(read_retrieved(act.body));
    case ActKind::acknowledge:
    case ActKind::ask:
    case ActKind::supply:
    case ActKind::consult:
    case ActKind::accept:
    case ActKind::status:
    case ActKind::release:
    case ActKind::withdraw:
    case ActKind::close:
    case ActKind::notify:
    case ActKind::agree:
    case ActKind::decline:
    case ActKind::caution:
    case ActKind::proceed:
    case ActKind::inquire:
    case ActKind::represent:
    case ActKind::lift:
      return check_note(act);
  }
  return Error{Code::bad_value, "the act is of an unknown kind"};
}

}  // namespace haidang
