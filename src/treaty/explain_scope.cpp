// `haidang explain scope`: the gate, for people.
#include <fmt/format.h>

#include <array>

#include "treaty/explain.hpp"
#include "treaty/explain_in.hpp"
#include "treaty/scope.hpp"
#include "words/words.hpp"

namespace haidang::treaty {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = text.find(' ');
    if (end != 0) words.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return words;
}

// The question that a class of offences stands for: its first code, and the penalty it asks for.
RequestFacts question(const Treaty& law, const std::string& measure, const OffenceClass& asked) {
  RequestFacts facts;
  facts.measure = measure;
  facts.offence = asked.id;
  for (const Offence& offence : law.offences()) {
    if (offence.offence_class != asked.id) continue;
    facts.offence = offence.code;
    break;
  }
  facts.penalty_months = asked.penalty_months_min;
  if (facts.penalty_months) facts.statute = "cited";
  return facts;
}

std::vector<std::string> every_basis(const Treaty& law) {
  std::vector<std::string> bases;
  for (const Instrument& instrument : law.instruments())
    bases.push_back(instrument.id);
  return bases;
}

std::string row_of(const Treaty& law, const std::string& measure, const OffenceClass& asked) {
  std::string open;
  RequestFacts facts = question(law, measure, asked);
  for (const std::string& basis : every_basis(law)) {
    facts.legal_bases = {basis};
    if (scope(law, facts).is_open()) open += (open.empty() ? "" : ", ") + basis;
  }
  return fmt::format("  {:<34} {:<14} {}\n", measure, asked.id, open.empty() ? "-" : open);
}

std::string table_of(const Treaty& law) {
  std::string out = "Measure, class of offence, and the legal bases that open it:\n";
  for (const Measure& measure : law.measures()) {
    for (const OffenceClass& asked : law.offence_classes())
      out += row_of(law, measure.id, asked);
  }
  return out + "Ask further: scope MEASURE [OFFENCE [BASIS ...]]\n";
}

std::string about_measure(const Treaty& law, const std::string& measure) {
  std::string out;
  for (const OffenceClass& asked : law.offence_classes()) {
    RequestFacts facts = question(law, measure, asked);
    facts.legal_bases = every_basis(law);
    out += fmt::format("{} ({}):\n{}", asked.id, asked.title, text_of(scope(law, facts)));
  }
  return out;
}

// What an id of the law is called.
std::string word(wording::Language language, std::string_view group, const std::string& id,
                 std::string_view english) {
  return wording::text_or(language, fmt::format("{}.{}", group, id), english);
}

// The groups of i18n/ whose words stand for what a reason speaks of.
constexpr std::array groups{
    std::pair<std::string_view, std::string_view>{"measure", "measure"},
    std::pair<std::string_view, std::string_view>{"class", "offence-class"},
    std::pair<std::string_view, std::string_view>{"instrument", "instrument"},
    std::pair<std::string_view, std::string_view>{"declaration", "declaration"}};

// The gate in another language than English.
class GateReader {
 public:
  GateReader(const Treaty& law, wording::Language language) : law_(law), language_(language) {}

  [[nodiscard]] std::string table() const {
    std::string out = say("scope.table") + "\n";
    for (const Measure& measure : law_.measures()) {
      out += word(language_, "measure", measure.id, measure.title) + "\n";
      for (const OffenceClass& asked : law_.offence_classes())
        out += row_of(law_, measure.id, asked);
    }
    return out + say("scope.ask-further") + "\n";
  }

  [[nodiscard]] std::string about_measure(const std::string& measure) const {
    std::string out;
    for (const OffenceClass& asked : law_.offence_classes()) {
      RequestFacts facts = question(law_, measure, asked);
      facts.legal_bases = every_basis(law_);
      out += fmt::format("{} ({}):\n{}", asked.id,
                         word(language_, "offence-class", asked.id, asked.title), text_of(facts));
    }
    return out;
  }

  [[nodiscard]] std::string text_of(const RequestFacts& facts) const {
    const ScopeAnswer answer = scope(law_, facts);
    std::string out = answer.is_open() ? say("scope.allowed", {{"basis", answer.basis}})
                                       : say("scope.not-allowed");
    out += "\n";
    for (const ScopeReason& reason : answer.reasons) {
      out += fmt::format("  {} · {} · {} [{}, {}]\n",
                         say(fmt::format("scope.standing.{}", standing_text(reason.standing))),
                         reason.basis, reason_in(language_, reason), reason.source.citation,
                         say(reason.source.verified ? "explain.verified" : "explain.not-verified"));
    }
    if (!answer.is_open()) out += say("scope.name-another") + "\n";
    return out;
  }

  [[nodiscard]] std::string say(std::string_view key, const wording::Arguments& with = {}) const {
    return wording::text(language_, key, with);
  }

 private:
  const Treaty& law_;
  wording::Language language_;
};

// The question that the words ask about one offence, or class of offences.
RequestFacts asked_about(const Treaty& law, const std::vector<std::string>& words) {
  RequestFacts facts;
  const OffenceClass* asked = law.offence_class(words[1]);
  if (asked != nullptr) facts = question(law, words[0], *asked);
  facts.measure = words[0];
  if (asked == nullptr) facts.offence = words[1];
  facts.legal_bases = {words.begin() + 2, words.end()};
  if (facts.legal_bases.empty()) facts.legal_bases = every_basis(law);
  return facts;
}

}  // namespace

std::string reason_in(wording::Language language, const ScopeReason& reason) {
  const bool in_the_data = reason.why == ScopeWhy::limit || reason.why == ScopeWhy::unknown;
  if (language == wording::Language()) return reason.text;
  if (in_the_data) return wording::text(language, "explain.in-english", {{"text", reason.text}});
  wording::Arguments with;
  for (const auto& [name, value] : reason.about)
    with.insert_or_assign(name, value);
  for (const auto& [name, group] : groups) {
    const auto it = reason.about.find(std::string(name));
    if (it != reason.about.end()) {
      with.insert_or_assign(std::string(name), word(language, group, it->second, it->second));
    }
  }
  return wording::text(language, fmt::format("scope.{}", why_text(reason.why)), with);
}

std::string explain_scope_in(wording::Language language, const Treaty& law,
                             std::string_view question_text) {
  if (language == wording::Language()) return explain_scope(law, question_text);
  const GateReader in(law, language);
  const std::vector<std::string> words = words_of(question_text);
  if (words.empty()) return in.table();
  if (!law.measure(words[0]).ok()) return in.say("explain.not-found") + "\n" + in.table();
  if (words.size() == 1) return in.about_measure(words[0]);
  return in.text_of(asked_about(law, words));
}

std::string explain_scope(const Treaty& law, std::string_view question_text) {
  const std::vector<std::string> words = words_of(question_text);
  if (words.empty()) return table_of(law);
  if (!law.measure(words[0]).ok()) return "There is no such measure.\n" + table_of(law);
  return words.size() == 1 ? about_measure(law, words[0])
                           : text_of(scope(law, asked_about(law, words)));
}

}  // namespace haidang::treaty
