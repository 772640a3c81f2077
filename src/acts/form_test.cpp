#include "acts/form.hpp"

#include <doctest/doctest.h>

#include <set>

#include "acts/body.hpp"

using namespace haidang;

namespace {

// These are made in other places than a form (form.hpp).
const std::set<std::string_view> without_form{"deliver", "retrieved"};

// The rest of a request comes from elsewhere in the wizard.
json::object start_of(ActKind kind) {
  if (!opens_request(kind)) return {};
  return {{"measure", "stored-data"},
          {"legal_bases", json::array{"uncc"}},
          {"offence", "UNCC-07"},
          {"contents", json::object{}}};
}

// "object.member" stands in the object.
void put(json::object& body, std::string_view name, json::value value) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) {
    body[name] = std::move(value);
    return;
  }
  json::value& object = body[name.substr(0, dot)];
  if (!object.is_object()) object = json::object{};
  object.get_object()[name.substr(dot + 1)] = std::move(value);
}

json::value sample(Shape shape) {
  switch (shape) {
    case Shape::prose:
    case Shape::line:
      return "some text";
    case Shape::code:
      return "code";
    case Shape::time:
      return "2027-01-14T09:00:00Z";
    case Shape::grounds:
      return json::array{"ESSENTIAL_INTERESTS"};
    case Shape::prose_list:
      return json::array{"a condition"};
    case Shape::use_conditions:
      return json::array{json::object{{"code", "confidential"}, {"text", "kept secret"}}};
    case Shape::texts:
      return json::object{{"provider", "a provider"}};
    case Shape::codes:
      return json::array{"not-evidence"};
    case Shape::items:
      return json::array{"00000000000000000000000000000001"};
    case Shape::digests:
      return json::array{std::string(64, '7')};
    case Shape::flag:
      return true;
    case Shape::choice:
      return "life";
    case Shape::assistance_type:
      return "a";
  }
  return nullptr;
}

Act act_of(ActKind kind, json::object body) {
  Act act;
  act.kind = kind;
  act.body = std::move(body);
  return act;
}

std::string complaint_about(const Act& act) {
  const Result<void> checked = check_body(act);
  return checked.ok() ? "" : checked.error().text();
}

}  // namespace

TEST_CASE("every kind that a person writes has a form") {
  for (const ActKind kind : all_act_kinds()) {
    CAPTURE(act_kind_name(kind));
    CHECK(form_of(act_kind_name(kind)).empty() == without_form.contains(act_kind_name(kind)));
  }
}

TEST_CASE("a form filled in is a body that the reader takes") {
  for (const ActKind kind : all_act_kinds()) {
    CAPTURE(act_kind_name(kind));
    json::object whole = start_of(kind);
    json::object least = start_of(kind);
    for (const Field& field : form_of(act_kind_name(kind))) {
      put(whole, field.name, sample(field.shape));
      const bool always = field.presence != Presence::optional && field.when.empty();
      if (always) put(least, field.name, sample(field.shape));
    }
    if (whole.empty()) continue;
    CHECK(complaint_about(act_of(kind, whole)) == "");
    CHECK(complaint_about(act_of(kind, least)) == "");
  }
}

TEST_CASE("what a form always sends, the reader wants; more than the form, it refuses") {
  for (const ActKind kind : all_act_kinds()) {
    CAPTURE(act_kind_name(kind));
    if (opens_request(kind)) continue;  // what it must state depends on the measure
    json::object whole;
    for (const Field& field : form_of(act_kind_name(kind)))
      put(whole, field.name, sample(field.shape));
    if (whole.empty()) continue;
    for (const Field& field : form_of(act_kind_name(kind))) {
      CAPTURE(field.name);
      json::object without = whole;
      without.erase(field.name);
      CHECK(check_body(act_of(kind, without)).ok() == (field.presence == Presence::optional));
    }
    whole["more_than_the_form"] = "x";
    CHECK(!check_body(act_of(kind, whole)).ok());
  }
}
