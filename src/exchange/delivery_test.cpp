#include "exchange/delivery.hpp"

#include <doctest/doctest.h>

using namespace haidang;
using namespace haidang::exchange;

namespace {

Delivery sample() {
  return {{PartyCode::parse("XA").value(), "contact-point"},
          {PartyCode::parse("XB").value(), "central-authority"},
          {to_bytes("first"), to_bytes("second")}};
}

}  // namespace

TEST_CASE("a delivery comes back as it was written") {
  const Delivery back = parse_delivery(write_delivery(sample())).value();
  CHECK(back.from == sample().from);
  CHECK(back.to == sample().to);
  CHECK(back.acts == sample().acts);
  const std::string text = write_delivery(sample());
  CHECK(canonical(parse_json_object(text).value()) == text);
}

TEST_CASE("deliveries outside the limits or the format are refused with the reason") {
  Delivery large = sample();
  large.acts = {Bytes(ActLimits::signed_bytes + 1)};
  CHECK(parse_delivery(write_delivery(large)).error().code == Code::too_large);
  large.acts.assign(DeliveryLimits::acts + 1, to_bytes("x"));
  CHECK(parse_delivery(write_delivery(large)).error().code == Code::too_large);
  large.acts.clear();
  CHECK(parse_delivery(write_delivery(large)).error().code == Code::bad_value);
  CHECK(parse_delivery("{}").error().code == Code::missing_field);
  const std::string good = write_delivery(sample());
  CHECK(!parse_delivery(good.substr(0, good.size() / 2)).ok());
  CHECK(parse_delivery(R"({"haidang_delivery":2})").error().code == Code::unsupported_version);
}
