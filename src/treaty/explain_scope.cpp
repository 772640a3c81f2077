// `haidang explain scope`: the gate, for people.
#include <fmt/format.h>

#include "treaty/explain.hpp"
#include "treaty/scope.hpp"

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

std::string about_offence(const Treaty& law, const std::vector<std::string>& words) {
  RequestFacts facts;
  const OffenceClass* asked = law.offence_class(words[1]);
  if (asked != nullptr) facts = question(law, words[0], *asked);
  facts.measure = words[0];
  if (asked == nullptr) facts.offence = words[1];
  facts.legal_bases = {words.begin() + 2, words.end()};
  if (facts.legal_bases.empty()) facts.legal_bases = every_basis(law);
  return text_of(scope(law, facts));
}

}  // namespace

std::string explain_scope(const Treaty& law, std::string_view question_text) {
  const std::vector<std::string> words = words_of(question_text);
  if (words.empty()) return table_of(law);
  if (!law.measure(words[0]).ok()) return "There is no such measure.\n" + table_of(law);
  return words.size() == 1 ? about_measure(law, words[0]) : about_offence(law, words);
}

}  // namespace haidang::treaty
