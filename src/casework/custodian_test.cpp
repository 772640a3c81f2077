#include "casework/custodian.hpp"

#include <doctest/doctest.h>

using namespace haidang;
using namespace haidang::casework;

namespace {

const Time noon = parse_time("2026-06-01T12:00:00Z").value();

const treaty::Treaty& embedded_law() {
  return treaty::Treaty::embedded();
}

// Each content says its own name, so that a leak is seen wherever it is.
RequestState request_for(const treaty::Measure& measure) {
  RequestState request;
  request.id = ActId::parse("00112233445566778899aabbccddeeff").value();
  request.body.measure = measure.id;
  request.body.legal_bases = {"uncc"};
  request.body.offence = "UNCC-07";
  for (const treaty::ContentItem& item : measure.contents)
    request.body.contents[item.name] = "secret of " + item.name;
  request.requesting = {PartyCode::parse("XA").value(), "asking-authority"};
  request.requested = {PartyCode::parse("XB").value(), "contact-point"};
  return request;
}

}  // namespace

TEST_CASE("a custodian's copy holds what the law marks for the custodian, and nothing else") {
  std::size_t with_copy = 0;
  for (const treaty::Measure& measure : embedded_law().measures()) {
    CAPTURE(measure.id);
    const RequestState request = request_for(measure);
    const auto copy = custodian_copy(request, embedded_law(), noon);
    if (copy.ok()) ++with_copy;
    const std::string text = copy.ok() ? canonical(*copy) : std::string();
    for (const treaty::ContentItem& item : measure.contents) {
      CAPTURE(item.name);
      const bool shown = text.find("secret of " + item.name + "\"") != std::string::npos;
      CHECK(shown == (item.audience == treaty::Audience::custodian));
    }
    CHECK(text.find("XA") == std::string::npos);
    CHECK(text.find("asking-authority") == std::string::npos);
    CHECK(text.find("UNCC-07") == std::string::npos);
  }
  CHECK(with_copy >= 1);
}

TEST_CASE("of a preservation the custodian learns the data and the secrecy, not the reasons") {
  const treaty::Measure& measure = *embedded_law().measure("preservation").value();
  RequestState request = request_for(measure);
  request.preserved_until = noon + Days(60);
  const std::string text = canonical(custodian_copy(request, embedded_law(), noon).value());
  CHECK(text.find("secret of data_and_relationship") != std::string::npos);
  CHECK(text.find("secret of confidentiality") != std::string::npos);
  CHECK(text.find(format_time(noon + Days(60))) != std::string::npos);
  CHECK(text.find("secret of necessity") == std::string::npos);
  CHECK(text.find("secret of offence_and_facts") == std::string::npos);
  request.body.contents.clear();
  CHECK(custodian_copy(request, embedded_law(), noon).error().code == Code::not_in_this_state);
}

TEST_CASE("the legal basis that governs a request says what its custodian may read") {
  const treaty::Measure* rules = embedded_law().measure_under("preservation", "budapest");
  REQUIRE(rules != nullptr);
  RequestState request = request_for(*rules);
  request.body.legal_bases = {"budapest"};
  const std::string text = canonical(custodian_copy(request, embedded_law(), noon).value());
  CHECK(text.find("secret of data_and_relationship") != std::string::npos);
  CHECK(text.find("secret of necessity") == std::string::npos);
}
