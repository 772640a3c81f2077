#include "treaty/declared.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "treaty/texts.hpp"

namespace haidang::treaty {
namespace {

constexpr std::size_t values_max = 40;
constexpr std::size_t value_bytes_max = 400;

bool is_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// ISO 639-1 or 639-3.
bool is_language(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) && is_letters(text);
}

// As the form of a profile has it: which authorities there are, the profile says.
bool is_authority(std::string_view text) {
  constexpr std::size_t longest = 40;
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool is_value(const Treaty& law, const DeclarationRule& rule, std::string_view value) {
  switch (rule.takes) {
    case DeclarationValue::nothing:
      return false;
    case DeclarationValue::yes_no:
      return value == "yes" || value == "no";
    case DeclarationValue::languages:
      return is_language(value);
    case DeclarationValue::offences:
      return law.offence(value) != nullptr || law.offence_class(value) != nullptr;
    case DeclarationValue::authorities:
      return is_authority(value);
    case DeclarationValue::text:
      return !is_blank(value) && value.size() <= value_bytes_max;
  }
  return false;
}

bool is_count(const DeclarationRule& rule, std::size_t count) {
  switch (rule.takes) {
    case DeclarationValue::nothing:
      return count == 0;
    case DeclarationValue::yes_no:
    case DeclarationValue::text:
      return count == 1;
    case DeclarationValue::languages:
    case DeclarationValue::offences:
    case DeclarationValue::authorities:
      return count >= 1 && count <= values_max;
  }
  return false;
}

Error bad(const Declared& made, std::string why) {
  return {Code::bad_value, fmt::format("the declaration {} cannot be read", made.id),
          std::move(why), "List what may be declared with `haidang explain declaration`."};
}

Result<void> check_one(const Treaty& law, const Declared& made) {
  const DeclarationRule* rule = law.declaration(made.id);
  if (rule == nullptr) return bad(made, "the treaty data do not know it");
  if (!is_count(*rule, made.values.size())) {
    return bad(made, fmt::format("{} values; {}", made.values.size(), rule->title));
  }
  for (const std::string& value : made.values) {
    if (!is_value(law, *rule, value)) return bad(made, fmt::format("the value \"{}\"", value));
  }
  return {};
}

}  // namespace

Result<void> check_declared(const Treaty& law, std::span<const Declared> declared) {
  if (declared.size() > declared_max) {
    return Error{Code::too_large, fmt::format("more than {} declarations", declared_max)};
  }
  std::vector<std::string> seen;
  for (const Declared& made : declared) {
    HD_TRY_VOID(check_one(law, made));
    if (holds(seen, made.id)) return bad(made, "it stands there twice");
    seen.push_back(made.id);
  }
  return {};
}

namespace {

// "en" of "en-GB": a declaration names languages, not their variants.
std::string_view language_of(std::string_view tag) {
  return tag.substr(0, tag.find('-'));
}

bool is_understood(const Stated& stated, const std::vector<std::string>& languages) {
  const auto known = [&](std::string_view tag) { return holds(languages, language_of(tag)); };
  return known(stated.language) ||
         std::any_of(stated.translated_into.begin(), stated.translated_into.end(), known);
}

Unmet unmet(const DeclarationRule& rule, std::string item, std::string text) {
  return {&rule, std::move(item), std::move(text)};
}

std::optional<Unmet> weigh(const DeclarationRule& rule, const Declared& made,
                           const RequestFacts& facts, const Stated& stated) {
  const std::string values = fmt::format("{}", fmt::join(made.values, ", "));
  switch (rule.asks) {
    case Asks::nothing:
    case Asks::offence:  // the gate says so
      return std::nullopt;
    case Asks::language:
      if (stated.is_oral || is_understood(stated, made.values)) return std::nullopt;
      return unmet(
          rule, "language",
          fmt::format("Write it in one of these languages, or attach a translation: {}", values));
    case Asks::writing:
      if (!stated.is_oral) return std::nullopt;
      return unmet(rule, "oral", "The Party takes no oral requests: make it in writing");
    case Asks::addressee:
      if (stated.authority.empty() || holds(made.values, stated.authority)) return std::nullopt;
      return unmet(rule, "to", fmt::format("Address it to: {}", values));
    case Asks::dual_criminality:
      if (stated.judges_dual_criminality) return std::nullopt;
      return unmet(rule, "dual_criminality",
                   "Judge whether the conduct is an offence in both States: met, or not-met");
    case Asks::written_form: {
      const auto it = facts.contents.find("written_form");
      if (it != facts.contents.end() && !is_blank(it->second)) return std::nullopt;
      return unmet(rule, "written_form", "Whether the authorization is needed in writing");
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Unmet> unmet_by(const Treaty& law, const RequestFacts& facts, const Stated& stated) {
  std::vector<Unmet> out;
  for (const Declared& made : facts.requested) {
    const DeclarationRule* rule = law.declaration(made.id);
    if (rule == nullptr) continue;
    if (!holds(rule->concerns, facts.measure) && !holds(rule->concerns, "*")) continue;
    if (!rule->offences.empty() && !holds(rule->offences, facts.offence)) continue;
    if (!rule->asks_when.empty() && !holds(made.values, rule->asks_when)) continue;
    if (auto one = weigh(*rule, made, facts, stated)) out.push_back(*std::move(one));
  }
  return out;
}

std::string effects_of(const Treaty& law, std::string_view measure,
                       std::span<const Declared> declared) {
  std::string out;
  for (const Declared& made : declared) {
    const DeclarationRule* rule = law.declaration(made.id);
    if (rule == nullptr) continue;
    if (!holds(rule->concerns, measure) && !holds(rule->concerns, "*")) continue;
    out += fmt::format("  {}: {}{}{} [{}, {}]\n", rule->title, fmt::join(made.values, ", "),
                       made.values.empty() ? "" : ". ", rule->effect, rule->source.citation,
                       rule->source.verified ? "verified" : "not verified");
  }
  return out;
}

}  // namespace haidang::treaty
