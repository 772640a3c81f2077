// What each declaration changes: one row a kind, at who asks and at who is asked.
#include "casework/fit.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <set>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

using Change = std::function<void(RequestBody&)>;

// Who asks is told: `item` is missing, or (empty) the gate is closed or nothing is asked.
enum class Effect { asks, closes, tells };

struct Row {
  std::string declaration;
  std::vector<std::string> values;
  std::string measure;
  Effect effect;
  std::string item;  // that is missing
  Change fitting;    // makes it fit
};

void as_it_is(RequestBody&) {}

std::vector<Row> table() {
  return {
      {"misuse-of-devices",
       {"possession"},
       "asset-tracing",
       Effect::asks,
       "dual_criminality",
       [](RequestBody& body) { body.dual_criminality->result = "met"; }},
      {"real-time-traffic-offences",
       {"UNCC-15"},
       "real-time-traffic",
       Effect::closes,
       "",
       [](RequestBody& body) { body.offence = "UNCC-15"; }},
      {"closed-networks", {}, "content-interception", Effect::tells, "", as_it_is},
      {"extradition-basis",
       {"no"},
       "extradition",
       Effect::closes,
       "",
       [](RequestBody& body) { body.legal_bases = {"uncc", "bilateral"}; }},
      {"extradition-authority", {"justice"}, "extradition", Effect::asks, "to", as_it_is},
      {"central-authority", {"justice"}, "mutual-legal-assistance", Effect::asks, "to", as_it_is},
      {"diplomatic-channel", {}, "mutual-legal-assistance", Effect::tells, "", as_it_is},
      {"interpol-urgent", {}, "mutual-legal-assistance", Effect::tells, "", as_it_is},
      {"languages",
       {"fr"},
       "stored-data",
       Effect::asks,
       "language",
       [](RequestBody& body) { body.wording.language = "fr-CA"; }},
      {"oral-urgent",
       {"no"},
       "mutual-legal-assistance",
       Effect::asks,
       "oral",
       [](RequestBody& body) { body.oral = false; }},
      {"electronic-form", {"no"}, "stored-data", Effect::tells, "", as_it_is},
      {"preservation-dual-criminality", {}, "preservation", Effect::tells, "", as_it_is},
      {"budapest-preservation-dual-criminality", {}, "preservation", Effect::tells, "", as_it_is},
      {"written-consent",
       {},
       "onward-transfer",
       Effect::asks,
       "written_form",
       [](RequestBody& body) { body.contents["written_form"] = "In writing."; }},
      {"confiscation-laws", {"Act 12"}, "asset-freezing", Effect::tells, "", as_it_is},
      {"competence", {"Asset recovery."}, "asset-tracing", Effect::tells, "", as_it_is},
  };
}

// Concerns no request at all, art. 63.
const std::set<std::string> without_request{"disputes"};

RequestBody body_of(const Row& row) {
  RequestBody body = request_body(row.measure);
  if (row.declaration == "misuse-of-devices") {
    body.offence = "UNCC-11.1.b";
    body.dual_criminality->result = "not-assessed";
  }
  body.oral = row.item == "oral";
  return body;
}

Result<Act> sent(const RequestBody& body, const Row& row, const std::string& authority) {
  const Command command{{}, address("XB", authority), ActKind::request, {}, write_body(body)};
  Occasion occasion{law(), aurelia(), "officer 7", day(0), act_id(1), case_id()};
  occasion.theirs = {{row.declaration, row.values}};
  return decide(std::nullopt, command, occasion);
}

json::array seen(const RequestBody& body, const Row& row, const std::string& authority) {
  RequestState request;
  request.body = body;
  request.requested = address("XB", authority);
  const std::array declared{treaty::Declared{row.declaration, row.values}};
  return fit_view(request, declared, law());
}

}  // namespace

TEST_CASE("every declaration of the treaty data has a row here") {
  std::set<std::string> rows = without_request;
  for (const Row& row : table())
    rows.insert(row.declaration);
  for (const treaty::DeclarationRule& rule : law().declarations())
    CHECK_MESSAGE(rows.contains(rule.id), rule.id);
  CHECK(rows.size() == law().declarations().size());
}

TEST_CASE("who asks is held to what the other Party declared; both see where it does not fit") {
  for (const Row& row : table()) {
    CAPTURE(row.declaration);
    RequestBody body = body_of(row);
    const auto first = sent(body, row, "contact-point");
    const json::array told = seen(body, row, "contact-point");
    REQUIRE(told.size() == 1);
    CHECK(told[0].as_object().at("unmet").is_null() == (row.effect == Effect::tells));
    if (row.effect == Effect::tells) {
      CHECK(first.ok());
      continue;
    }
    REQUIRE(!first.ok());
    if (row.effect == Effect::asks) {
      CHECK(first.error().code == Code::incomplete_request);
      REQUIRE(first.error().details.size() == 1);
      CHECK(first.error().details[0].item == row.item);
      CHECK(first.error().details[0].citation ==
            law().declaration(row.declaration)->source.citation);
    } else {
      CHECK(first.error().code == Code::out_of_scope);
    }
    const std::string authority = row.item == "to" ? "justice" : "contact-point";
    row.fitting(body);
    const auto second = sent(body, row, authority);
    CHECK_MESSAGE(second.ok(), (second.ok() ? "" : second.error().text()));
  }
}

TEST_CASE("an emergency is not held up by languages or addresses, 2(o)") {
  const Row row{"languages", {"fr"}, "emergency-data", Effect::tells, "", as_it_is};
  RequestBody body = request_body(row.measure);
  body.wording.language = "en";
  CHECK(sent(body, row, "contact-point").ok());
  CHECK(!seen(body, row, "contact-point").at(0).as_object().at("unmet").is_null());
}

TEST_CASE("a translation into a language that was declared is enough, 40(13)") {
  const Row row{"languages", {"fr", "pt"}, "stored-data", Effect::asks, "language", as_it_is};
  RequestBody body = request_body(row.measure);
  body.wording.language = "en";
  CHECK(!sent(body, row, "contact-point").ok());
  body.wording.translations = {{"facts", "pt", TranslationKind::certified, "Os factos.", {}}};
  CHECK(sent(body, row, "contact-point").ok());
}

TEST_CASE("a Party that takes no oral requests waits for the writing, 40(13)") {
  Pair pair;
  RequestBody body = request_body("mutual-legal-assistance");
  const auto contents = body.contents;
  body.oral = true;
  const ActId request = pair.ask(body);
  const std::vector<treaty::Declared> ours{{"oral-urgent", {"no"}}};
  const auto accepts = [&] {
    return check_written(pair.at(request), ActKind::accept, ours, law()).ok();
  };
  CHECK(!accepts());
  CHECK(check_written(pair.at(request), ActKind::ask, ours, law()).ok());
  CHECK(check_written(pair.at(request), ActKind::accept, {}, law()).ok());
  const json::object written = write_body(ConfirmBody{contents, "in writing"});
  REQUIRE(pair.say("XA", ActKind::confirm, request, written).ok());
  CHECK(accepts());
}
