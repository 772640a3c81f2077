#include "treaty/declared.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::treaty {
namespace {

constexpr std::size_t values_max = 40;
constexpr std::size_t value_bytes_max = 400;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool holds(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool is_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// ISO 639-1 or 639-3.
bool is_language(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) && is_letters(text);
}

bool is_value(const DeclarationRule& rule, std::string_view value) {
  switch (rule.takes) {
    case DeclarationValue::nothing:
      return false;
    case DeclarationValue::yes_no:
      return value == "yes" || value == "no";
    case DeclarationValue::languages:
      return is_language(value);
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
    if (!is_value(*rule, value)) return bad(made, fmt::format("the value \"{}\"", value));
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
