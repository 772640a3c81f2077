// The scope gate: which measure is open for which offence under which legal basis, arts 3, 23, 35,
// 40(1), and the like of other instruments. The answer explains itself, reason by reason, each with
// its citation; the same answer serves `check_request`, `haidang explain scope` and the wizard.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "treaty/treaty.hpp"

namespace haidang::treaty {

enum class Standing { opens, closes, condition };
std::string_view standing_text(Standing standing);

// Why, as a code; with the ids that it speaks of: what a reader in another language is told.
enum class ScopeWhy {
  opens,           // measure, class
  class_closed,    // measure, class
  offence_closed,  // measure, offence
  penalty,         // months
  statute,
  type_closed,  // type; text: the limit, in the words of the data
  limit,        // in the words of the data
  declared,     // declaration; text: its effect, in the words of the data
  not_carried,  // instrument, measure
  unknown,      // the question names what is not there
};
std::string_view why_text(ScopeWhy why);    // "class-closed"
ScopeWhy parse_why(std::string_view text);  // unknown: whatever has no such code

struct ScopeReason {
  Standing standing = Standing::closes;
  std::string basis;  // instrument id
  std::string text;   // English
  Source source;
  ScopeWhy why = ScopeWhy::unknown;
  std::map<std::string, std::string> about = {};
};

struct ScopeAnswer {
  std::string basis;  // the first of the named bases that opens the measure: it governs; or empty
  std::vector<ScopeReason> reasons;  // of every named basis, in the order in which they are named

  [[nodiscard]] bool is_open() const { return !basis.empty(); }
};

// Of the facts it reads measure, bases, offence, penalty, statute, assistance type and what the
// requested Party has declared. What it does not know closes the gate with a reason that says so.
ScopeAnswer scope(const Treaty& law, const RequestFacts& facts);

// For people: one line a reason, with citation and mark.
std::string text_of(const ScopeAnswer& answer);

}  // namespace haidang::treaty
