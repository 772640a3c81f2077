// Random but well-formed acts, for the tests of this room.
#pragma once
#include <rapidcheck.h>

#include "acts/body.hpp"

namespace haidang::testing {

using rc::gen::inRange;

inline std::string some_hex(std::size_t digits) {
  return *rc::gen::container<std::string>(digits,
                                          rc::gen::elementOf(std::string("0123456789abcdef")));
}

template <class T>
T some_id() {
  return T::parse(some_hex(32)).value();
}

inline Digest some_digest() {
  return parse_digest(some_hex(64)).value();
}

inline Time some_time() {
  return Time(Millis(*inRange<std::int64_t>(0, 253'402'300'800'000)));
}

// Pieces of several scripts, and what JSON has to escape.
inline std::string some_prose() {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{
      "a", "Z", " ", "\"", "\\", "/", "\n", "\t", "é", "ả", "б", "طلب", "请", "🗼", "</script>"});
  std::string text;
  for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece))
    text += part;
  return text;
}

inline std::string some_line() {
  std::string text = some_prose();
  std::erase_if(text, [](char c) { return c == '\n' || c == '\t'; });
  return text.size() > 200 ? std::string("a long name") : text;
}

inline std::string some_code() {
  return *rc::gen::container<std::string>(*inRange<std::size_t>(1, 20),
                                          rc::gen::elementOf(std::string("abcXYZ019-_.")));
}

inline std::vector<std::string> some_codes(std::size_t count_max) {
  std::vector<std::string> list(*inRange<std::size_t>(0, count_max + 1));
  for (std::string& code : list)
    code = some_code();
  return list;
}

inline Address some_address() {
  const std::string party =
      *rc::gen::container<std::string>(2, inRange('A', static_cast<char>('Z' + 1)));
  return {PartyCode::parse(party).value(), "contact-point"};
}

inline bool coin() {
  return *rc::gen::arbitrary<bool>();
}

inline UseCondition some_condition() {
  UseCondition condition{some_code(), some_prose()};
  if (coin()) condition.until = some_time();
  return condition;
}

inline std::map<std::string, std::string> some_contents() {
  std::map<std::string, std::string> contents;
  for (const std::string& name : some_codes(10))
    contents[name] = some_prose();
  return contents;
}

inline ManifestItem some_item() {
  ManifestItem item;
  item.id = some_id<ItemId>();
  item.name = "image-" + some_hex(4) + ".E01";
  item.size = *inRange<std::uint64_t>(0, std::uint64_t{1} << 40);
  item.sha256 = some_digest();
  item.chunk_size = *inRange<std::uint32_t>(64 * 1024, 16 * 1024 * 1024 + 1);
  item.chunk_count = item.size / item.chunk_size + (item.size % item.chunk_size == 0 ? 0 : 1);
  item.chunk_root = some_digest();
  item.wrapped_key = *rc::gen::arbitrary<Bytes>();
  if (*rc::gen::arbitrary<int>() % 2 == 0) item.acquired_at = "2026-03-01T14:05:09+07:00";
  item.acquired_by = some_line();
  item.acquisition_tool = some_line();
  item.source = some_line();
  item.note = some_prose();
  if (coin()) item.conditions = {some_condition()};
  if (coin()) item.origin = some_address().party;
  if (coin()) item.audience[some_address().party] = *rc::gen::arbitrary<Bytes>();
  return item;
}

inline Translation some_translation(std::string of, std::string language) {
  Translation translation{std::move(of), std::move(language), {}, "", {}};
  const auto kinds = all_translation_kinds();
  translation.kind = *rc::gen::elementOf(std::vector<TranslationKind>(kinds.begin(), kinds.end()));
  if (*rc::gen::arbitrary<bool>()) translation.item = some_id<ItemId>();
  if (!translation.item) translation.text = "." + some_prose();
  return translation;
}

// A language and translations of one text, or nothing of the kind.
inline Wording some_wording(const std::string& of) {
  Wording wording;
  if (*rc::gen::arbitrary<bool>()) wording.language = "vi";
  for (const std::string language : {"ar", "zh-Hans"}) {
    if (*rc::gen::arbitrary<bool>()) wording.translations.push_back(some_translation(of, language));
  }
  return wording;
}

inline void some_safeguards(RequestBody& body) {
  body.oral = coin();
  if (coin()) body.cites = some_id<CaseId>();
  if (coin()) body.about_items = {some_digest()};
  if (coin()) body.recipient_code = some_code();
  if (coin()) body.statute = some_prose();
  if (coin()) body.assistance_type = some_code();
  if (coin()) body.emergency_risk = some_code();
  if (coin()) body.emergency_facts = some_prose();
  if (coin()) body.special_procedure = some_prose();
  if (coin()) body.permitted_use = some_prose();
  if (coin()) body.necessity = some_prose();
  if (coin()) {
    body.authorisation = {some_line(), some_line(), some_prose(), some_prose(), some_line()};
  }
  if (coin()) body.dual_criminality = {coin(), some_prose(), some_code(), some_prose()};
  if (coin()) body.selectors = {{some_code(), some_hex(32), some_digest()}};
}

inline RequestBody some_request() {
  RequestBody body;
  body.measure = some_code();
  body.legal_bases = some_codes(8);
  body.offence = some_code();
  if (*rc::gen::arbitrary<bool>()) body.penalty_months = *inRange<std::int64_t>(0, 12'001);
  body.contents = some_contents();
  if (!body.contents.empty()) body.wording = some_wording(body.contents.begin()->first);
  body.confidential = *rc::gen::arbitrary<bool>();
  body.emergency = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) body.relies_on = some_id<ActId>();
  if (*rc::gen::arbitrary<bool>()) body.needed_by = some_time();
  if (*rc::gen::arbitrary<bool>()) body.needed_by_reason = some_prose();
  some_safeguards(body);
  return body;
}

inline json::object some_note(ActKind kind) {
  NoteBody body{some_prose(), {}, some_wording("text")};
  if (kind == ActKind::accept) body.conditions = {some_prose(), some_prose()};
  if (kind == ActKind::caution || kind == ActKind::notify) body.about = some_code();
  if (kind == ActKind::notify && coin()) body.until = some_time();
  return write_body(body);
}

inline json::object some_body(ActKind kind) {
  switch (kind) {
    case ActKind::request:
      return write_body(some_request());
    case ActKind::refuse:
      return write_body(RefuseBody{some_codes(20), some_prose(), some_wording("reasons")});
    case ActKind::postpone:
      return write_body(PostponeBody{some_time(), some_prose(), some_wording("reasons")});
    case ActKind::preserved:
      return write_body(PreservedBody{some_time(), some_prose(), some_wording("note")});
    case ActKind::extend:
      return write_body(ExtendBody{some_time(), some_prose(), some_wording("reasons")});
    case ActKind::deliver:
      return write_body(DeliverBody{{some_item(), some_item()}, some_prose(), coin()});
    case ActKind::retrieved:
      return write_body(RetrievedBody{{some_id<ItemId>()}});
    case ActKind::inform: {
      RequestBody body = some_request();
      body.restrictions = {some_condition()};
      return write_body(body);
    }
    case ActKind::answer:
      return write_body(AnswerBody{some_prose(), some_contents(), {some_condition()}, coin()});
    case ActKind::consent:
      return write_body(ConsentBody{{some_digest()}, {some_condition()}, some_prose()});
    case ActKind::executed:
      return write_body(ExecutedBody{some_code(), some_time(), some_prose()});
    case ActKind::confirm:
      return write_body(ConfirmBody{some_contents(), some_prose()});
    case ActKind::announce_lifting:
      return write_body(AnnounceLiftingBody{some_time(), some_prose()});
    case ActKind::lift_restriction:
      return write_body(LiftRestrictionBody{some_codes(3), some_prose()});
    case ActKind::exculpatory:
      return write_body(
          ExculpatoryBody{{some_id<ItemId>()}, some_time(), some_prose(), some_prose()});
    default:
      return some_note(kind);
  }
}

// The other members of a joint investigation, and what the author had seen of each Party.
inline void some_company(Act& act) {
  if (act.to.party == act.author.party) {
    act.to.party = PartyCode::parse(act.author.party.text() == "ZZ" ? "ZY" : "ZZ").value();
  }
  std::map<PartyCode, Address> others;
  for (int left = coin() ? *inRange(1, 12) : 0; left > 0; --left) {
    const Address other = some_address();
    others.emplace(other.party, other);
  }
  others.erase(act.author.party);
  others.erase(act.to.party);
  for (const auto& [party, address] : others)
    act.also.push_back(address);
  for (const Address& other : recipients(act)) {
    if (!coin()) continue;
    Seen& seen = act.seen[other.party];
    seen.acts = *inRange<std::uint64_t>(1, (std::uint64_t{1} << 53) + 1);
    if (!act.also.empty()) seen.last = some_digest();
  }
}

inline Act some_act(ActKind kind) {
  Act act;
  act.id = some_id<ActId>();
  act.case_id = some_id<CaseId>();
  act.author = some_address();
  act.officer = some_line();
  act.to = some_address();
  act.seq = *inRange<std::uint64_t>(1, (std::uint64_t{1} << 53) + 1);
  if (act.seq > 1) act.prev = some_digest();
  some_company(act);
  act.issued_at = some_time();
  act.kind = kind;
  if (!opens_request(kind)) act.request = some_id<ActId>();
  act.body = some_body(kind);
  return act;
}

inline Act some_act() {
  const auto kinds = all_act_kinds();
  return some_act(*rc::gen::elementOf(std::vector<ActKind>(kinds.begin(), kinds.end())));
}

}  // namespace haidang::testing
