// Joint investigations of several Parties, art. 48: the agreement first, then one chain of acts for
// each member, heard by all.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "casework/joint.hpp"
#include "casework/testkit.hpp"
#include "casework/view.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

// Desks of several Parties around one case; what one says reaches the others when they hear it.
struct Table {
  std::vector<Desk> desks;
  std::map<PartyCode, std::vector<CommittedAct>> mail;  // for whom what is on its way
  std::uint64_t next_id = 1;

  explicit Table(std::size_t members) {
    for (std::size_t i = 0; i < members; ++i) {
      const std::string code{'X', static_cast<char>('A' + i)};
      desks.push_back({address(code, "central-authority")});
    }
  }

  [[nodiscard]] Desk& at(std::string_view party) {
    return *std::find_if(desks.begin(), desks.end(),
                         [party](const Desk& desk) { return desk.self.party.text() == party; });
  }

  Result<ActId> say(std::string_view from, Command command) {
    Desk& desk = at(from);
    if (desk.state) command.case_id = case_id();
    HD_TRY(const CommittedAct act, desk.say(command, next_id++));
    for (const Address& to : recipients(act.act))
      mail[to.party].push_back(act);
    return act.act.id;
  }

  Result<void> hear(std::string_view party, std::size_t place) {
    auto& waiting = mail[at(party).self.party];
    HD_TRY_VOID(at(party).hear(waiting.at(place)));
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(place));
    return {};
  }

  // Whatever can be admitted, until nothing waits; false where something never can.
  bool hear_all() {
    for (bool moved = true; moved;) {
      moved = false;
      for (Desk& desk : desks) {
        const std::string party = desk.self.party.text();
        for (std::size_t i = 0; i < mail[desk.self.party].size();) {
          if (hear(party, i).ok()) {
            moved = true;
          } else {
            ++i;
          }
        }
      }
    }
    return std::all_of(mail.begin(), mail.end(),
                       [](const auto& row) { return row.second.empty(); });
  }

  Command proposal(std::size_t to) {
    Command command;
    command.to = desks.at(to).self;
    command.body = write_body(request_body("joint-investigation"));
    for (std::size_t i = 1; !desks.front().state && i < desks.size(); ++i) {
      if (i != to) command.also.push_back(desks[i].self);
    }
    return command;
  }

  std::vector<ActId> propose() {
    std::vector<ActId> asked;
    for (std::size_t i = 1; i < desks.size(); ++i)
      asked.push_back(say("XA", proposal(i)).value());
    return asked;
  }

  void agree() {
    const std::vector<ActId> asked = propose();
    REQUIRE(hear_all());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const std::string party = desks[i + 1].self.party.text();
      REQUIRE(say(party, step(ActKind::accept, asked[i])).ok());
    }
    REQUIRE(hear_all());
  }

  static Command step(ActKind kind, const ActId& request) {
    Command command;
    command.kind = kind;
    command.request = request;
    command.body = note();
    return command;
  }

  [[nodiscard]] bool all_alike() const {
    return std::all_of(desks.begin(), desks.end(), [this](const Desk& desk) {
      return describe(*desk.state) == describe(*desks.front().state);
    });
  }
};

Command question(const Address& to) {
  Command command;
  command.to = to;
  command.body = write_body(request_body("stored-data"));
  return command;
}

Code code_of(const Result<ActId>& result) {
  return result.ok() ? Code::internal : result.error().code;
}

}  // namespace

TEST_CASE("a joint investigation is in force when every member has agreed to the same text") {
  Table table(4);
  const std::vector<ActId> asked = table.propose();
  REQUIRE(table.hear_all());
  CHECK(table.all_alike());
  CHECK(table.at("XD").state->parties.size() == 4);
  const auto stranger = table.say("XA", question(address("XZ", "central-authority")));
  CHECK(stranger.error().code == Code::wrong_addressee);
  CHECK(stranger.error().what == "XZ is no member of this joint investigation");
  CHECK(stranger.error().why.find("XA, XB, XC, XD") != std::string::npos);
  CHECK(!is_agreed(*table.at("XA").state));
  REQUIRE(table.say("XB", Table::step(ActKind::accept, asked[0])).ok());
  REQUIRE(table.say("XC", Table::step(ActKind::accept, asked[1])).ok());
  REQUIRE(table.hear_all());
  CHECK(code_of(table.say("XA", question(table.at("XB").self))) == Code::not_in_this_state);
  REQUIRE(table.say("XD", Table::step(ActKind::accept, asked[2])).ok());
  REQUIRE(table.hear_all());
  for (Desk& desk : table.desks)
    CHECK(is_agreed(*desk.state));
  CHECK(table.at("XB").state->find(asked[0])->status == Status::consented);
  CHECK(!waits_for(*table.at("XB").state->find(asked[0])));
}

TEST_CASE("once it is agreed, one member asks another, and all hear it") {
  Table table(3);
  table.agree();
  const auto asked = table.say("XB", question(table.at("XC").self));
  REQUIRE(asked.ok());
  REQUIRE(table.hear_all());
  CHECK(table.all_alike());
  const RequestState& seen_by_first = *table.at("XA").state->find(*asked);
  CHECK(seen_by_first.requesting.party.text() == "XB");
  CHECK(next_steps(seen_by_first, table.at("XA").self.party).empty());
  CHECK(code_of(table.say("XA", Table::step(ActKind::accept, *asked))) == Code::not_your_move);
  CHECK(table.say("XC", Table::step(ActKind::accept, *asked)).ok());
}

TEST_CASE("an item goes to the members that it is given to, and to no other") {
  Table table(4);
  table.agree();
  const ActId asked = table.say("XB", question(table.at("XC").self)).value();
  REQUIRE(table.hear_all());
  REQUIRE(table.say("XC", Table::step(ActKind::accept, asked)).ok());
  Command delivery = Table::step(ActKind::deliver, asked);
  ManifestItem shared = manifest_item(1);
  ManifestItem alone = manifest_item(2);
  shared.audience[PartyCode::parse("XZ").value()] = to_bytes("sealed");
  delivery.body = write_body(DeliverBody{{shared, alone}, ""});
  CHECK(code_of(table.say("XC", delivery)) == Code::wrong_addressee);
  shared.audience = {{table.at("XA").self.party, to_bytes("sealed")}};
  delivery.body = write_body(DeliverBody{{shared, alone}, ""});
  REQUIRE(table.say("XC", delivery).ok());
  REQUIRE(table.hear_all());
  CHECK(table.all_alike());

  const auto confirm = [&](std::string_view party, std::vector<ItemId> items) {
    Command command = Table::step(ActKind::retrieved, asked);
    command.body = write_body(RetrievedBody{std::move(items)});
    return table.say(party, command);
  };
  const auto steps_of = [&](std::string_view party) {
    return next_steps(*table.at(party).state->find(asked), table.at(party).self.party);
  };
  REQUIRE(steps_of("XA").size() == 1);
  CHECK(steps_of("XA").front().kind == ActKind::retrieved);
  CHECK(steps_of("XD").empty());
  CHECK(code_of(confirm("XD", {shared.id})) == Code::not_your_move);
  CHECK(code_of(confirm("XA", {alone.id})) == Code::unknown_item);
  CHECK(code_of(table.say("XA", Table::step(ActKind::close, asked))) == Code::not_your_move);
  const ActId confirmed = confirm("XA", {shared.id}).value();
  CHECK(table.at("XA").state->timeline.back().act.to.party.text() == "XC");
  REQUIRE(table.hear_all());
  CHECK(table.all_alike());
  CHECK(steps_of("XA").empty());
  CHECK(code_of(confirm("XA", {shared.id})) == Code::not_in_this_state);
  const RequestState& request = *table.at("XD").state->find(asked);
  CHECK(request.status == Status::delivered);  // who asked has not confirmed yet
  CHECK(request.retrieved_by_audience.at(table.at("XA").self.party) == std::vector{shared.id});
  (void)confirmed;
}

TEST_CASE("only a proposal opens a case of more than two Parties") {
  Table table(3);
  Command command = question(table.desks[1].self);
  command.also = {table.desks[2].self};
  CHECK(code_of(table.say("XA", command)) == Code::bad_value);
}

TEST_CASE("a case of two is not made a joint investigation afterwards") {
  Pair pair;
  pair.ask_for("stored-data");
  const auto joined = pair.say("XA", ActKind::request, std::nullopt,
                               write_body(request_body("joint-investigation")));
  CHECK(code_of(joined) == Code::not_in_this_state);
}

TEST_CASE("who proposes asks each member once, and with the same words") {
  Table table(3);
  REQUIRE(table.say("XA", table.proposal(1)).ok());
  Command other = table.proposal(2);
  RequestBody words = request_body("joint-investigation");
  words.contents["duration"] = "for ever";
  other.body = write_body(words);
  CHECK(code_of(table.say("XA", other)) == Code::bad_value);
  REQUIRE(table.say("XA", table.proposal(2)).ok());
  CHECK(code_of(table.say("XA", table.proposal(2))) == Code::already_exists);
  REQUIRE(table.hear_all());
  CHECK(code_of(table.say("XB", table.proposal(2))) == Code::not_your_move);
}

TEST_CASE("a member that would agree under conditions consults instead") {
  Table table(3);
  const std::vector<ActId> asked = table.propose();
  REQUIRE(table.hear_all());
  Command command = Table::step(ActKind::accept, asked[0]);
  command.body = write_body(NoteBody{"yes, but", {"not in court"}});
  CHECK(code_of(table.say("XB", command)) == Code::not_in_this_state);
  CHECK(table.say("XB", Table::step(ActKind::consult, asked[0])).ok());
}

TEST_CASE("nothing new is asked once a member is out") {
  Table table(3);
  table.agree();
  const ActId first = table.at("XA").state->requests.front().id;
  REQUIRE(table.say("XB", Table::step(ActKind::close, first)).ok());
  REQUIRE(table.hear_all());
  CHECK(code_of(table.say("XC", question(table.at("XA").self))) == Code::not_in_this_state);
}

TEST_CASE("what is not for all members, or from none of them, does not enter the case") {
  Table table(3);
  table.agree();
  REQUIRE(table.say("XB", question(table.at("XC").self)).ok());
  CommittedAct act = table.mail[table.at("XC").self.party].at(0);
  Desk& desk = table.at("XC");
  CommittedAct fewer = act;
  fewer.act.also.clear();
  CHECK(desk.hear(fewer).error().code == Code::wrong_addressee);
  CommittedAct more = act;
  more.act.also.push_back(address("XZ", "central-authority"));
  CHECK(desk.hear(more).error().code == Code::wrong_addressee);
  CommittedAct stranger = act;
  stranger.act.author = address("XZ", "central-authority");
  CHECK(desk.hear(stranger).error().code == Code::wrong_party);
  CommittedAct lie = act;
  lie.act.seen[desk.self.party].acts += 1;
  CHECK(desk.hear(lie).error().code == Code::broken_chain);
  CommittedAct early = act;
  early.act.seen[table.at("XA").self.party].acts += 1;
  CHECK(desk.hear(early).error().code == Code::gap);
  CommittedAct twisted = act;
  twisted.act.seen[desk.self.party].last->front() ^= 1;
  CHECK(desk.hear(twisted).error().code == Code::broken_chain);
  CHECK(desk.hear(act).ok());
}

TEST_CASE("a member that tells two others different acts under one number is found out") {
  Table table(3);
  table.agree();
  Desk& first = table.at("XA");
  Desk& second = table.at("XB");
  const PartyCode liar = table.at("XC").self.party;
  REQUIRE(table.say("XC", question(first.self)).ok());
  CommittedAct& other = table.mail[second.self.party].back();
  other.act.body["offence"] = "UNCC-08";
  other.digest.front() ^= 1;
  const Digest there = other.digest;
  REQUIRE(table.hear_all());
  CHECK(first.state->contradictions.empty());
  CHECK(second.state->contradictions.empty());

  // Each says something else, and with it what it was told.
  const ActId said = table.say("XB", question(first.self)).value();
  REQUIRE(table.hear("XA", 0).ok());
  const auto& found = first.state->contradictions;
  REQUIRE(found.size() == 1);
  const std::uint64_t number = first.state->length_of(liar);
  CHECK(found[0] == Contradiction{liar, number, first.state->chains.at(liar).acts.back(), there,
                                  second.self.party, said});
  REQUIRE(table.say("XB", question(first.self)).ok());
  REQUIRE(table.hear("XA", 0).ok());
  CHECK(found.size() == 1);  // said once
  const json::object view = to_json(*first.state, law(), first.self.party, first.now);
  CHECK(view.at("contradictions").as_array().at(0).at("about").as_string() == "XC");
  CHECK(fold(first.state->timeline, law()).contradictions == found);

  REQUIRE(table.say("XA", question(second.self)).ok());
  REQUIRE(table.hear("XB", 0).ok());
  REQUIRE(second.state->contradictions.size() == 1);
  CHECK(second.state->contradictions[0].by == first.self.party);
}

TEST_CASE("an answer that overtakes the proposal waits for it") {
  Table table(3);
  const std::vector<ActId> asked = table.propose();
  REQUIRE(table.hear("XB", 0).ok());
  REQUIRE(table.hear("XB", 0).ok());
  REQUIRE(table.say("XB", Table::step(ActKind::accept, asked[0])).ok());
  const std::size_t answer = table.mail[table.at("XC").self.party].size() - 1;
  CHECK(table.hear("XC", answer).error().code == Code::gap);
  CHECK(table.hear_all());
  CHECK(table.all_alike());
}

TEST_CASE("whatever the order of arrival, members of a joint investigation see the same case") {
  CHECK(rc::check([] {
    Table table(static_cast<std::size_t>(*rc::gen::inRange(3, 7)));
    table.agree();
    for (int left = *rc::gen::inRange(0, 24); left > 0; --left) {
      const auto number = *rc::gen::inRange<std::size_t>(0, table.desks.size());
      Desk& desk = table.desks[number];
      desk.now += std::chrono::minutes(*rc::gen::inRange(0, 3));
      const std::string party = desk.self.party.text();
      auto& waiting = table.mail[desk.self.party];
      if (!waiting.empty() && *rc::gen::inRange(0, 3) > 0) {
        (void)table.hear(party, *rc::gen::inRange<std::size_t>(0, waiting.size()));
        continue;
      }
      const auto& requests = desk.state->requests;
      const auto& request = requests[*rc::gen::inRange<std::size_t>(0, requests.size())];
      const auto steps = next_steps(request, desk.self.party, desk.now);
      if (steps.empty() || *rc::gen::inRange(0, 4) == 0) {
        (void)table.say(party, question(table.desks[(number + 1) % table.desks.size()].self));
        continue;
      }
      const ActKind kind = steps[*rc::gen::inRange<std::size_t>(0, steps.size())].kind;
      if (opens_request(kind)) continue;
      Command command = Table::step(kind, request.id);
      command.body = body_for(kind, desk.now, table.next_id);
      (void)table.say(party, command);
    }
    for (Desk& desk : table.desks)
      desk.now += Days{1};
    RC_ASSERT(table.hear_all());
    RC_ASSERT(table.all_alike());
    RC_ASSERT(describe(*table.desks[0].state) ==
              describe(fold(table.desks[1].state->timeline, law())));
  }));
}
