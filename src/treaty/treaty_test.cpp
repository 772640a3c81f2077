#include "treaty/testing.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>

using namespace haidang;
using namespace haidang::treaty;

namespace {

RequestFacts complete(std::string measure) {
  RequestFacts facts{std::move(measure), {"uncc"}, "UNCC-07", std::nullopt, {}};
  for (const ContentItem& item : law().measure(facts.measure).value()->contents) {
    if (item.requirement == Requirement::always) facts.contents[item.name] = "stated";
  }
  return facts;
}

Code refusal(std::string_view measure, std::string ground, std::string_view reasons = "because") {
  const std::array grounds{std::move(ground)};
  const auto checked = law().check_refusal(measure, grounds, reasons);
  return checked.ok() ? Code::internal : checked.error().code;
}

constexpr Code allowed = Code::internal;  // what `refusal` gives when nothing is wrong

}  // namespace

TEST_CASE("a measure that the data do not hold is refused with the list of those they do") {
  const auto checked = law().check_request({"teleportation", {"uncc"}, "UNCC-07", {}, {}});
  CHECK(checked.error().code == Code::unknown_measure);
  CHECK(checked.error().next.find("preservation") != std::string::npos);
}

TEST_CASE("a request without a legal basis, or on an unknown one, is out of scope") {
  RequestFacts facts = complete("preservation");
  facts.legal_bases = {};
  CHECK(law().check_request(facts).error().code == Code::out_of_scope);
  facts.legal_bases = {"uncc", "atlantis"};
  CHECK(law().check_request(facts).error().code == Code::out_of_scope);
}

TEST_CASE("every missing item of every measure is named with its citation") {
  for (const Measure& measure : law().measures()) {
    for (const ContentItem& item : measure.contents) {
      CAPTURE(measure.id);
      CAPTURE(item.name);
      RequestFacts facts = complete(measure.id);
      facts.contents[item.name] = " \t\n";  // blank counts as missing
      const auto checked = law().check_request(facts);
      CHECK(checked.ok() == (item.requirement == Requirement::where_applicable));
      if (checked.ok()) continue;
      CHECK(checked.error().code == Code::incomplete_request);
      REQUIRE(checked.error().details.size() == 1);
      CHECK(checked.error().details[0].item == item.name);
      CHECK(checked.error().details[0].text == item.label);
      CHECK(checked.error().details[0].citation == item.source.citation);
    }
  }
}

TEST_CASE("all missing items are named at once, in the order of the law") {
  RequestFacts facts = complete("preservation");
  facts.contents.clear();
  const auto checked = law().check_request(facts);
  std::vector<std::string> citations;
  for (const Detail& detail : checked.error().details)
    citations.push_back(detail.citation);
  CHECK(citations == std::vector<std::string>{"art. 42(3)(a)", "art. 42(3)(b)", "art. 42(3)(c)",
                                              "art. 42(3)(e)", "art. 42(3)(f)"});
}

TEST_CASE("a request outside the gate is told every basis that does not carry it, and why") {
  RequestFacts facts = complete("extradition");
  facts.offence = "serious-crime";
  facts.penalty_months = 60;
  facts.legal_bases = {"uncc", "2ap"};
  const auto checked = law().check_request(facts);
  REQUIRE(checked.error().code == Code::out_of_scope);
  REQUIRE(checked.error().details.size() == 2);
  CHECK(checked.error().details[0].item == "uncc");
  CHECK(checked.error().details[0].citation == "art. 37");
  CHECK(checked.error().details[1].item == "2ap");
  CHECK(checked.error().next.find("another legal basis") != std::string::npos);
}

TEST_CASE("the basis that opens the measure decides what a request states") {
  RequestFacts facts = complete("preservation");
  facts.offence = "other";
  CHECK(law().check_request(facts).error().code == Code::out_of_scope);
  facts.legal_bases = {"uncc", "budapest"};
  CHECK(law().check_request(facts).ok());
  CHECK(law().governing(facts).value()->source.instrument == "budapest");
  facts.contents.erase("necessity");
  const auto checked = law().check_request(facts);
  REQUIRE(checked.error().details.size() == 1);
  CHECK(checked.error().details[0].citation == "art. 29(2)(e)");
}

TEST_CASE("a measure may be refused on its own grounds and on no other") {
  for (const Measure& measure : law().measures()) {
    for (const Ground& ground : law().grounds()) {
      CAPTURE(measure.id);
      CAPTURE(ground.code);
      const bool listed =
          std::count(measure.grounds.begin(), measure.grounds.end(), ground.code) > 0;
      const Code expected = ground.forbidden ? Code::forbidden_ground
                            : listed         ? allowed
                                             : Code::ground_not_allowed;
      CHECK(refusal(measure.id, ground.code) == expected);
    }
  }
}

TEST_CASE("preservation has fewer grounds than assistance, 42(6)") {
  CHECK(refusal("preservation", "ESSENTIAL_INTERESTS") == allowed);
  CHECK(refusal("preservation", "DOMESTIC_PROHIBITION") == allowed);
  CHECK(refusal("preservation", "NON_PERSECUTION") == allowed);
  CHECK(refusal("preservation", "NOT_CONFORM") == Code::ground_not_allowed);
  CHECK(refusal("preservation", "LEGAL_SYSTEM") == Code::ground_not_allowed);
  CHECK(refusal("preservation", "DE_MINIMIS") == Code::ground_not_allowed);
  CHECK(refusal("stored-data", "NOT_CONFORM") == allowed);
  CHECK(refusal("stored-data", "DE_MINIMIS") == allowed);
}

TEST_CASE("bank secrecy and fiscal matters are never grounds, 40(23)-(24)") {
  CHECK(refusal("stored-data", "BANK_SECRECY") == Code::forbidden_ground);
  CHECK(refusal("preservation", "FISCAL") == Code::forbidden_ground);
  const std::array<std::string, 2> both{"ESSENTIAL_INTERESTS", "BANK_SECRECY"};
  CHECK(law().check_refusal("stored-data", both, "why").error().code == Code::forbidden_ground);
}

TEST_CASE("postponement is no refusal, and a refusal needs a ground and reasons") {
  CHECK(refusal("stored-data", "POSTPONE_ONGOING") == Code::ground_not_allowed);
  CHECK(refusal("stored-data", "NO_SUCH_CODE") == Code::ground_not_allowed);
  CHECK(law().check_refusal("stored-data", {}, "why").error().code == Code::ground_not_allowed);
  CHECK(refusal("stored-data", "LEGAL_SYSTEM", " \n") == Code::reasons_missing);
  CHECK(refusal("teleportation", "LEGAL_SYSTEM") == Code::unknown_measure);
}

TEST_CASE("dual criminality is no ground against preservation for a Convention offence, 42(4)") {
  const std::array<std::string, 1> grounds{"DUAL_CRIM"};
  const auto convention = law().check_refusal("preservation", "UNCC-07", grounds, "why");
  CHECK(convention.error().code == Code::ground_not_allowed);
  CHECK(convention.error().details[0].citation == "art. 42(4)-(5)");
  CHECK(law().check_refusal("preservation", "serious-crime", grounds, "why").ok());
  CHECK(law().check_refusal("stored-data", "UNCC-07", grounds, "why").ok());
}

TEST_CASE("the reservation of 42(5) is what opens dual criminality against preservation") {
  RefusalFacts facts{{"preservation", {"uncc"}, "serious-crime", 60, {}}, {"DUAL_CRIM"}, "why", {}};
  CHECK(law().check_refusal(facts).ok());  // what the other Party declared is not known here
  facts.refusing.emplace();
  CHECK(law().check_refusal(facts).error().code == Code::ground_not_allowed);
  facts.refusing->push_back({"preservation-dual-criminality"});
  CHECK(law().check_refusal(facts).ok());
  facts.request.offence = "UNCC-07";
  CHECK(law().check_refusal(facts).error().code == Code::ground_not_allowed);
}

TEST_CASE("a basis brings its own grounds") {
  RefusalFacts facts{
      {"preservation", {"budapest"}, "UNCC-07", {}, {}}, {"POLITICAL_OFFENCE"}, "why", {}};
  CHECK(law().check_refusal(facts).ok());
  facts.request.legal_bases = {"uncc"};
  CHECK(law().check_refusal(facts).error().code == Code::ground_not_allowed);
  facts.grounds = {"NON_PERSECUTION"};
  CHECK(law().check_refusal(facts).ok());
  facts.request.legal_bases = {"budapest"};
  CHECK(law().check_refusal(facts).error().code == Code::ground_not_allowed);
}

TEST_CASE("preservation lasts at least sixty days, 42(8)") {
  const Time from{Millis{1'000'000}};
  CHECK(law().preservation_minimum(from) - from == Days{60});
}

TEST_CASE("the data hold all articles, and mark as verified only what was read") {
  CHECK(law().articles().size() == 68);
  CHECK(law().definitions().size() == 15);
  for (const Article& article : law().articles()) {
    CHECK(article.source.verified == (std::stoi(article.number) <= 15));
  }
  CHECK(law().definition("emergency") == law().definition("o"));
  CHECK(law().definition("h")->source.verified);
  CHECK(!law().measure("preservation").value()->source.verified);
  CHECK(law().instrument("budapest")->carries_rules);
  CHECK(law().measure_under("preservation", "budapest")->source.verified);
  CHECK(law().measure_under("preservation", "untoc") == nullptr);
  CHECK(law().offence("UNCC-07")->offence_class == "convention");
  CHECK(law().clock("no-such-clock") == nullptr);
}

TEST_CASE("data that name what is not there do not load") {
  const std::string source =
      R"("source":{"citation":"c","instrument":"uncc","verified":false,"note":"n"})";
  const auto load = [](std::string_view name, const std::string& text) {
    const std::array files{EmbeddedFile{name, text}};
    const auto loaded = Treaty::load(files);
    return loaded.ok() ? Code::internal : loaded.error().code;
  };
  const auto measure = [&](const std::string& grounds, const std::string& clocks) {
    return R"({"id":"m","instrument":"uncc","article":"1","title":"t","offence_classes":[],)"
           R"("opens":"request","bound":"shall","asked_by":[],"decided_by":[],"duties":[],)"
           R"("assistance_types":[],)"
           R"("relies_on":[],"scope_limits":[],"results":[],"ground_limits":[],)"
           R"("contents":[],"grounds":)" +
           grounds + R"(,"clocks":)" + clocks + "," + source + "}";
  };
  CHECK(load("measures/m.json", measure("[]", "[]")) == Code::internal);
  CHECK(load("measures/n.json", measure("[]", "[]")) == Code::bad_value);
  CHECK(load("measures/m.json", measure(R"(["NONE"])", "[]")) == Code::bad_value);
  CHECK(load("measures/m.json", measure("[]", R"(["none"])")) == Code::bad_value);
  CHECK(load("measures/m.json", measure("[7]", "[]")) == Code::bad_value);
  CHECK(load("strangers.json", "{}") == Code::bad_value);
  CHECK(load("clocks.json", "{}") == Code::missing_field);
  CHECK(load("clocks.json", R"({"clocks":[7]})") == Code::bad_value);
  CHECK(load("clocks.json", R"({"clocks":[],"more":1})") == Code::unknown_field);
  CHECK(load("clocks.json", "[]") == Code::malformed);
}

TEST_CASE("a measure says what it opens, who asks and decides, and which duties it brings") {
  const Measure& assistance = *law().measure("mutual-legal-assistance").value();
  CHECK(assistance.opens == Opens::request);
  CHECK(assistance.asked_by == std::vector<std::string>{"central-authority"});
  CHECK(assistance.may_rely_on("preservation"));
  CHECK(!assistance.may_rely_on("extradition"));
  CHECK(assistance.assistance_types.size() == 13);  // 40(3)(a) to (m)
  REQUIRE(assistance.owes(DutyName::consult_before_refusing) != nullptr);
  CHECK(assistance.owes(DutyName::consult_before_refusing)->source.citation == "art. 40(28)");
  CHECK(law().measure("preservation").value()->owes(DutyName::consult_before_refusing) == nullptr);
  CHECK(duty_text(DutyName::not_evidence) == "not-evidence");
}

TEST_CASE(
    "what only informs has nothing to decide; what asks has a result and somebody to decide") {
  for (const Measure& measure : law().measures()) {
    CAPTURE(measure.id);
    const bool informs = measure.opens == Opens::information;
    CHECK(measure.decided_by.empty() == informs);
    CHECK(measure.grounds.empty() == informs);
    CHECK(measure.results.empty() == informs);
    CHECK(!measure.asked_by.empty());
  }
}

TEST_CASE("what lacks an item is never called complete, whatever else is said") {
  CHECK(rc::check("any subset of the items", [](std::uint32_t mask) {
    for (const Measure& measure : law().measures()) {
      RequestFacts facts{measure.id, {"uncc"}, "UNCC-07", std::nullopt, {}};
      std::size_t missing = 0;
      for (std::size_t i = 0; i < measure.contents.size(); ++i) {
        const ContentItem& item = measure.contents[i];
        if ((mask >> i) & 1U) {
          facts.contents[item.name] = "stated";
        } else if (item.requirement == Requirement::always) {
          ++missing;
        }
      }
      const auto checked = law().check_request(facts);
      RC_ASSERT(checked.ok() == (missing == 0));
      if (!checked.ok()) RC_ASSERT(checked.error().details.size() == missing);
    }
  }));
}
