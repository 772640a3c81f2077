#include "letters/phrases.hpp"

namespace haidang::letters {

const Correspondent* Phrases::find(const PartyCode& code) const {
  const auto at = setting_.parties.find(code);
  return at == setting_.parties.end() ? nullptr : &at->second;
}

const Correspondent::Office* Phrases::find_office(const Address& who) const {
  const Correspondent* party = find(who.party);
  if (party == nullptr) return nullptr;
  const auto at = party->offices.find(who.authority);
  return at == party->offices.end() ? nullptr : &at->second;
}

std::string Phrases::party_name(const PartyCode& code) const {
  const Correspondent* known = find(code);
  return known == nullptr || known->name.empty() ? code.text() : known->name;
}

std::string Phrases::party(const PartyCode& code) const {
  const std::string name = party_name(code);
  return name == code.text() ? name : name + " (" + code.text() + ")";
}

// Its own name, if it has one; else what such an authority is called.
std::string Phrases::office(const Address& who) const {
  const Correspondent::Office* known = find_office(who);
  if (known != nullptr && !known->name.empty() && known->name != who.authority) return known->name;
  return say_or("role." + who.authority, who.authority);
}

std::string Phrases::zone(const Address& who) const {
  const Correspondent::Office* known = find_office(who);
  return known == nullptr || known->time_zone.empty() ? "Etc/UTC" : known->time_zone;
}

std::string Phrases::citation(std::string_view text) const {
  return wording::citation(language_, text);
}

std::string Phrases::measure(const std::string& id) const {
  const auto known = law().measure(id);
  return say_or("measure." + id, known.ok() ? (*known)->title : id);
}

std::string Phrases::instruments(const std::vector<std::string>& ids) const {
  std::vector<std::string> titles;
  for (const std::string& id : ids) {
    const treaty::Instrument* known = law().instrument(id);
    titles.push_back(say_or("instrument." + id, known == nullptr ? id : known->title));
  }
  return wording::list(language_, titles);
}

// By its own name where we speak it: a reader finds it also in a letter of another script.
std::string Phrases::language_name(std::string_view tag) const {
  const auto known = wording::Language::find(tag);
  return known ? std::string(known->autonym()) : std::string(tag);
}

std::string Phrases::clock_kind(treaty::ClockKind kind) const {
  switch (kind) {
    case treaty::ClockKind::treaty_rule:
      return say("clock-kind.treaty-rule");
    case treaty::ClockKind::domestic_rule:
      return say("clock-kind.domestic-rule");
    case treaty::ClockKind::requested_deadline:
      return say("clock-kind.requested-deadline");
    case treaty::ClockKind::house_rule:
      return say("clock-kind.house-rule");
  }
  return {};
}

}  // namespace haidang::letters
