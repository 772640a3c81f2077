#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

using Kinds = std::set<std::string>;

// How a request comes to a status: kinds said in turn, "XB:" unless the requesting Party says it.
struct Expected {
  std::string measure;
  Status status;
  std::string path;
  std::string answers;  // what the requested Party may say
  std::string asks;     // what the requesting Party may say
};

const std::vector<Expected>& preservation_rows() {
  static const std::vector<Expected> rows{
      {"preservation", Status::sent, "",
       "acknowledge preserved accept ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"preservation", Status::acknowledged, "acknowledge",
       "preserved accept ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"preservation", Status::info_requested, "ask",
       "preserved accept ask consult refuse postpone caution status notify",
       "supply consult inquire withdraw notify"},
      {"preservation", Status::consulting, "consult",
       "preserved accept ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"preservation", Status::accepted, "accept",
       "preserved ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"preservation", Status::accepted, "accept caution",
       "ask consult refuse postpone status notify", "consult proceed inquire withdraw notify"},
      {"preservation", Status::accepted, "accept caution XA:proceed",
       "preserved ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"preservation", Status::postponed, "postpone",
       "preserved accept ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"preservation", Status::preserved, "preserved", "preserved caution status notify",
       "extend inquire withdraw notify"},
      {"preservation", Status::preserved, "preserved wait",
       "preserved release caution status close notify", "inquire withdraw close notify"},
      {"preservation", Status::preserved, "preserved caution", "preserved status notify",
       "extend proceed inquire withdraw notify"},
      {"preservation", Status::preserved, "preserved XA:inquire", "preserved caution status notify",
       "extend withdraw notify"},
      {"preservation", Status::refused, "refuse", "close notify", "withdraw close notify"},
      {"preservation", Status::released, "preserved wait release", "close notify",
       "withdraw close notify"},
      {"preservation", Status::withdrawn, "XA:withdraw", "close notify", "close notify"},
      {"preservation", Status::withdrawn, "preserved XA:withdraw", "release close notify",
       "close notify"},
      {"preservation", Status::withdrawn, "preserved XA:withdraw release", "close notify",
       "close notify"},
      {"preservation", Status::released, "preserved wait release close", "notify",
       "withdraw close notify"},
      {"preservation", Status::closed, "preserved wait release close XA:close", "", ""},
  };
  return rows;
}

const std::vector<Expected>& assistance_rows() {
  static const std::vector<Expected> rows{
      {"stored-data", Status::sent, "", "acknowledge accept ask consult caution status notify",
       "consult inquire withdraw notify"},
      {"stored-data", Status::acknowledged, "acknowledge",
       "accept ask consult caution status notify", "consult inquire withdraw notify"},
      {"stored-data", Status::info_requested, "acknowledge ask",
       "accept ask consult caution status notify", "supply consult inquire withdraw notify"},
      {"stored-data", Status::consulting, "XA:consult",
       "accept ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"stored-data", Status::conditions_offered, "offer",
       "accept ask consult caution status notify", "agree decline consult inquire withdraw notify"},
      {"stored-data", Status::accepted, "offer XA:agree",
       "deliver ask consult caution status notify", "consult inquire withdraw notify"},
      {"stored-data", Status::consulting, "offer XA:decline",
       "accept ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"stored-data", Status::accepted, "consult postpone accept",
       "deliver ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"stored-data", Status::postponed, "accept consult postpone",
       "accept ask consult refuse postpone caution status notify",
       "consult inquire withdraw notify"},
      {"stored-data", Status::delivered, "accept deliver", "deliver status close notify",
       "retrieved inquire withdraw notify exculpatory"},
      {"stored-data", Status::delivered, "offer XA:agree deliver",
       "deliver status close notify lift-restriction",
       "retrieved inquire withdraw notify exculpatory"},
      {"stored-data", Status::retrieved, "accept deliver XA:retrieved", "deliver close notify",
       "retrieved withdraw close notify exculpatory"},
      {"stored-data", Status::refused, "consult refuse", "close notify", "withdraw close notify"},
      {"stored-data", Status::withdrawn, "accept XA:withdraw", "close notify", "close notify"},
      {"stored-data", Status::closed, "accept deliver close XA:retrieved XA:close", "",
       "exculpatory"},
  };
  return rows;
}

const std::vector<Expected>& other_rows() {
  static const std::vector<Expected> rows{
      {"test-answer", Status::answered, "answer", "answer status close notify",
       "inquire withdraw close notify exculpatory"},
      {"test-consent", Status::consented, "consent", "status close notify lift-restriction",
       "inquire withdraw close notify"},
      {"test-extradition", Status::executed, "accept executed", "executed status close notify",
       "inquire withdraw close notify"},
      {"test-extradition", Status::refused, "consult national", "executed notify",
       "withdraw close notify"},
      {"test-extradition", Status::refused, "consult national executed", "close notify",
       "withdraw close notify"},
      {"test-freezing", Status::executed, "accept executed announce-lifting",
       "executed status close notify", "represent inquire withdraw close notify"},
      {"test-freezing", Status::executed, "accept executed announce-lifting XA:represent",
       "executed lift status close notify", "represent inquire withdraw close notify"},
      {"test-freezing", Status::lifted, "accept executed announce-lifting XA:represent lift",
       "close notify", "withdraw close notify"},
      {"test-emergency", Status::answered, "accept deliver answer",
       "deliver answer status close notify",
       "retrieved confirm inquire withdraw close notify exculpatory"},
      {"test-information", Status::informed, "", "ask close notify exculpatory",
       "deliver lift-restriction withdraw close notify"},
      {"test-information", Status::info_requested, "ask", "ask close notify exculpatory",
       "deliver supply lift-restriction withdraw close notify"},
      {"test-intelligence", Status::delivered, "XA:deliver",
       "retrieved ask close notify exculpatory", "deliver lift-restriction withdraw close notify"},
      {"test-information", Status::withdrawn, "XA:withdraw", "close notify exculpatory",
       "lift-restriction close notify"},
      {"test-information", Status::closed, "close XA:close", "exculpatory", ""},
  };
  return rows;
}

const std::vector<Expected>& expectations() {
  static const std::vector<Expected> all = [] {
    std::vector<Expected> rows;
    for (const auto* part : {&preservation_rows(), &assistance_rows(), &other_rows()})
      rows.insert(rows.end(), part->begin(), part->end());
    return rows;
  }();
  return all;
}

Kinds words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

constexpr std::uint64_t first_item = 90;

json::object body_of(ActKind kind, const Pair& pair, const ActId& request) {
  if (kind == ActKind::executed && !pair.at(request).open_duties.empty()) {
    return write_body(ExecutedBody{"prosecution", pair.asking.now, "case 9/26"});
  }
  if (kind != ActKind::retrieved) {
    return body_for(kind, pair.asking.now, first_item + pair.next_id);
  }
  const auto& items = pair.at(request).items;
  return write_body(RetrievedBody{{items.empty() ? item_id(1) : items.back().id}});
}

// One word of a path: a kind, or what two kinds of one name say.
std::pair<ActKind, json::object> said_by(const std::string& word, const Pair& pair,
                                         const ActId& request) {
  if (word == "offer") {
    return {ActKind::accept, write_body(NoteBody{"yes", {"in this case only"}})};
  }
  if (word == "national") {
    return {ActKind::refuse, write_body(RefuseBody{{"EXTRADITION_LAW"}, "our national"})};
  }
  const ActKind kind = parse_act_kind(word).value();
  return {kind, body_of(kind, pair, request)};
}

bool informs(const std::string& measure) {
  return law().measure(measure).value()->opens == treaty::Opens::information;
}

ActId walk(Pair& pair, const Expected& row) {
  RequestBody body = request_body(row.measure);
  const ActId request = informs(row.measure) ? pair.inform(body) : pair.ask(body);
  std::istringstream path(row.path);
  for (std::string step; path >> step;) {
    if (step == "wait") {  // until whatever was named is over
      pair.set_day(400);
      continue;
    }
    const bool asks = step.starts_with("XA:");
    auto [kind, said_body] = said_by(asks ? step.substr(3) : step, pair, request);
    const auto said = pair.say(asks ? "XA" : "XB", kind, request, std::move(said_body));
    CAPTURE(step);
    REQUIRE_MESSAGE(said.ok(), said.error().text());
  }
  return request;
}

// Kinds that no request of the measure ever takes from this side, whatever its status.
bool is_foreign(const std::string& kind, std::string_view party, bool information) {
  static const Kinds asks{"supply",  "retrieved", "extend",    "withdraw", "agree",      "decline",
                          "proceed", "confirm",   "represent", "inquire",  "exculpatory"};
  static const Kinds answers{
      "acknowledge",      "accept",          "ask",     "refuse", "postpone", "status",  "release",
      "deliver",          "preserved",       "caution", "answer", "executed", "consent", "lift",
      "announce-lifting", "lift-restriction"};
  static const Kinds gives{"deliver", "supply", "lift-restriction", "withdraw"};
  static const Kinds receives{"retrieved", "ask", "exculpatory"};
  if (information) return party == "XA" ? receives.contains(kind) : gives.contains(kind);
  return party == "XA" ? answers.contains(kind) : asks.contains(kind);
}

Kinds offered(const Pair& pair, const ActId& request, std::string_view party) {
  Kinds kinds;
  for (const Step& step :
       next_steps(pair.at(request), PartyCode::parse(party).value(), pair.asking.now)) {
    kinds.insert(std::string(act_kind_name(step.kind)));
    CHECK(!step.rule.empty());
    CHECK(!step.hint.empty());
  }
  kinds.erase("request");
  return kinds;
}

void check_side(const Expected& row, std::string_view party, const Kinds& allowed) {
  for (const ActKind kind : all_act_kinds()) {
    if (opens_request(kind)) continue;
    Pair pair;
    const ActId request = walk(pair, row);
    const std::string name(act_kind_name(kind));
    CAPTURE(name);
    CHECK(pair.at(request).status == row.status);
    const auto said = pair.say(party, kind, request, body_of(kind, pair, request));
    CHECK(said.ok() == allowed.contains(name));
    if (said.ok()) {
      CHECK(pair.answering.state->without_effect.empty());
      CHECK(describe(*pair.asking.state) == describe(*pair.answering.state));
      continue;
    }
    CHECK(said.error().code == (is_foreign(name, party, informs(row.measure))
                                    ? Code::not_your_move
                                    : Code::not_in_this_state));
    CHECK(!said.error().what.empty());
  }
}

}  // namespace

TEST_CASE("each side may take its own steps and no others, in every status") {
  for (const Expected& row : expectations()) {
    CAPTURE(row.measure);
    CAPTURE(row.path);
    CAPTURE(std::string(status_name(row.status)));
    check_side(row, "XB", words(row.answers));
    check_side(row, "XA", words(row.asks));
  }
}

TEST_CASE("what is offered as a next step is what can be said") {
  for (const Expected& row : expectations()) {
    CAPTURE(row.measure);
    CAPTURE(row.path);
    Pair pair;
    const ActId request = walk(pair, row);
    CHECK(offered(pair, request, "XB") == words(row.answers));
    CHECK(offered(pair, request, "XA") == words(row.asks));
    CHECK(offered(pair, request, "XC").empty());
  }
}

TEST_CASE("every status has a path that leads to it, and a name of its own") {
  std::set<Status> reached;
  for (const Expected& row : expectations())
    reached.insert(row.status);
  CHECK(reached.size() == all_statuses().size());
  std::set<std::string_view> names;
  for (const Status status : all_statuses())
    names.insert(status_name(status));
  CHECK(names.size() == all_statuses().size());
}

TEST_CASE("the queue knows whose move it is") {
  struct Row {
    std::string measure;
    std::string path;
    std::string party;
    std::string first;  // the step that is due
  };
  const std::array<Row, 26> rows{{
      {"preservation", "", "XB", "acknowledge"},
      {"preservation", "acknowledge", "XB", "preserved"},
      {"stored-data", "acknowledge", "XB", "accept"},
      {"stored-data", "ask", "XA", "supply"},
      {"stored-data", "ask XA:supply", "XB", "accept"},
      {"stored-data", "consult", "XA", "consult"},
      {"stored-data", "consult XA:consult", "XB", "consult"},
      {"stored-data", "accept", "XB", "deliver"},
      {"stored-data", "consult postpone", "XB", "accept"},
      {"stored-data", "offer", "XA", "agree"},
      {"stored-data", "accept caution", "XA", "proceed"},
      {"test-answer", "acknowledge", "XB", "answer"},
      {"test-answer", "answer", "", ""},
      {"test-extradition", "consult national", "XB", "executed"},
      {"test-freezing", "accept executed announce-lifting", "XA", "represent"},
      {"test-freezing", "accept executed announce-lifting XA:represent", "XB", "lift"},
      {"test-information", "", "", ""},
      {"test-information", "ask", "XA", "supply"},
      {"test-information", "XA:deliver", "XB", "retrieved"},
      {"stored-data", "accept deliver", "XA", "retrieved"},
      {"stored-data", "accept deliver XA:retrieved", "", ""},
      {"preservation", "preserved", "XA", "request"},
      {"preservation", "preserved XA:extend", "XB", "preserved"},
      {"preservation", "preserved XA:extend preserved", "XA", "request"},
      {"preservation", "preserved XA:withdraw", "XB", "release"},
      {"preservation", "refuse", "", ""},
  }};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    Pair pair;
    const ActId id = walk(pair, {row.measure, Status::sent, row.path, "", ""});
    const RequestState& request = pair.at(id);
    const auto next = waits_for(request);
    CHECK((next ? next->text() : "") == row.party);
    if (!next) continue;
    const auto steps = next_steps(request, *next);
    REQUIRE(!steps.empty());
    CHECK(act_kind_name(steps.front().kind) == row.first);
  }
}
