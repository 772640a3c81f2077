// Two desks that exchange acts: for the tests of this room.
#pragma once
#include <fmt/format.h>

#include <map>

#include "casework/decide.hpp"
#include "casework/law_fixture.hpp"
#include "casework/sample.hpp"

namespace haidang::casework::testkit {

inline std::string id_text(std::uint64_t number) {
  return fmt::format("{:032x}", number);
}
inline ActId act_id(std::uint64_t number) {
  return ActId::parse(id_text(number)).value();
}
inline ItemId item_id(std::uint64_t number) {
  return ItemId::parse(id_text(number)).value();
}
inline CaseId case_id() {
  return CaseId::parse(id_text(0xCA5E)).value();
}

inline Address address(std::string_view party, std::string authority) {
  return {PartyCode::parse(party).value(), std::move(authority)};
}
inline Address aurelia() {
  return address("XA", "contact-point");
}
inline Address borealia() {
  return address("XB", "central-authority");
}

inline Time day(std::int64_t number) {
  return parse_time("2026-03-01T09:00:00Z").value() + Days{number};
}

// Stands for the digest of the signed bytes: different acts, different digests.
inline Digest digest_of(const Act& act) {
  Digest digest{};
  std::uint64_t state = 0xCBF29CE484222325U;
  for (const char c : write_act(act))
    state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state >> (i % 8 * 8));
  }
  return digest;
}

inline RequestBody request_body(const std::string& measure) {
  return sample_request(law(), measure);
}

inline ManifestItem manifest_item(std::uint64_t number) {
  ManifestItem item;
  item.id = item_id(number);
  item.name = fmt::format("mailbox-{}.mbox", number);
  item.size = 1000;
  item.sha256.fill(static_cast<std::uint8_t>(number));
  item.chunk_size = 4 * 1024 * 1024;
  item.chunk_count = 1;
  item.wrapped_key = to_bytes("sealed");
  return item;
}

inline json::object note(std::string text = "said") {
  return write_body(NoteBody{std::move(text), {}});
}

// One node's view of one case, and the time on its wall.
struct Desk {
  Address self;
  std::optional<CaseState> state = std::nullopt;
  Time now = day(0);
  std::vector<CommittedAct> said = {};

  Result<CommittedAct> say(const Command& command, std::uint64_t fresh_id) {
    const Occasion occasion{law(), self, "officer 7", now, act_id(fresh_id), case_id()};
    HD_TRY(Act act, decide(state, command, occasion));
    CommittedAct committed{act, digest_of(act)};
    take(committed);
    said.push_back(committed);
    return committed;
  }

  Result<void> hear(const CommittedAct& committed) {
    HD_TRY_VOID(admit(state, committed.act, law(), self, now));
    take(committed);
    return {};
  }

  void take(const CommittedAct& committed) {
    state = state ? advance(*std::move(state), committed, law()) : fold({committed}, law());
  }
};

// Two desks without delay between them: what one says the other hears at once.
struct Pair {
  Desk asking{aurelia()};
  Desk answering{borealia()};
  std::uint64_t next_id = 1;

  Desk& desk(std::string_view party) { return party == "XA" ? asking : answering; }
  Desk& other(std::string_view party) { return party == "XA" ? answering : asking; }

  void set_day(std::int64_t number) { asking.now = answering.now = day(number); }

  Result<ActId> say(std::string_view party, ActKind kind, std::optional<ActId> request,
                    json::object body) {
    Command command;
    if (desk(party).state) command.case_id = case_id();
    if (!command.case_id) command.to = other(party).self;
    command.kind = kind;
    command.request = std::move(request);
    command.body = std::move(body);
    HD_TRY(const CommittedAct act, desk(party).say(command, next_id++));
    HD_TRY_VOID(other(party).hear(act));
    return act.act.id;
  }

  ActId ask_for(const std::string& measure) { return ask(request_body(measure)); }
  ActId ask(const RequestBody& body) {
    return say("XA", ActKind::request, std::nullopt, write_body(body)).value();
  }
  ActId inform(const RequestBody& body) {
    return say("XA", ActKind::inform, std::nullopt, write_body(body)).value();
  }

  [[nodiscard]] const RequestState& at(const ActId& request) const {
    return *answering.state->find(request);
  }
};

// What any measure may still lack.
inline std::map<std::string, std::string> confirmed_contents() {
  std::map<std::string, std::string> contents;
  for (const treaty::Measure& measure : law().measures()) {
    if (measure.owes(treaty::DutyName::confirm_oral_in_writing) == nullptr) continue;
    for (const treaty::ContentItem& item : measure.contents)
      contents[item.name] = "confirmed";
  }
  if (contents.size() > 32) contents.erase(std::next(contents.begin(), 32), contents.end());
  return contents;
}

// A body that its kind accepts; dates and items are fresh each time.
inline json::object body_for(ActKind kind, Time now, std::uint64_t fresh) {
  switch (kind) {
    case ActKind::request:
      return write_body(request_body("preservation"));
    case ActKind::refuse:
      return write_body(RefuseBody{{"ESSENTIAL_INTERESTS"}, "security"});
    case ActKind::postpone:
      return write_body(PostponeBody{now + Days{30}, "a trial is going on"});
    case ActKind::preserved:
      return write_body(PreservedBody{now + Days{60 + static_cast<int>(fresh)}, ""});
    case ActKind::extend:
      return write_body(
          ExtendBody{now + Days{200 + static_cast<int>(fresh)}, "assistance follows"});
    case ActKind::deliver:
      return write_body(DeliverBody{{manifest_item(fresh)}, ""});
    case ActKind::retrieved:
      return write_body(RetrievedBody{{item_id(fresh)}});
    case ActKind::caution:
      return write_body(NoteBody{"the court publishes", {}, {}, "confidentiality"});
    case ActKind::inform: {
      RequestBody body = request_body("test-information");
      body.restrictions.push_back({"confidential", "for your eyes", now + Days{30}});
      return write_body(body);
    }
    case ActKind::answer:
      return write_body(AnswerBody{"found", {{"provider", "Example"}}, {}, fresh % 4 == 3});
    case ActKind::consent:
      return write_body(ConsentBody{{}, {{"no-onward-transfer", "no further"}}, "granted"});
    case ActKind::executed:
      return write_body(ExecutedBody{"arrest", now, "at home"});
    case ActKind::confirm:
      return write_body(ConfirmBody{confirmed_contents(), "in writing"});
    case ActKind::announce_lifting:
      return write_body(AnnounceLiftingBody{now + Days{10}, "no evidence came"});
    case ActKind::lift_restriction:
      return write_body(LiftRestrictionBody{{}, "free to use"});
    case ActKind::exculpatory:
      return write_body(ExculpatoryBody{{}, now + Days{5}, "to the defence"});
    default:
      return note();
  }
}

}  // namespace haidang::casework::testkit
