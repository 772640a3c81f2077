// Everything that has a name has it in eight languages: the rules of the treaty data, the act
// kinds, the states of a request, the errors. And nothing has a name that is not there any more.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "acts/act.hpp"
#include "base/error.hpp"
#include "casework/case.hpp"
#include "casework/transitions.hpp"
#include "treaty/treaty.hpp"
#include "words/words.hpp"

using namespace haidang;

namespace {

using Names =
    std::map<std::string, std::string>;  // key -> the English that the data give, or empty

// To ICU an ASCII apostrophe may begin a quotation; the catalogues write the typographic one.
std::string in_catalogue(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "’";
    } else {
      out += c;
    }
  }
  return out;
}

// What one legal basis asks for with every measure has one name.
bool is_everywhere(const treaty::Treaty& law, const std::string& instrument,
                   const treaty::ContentItem& wanted) {
  return std::ranges::all_of(law.measures(), [&](const treaty::Measure& measure) {
    const treaty::Measure* rules = law.measure_under(measure.id, instrument);
    return rules != nullptr && std::ranges::any_of(rules->contents, [&](const auto& item) {
             return item.name == wanted.name && item.label == wanted.label;
           });
  });
}

// What another legal basis asks for in other words than the Convention.
void add_other_bases(const treaty::Treaty& law, Names& names) {
  for (const auto& instrument : law.instruments()) {
    for (const auto& measure : law.measures()) {
      const treaty::Measure* rules = law.measure_under(measure.id, instrument.id);
      if (rules == nullptr) continue;
      for (const auto& outcome : rules->outcomes)
        names["executed." + outcome.what] = outcome.label;
      for (const auto& item : rules->contents) {
        const std::string key = "content." + measure.id + "." + item.name;
        const auto it = names.find(key);
        if (it == names.end() && is_everywhere(law, instrument.id, item)) {
          names["content.every-measure." + item.name + "." + instrument.id] = item.label;
        } else if (it == names.end() || it->second != item.label) {
          names[key + "." + instrument.id] = item.label;
        }
      }
    }
  }
}

Names names_of_the_law() {
  const treaty::Treaty& law = treaty::Treaty::embedded();
  Names names;
  for (const auto& row : law.articles())
    names["article." + row.number] = row.title;
  for (const auto& row : law.definitions())
    names["definition." + row.letter] = row.term;
  for (const auto& row : law.offences())
    names["offence." + row.code] = row.title;
  for (const auto& row : law.offence_classes())
    names["offence-class." + row.id] = row.title;
  for (const auto& row : law.grounds())
    names["ground." + row.code] = row.title;
  for (const auto& row : law.clocks())
    names["clock." + row.id] = row.counts;
  for (const auto& row : law.instruments())
    names["instrument." + row.id] = row.title;
  for (const auto& row : law.declarations())
    names["declaration." + row.id] = row.title;
  for (const auto& measure : law.measures()) {
    names["measure." + measure.id] = measure.title;
    for (const auto& outcome : measure.outcomes)
      names["executed." + outcome.what] = outcome.label;
    for (const auto& item : measure.contents)
      names["content." + measure.id + "." + item.name] = item.label;
    for (const auto& type : measure.assistance_types)
      names["assistance." + measure.id + "." + type.letter] = type.label;
  }
  add_other_bases(law, names);
  return names;
}

Names names_of_the_errors() {
  Names names;
  for (const CodeInfo& info : all_codes()) {
    names["error." + code_text(info.code)] = info.meaning;
    names["error." + code_text(info.code) + ".next"] = info.remedy;
  }
  return names;
}

// The keys of hints are the catalogues' own: data and programs have the English alone.
void check_hints() {
  const auto& english = wording::Catalogue::of({}).entries;
  std::set<std::string> said;
  for (const casework::Transition& row : casework::transitions())
    said.insert(in_catalogue(row.hint));
  std::set<std::string> named;
  for (const auto& [key, entry] : english) {
    if (!key.starts_with("hint.")) continue;
    named.insert(entry.pattern);
    for (const wording::Language language : wording::languages())
      CHECK_MESSAGE(wording::has(language, key), language.tag() << " lacks " << key);
  }
  CHECK(named == said);
}

void check_named(const Names& names) {
  const auto& english = wording::Catalogue::of({}).entries;
  for (const auto& [key, text] : names) {
    const auto it = english.find(key);
    if (it == english.end()) {
      FAIL_CHECK("no catalogue has " << key << ": " << text);
      continue;
    }
    CHECK_MESSAGE(it->second.pattern == in_catalogue(text), key);
    for (const wording::Language language : wording::languages())
      CHECK_MESSAGE(wording::has(language, key), language.tag() << " lacks " << key);
  }
}

void check_nothing_else(const Names& names, const std::set<std::string>& groups) {
  for (const auto& [key, entry] : wording::Catalogue::of({}).entries) {
    const std::string group = key.substr(0, key.find('.'));
    if (groups.contains(group)) CHECK_MESSAGE(names.contains(key), "nothing is called " << key);
  }
}

}  // namespace

TEST_CASE("every rule of the treaty data has its name in every language") {
  check_named(names_of_the_law());
}

TEST_CASE("no rule has a name that is gone from the treaty data") {
  check_nothing_else(names_of_the_law(),
                     {"article", "definition", "offence", "offence-class", "ground", "clock",
                      "instrument", "measure", "content", "declaration", "assistance", "executed"});
}

TEST_CASE("every step that may be taken is described in every language") {
  check_hints();
}

TEST_CASE("every error says in every language what it means and what to do") {
  check_named(names_of_the_errors());
  check_nothing_else(names_of_the_errors(), {"error"});
}

TEST_CASE("every duty and every role that the data name has its word in every language") {
  std::set<std::string> keys;
  for (const auto& measure : treaty::Treaty::embedded().measures()) {
    for (const auto& duty : measure.duties)
      keys.insert("duty." + std::string(treaty::duty_text(duty.name)));
    for (const std::string& role : measure.asked_by)
      keys.insert("role." + role);
    for (const std::string& role : measure.decided_by)
      keys.insert("role." + role);
  }
  CHECK(!keys.empty());
  for (const wording::Language language : wording::languages()) {
    for (const std::string& key : keys)
      CHECK_MESSAGE(wording::has(language, key), language.tag() << " lacks " << key);
  }
}

TEST_CASE("every act kind and every state of a request has its word in every language") {
  for (const wording::Language language : wording::languages()) {
    for (const ActKind kind : all_act_kinds()) {
      const std::string key = "act." + std::string(act_kind_name(kind));
      CHECK_MESSAGE(wording::has(language, key), language.tag() << " lacks " << key);
    }
    for (const casework::Status status : casework::all_statuses()) {
      const std::string key = "status." + std::string(casework::status_name(status));
      CHECK_MESSAGE(wording::has(language, key), language.tag() << " lacks " << key);
    }
  }
}
