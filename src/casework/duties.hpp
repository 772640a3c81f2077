// Duties of a measure, as its data name them. Inside this room only.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// The measure's duty of this name, or nullptr.
const treaty::Duty* duty_of(const RequestState& request, treaty::DutyName name);

// Whether a refusal on these grounds brings the duty about: on any of the grounds that it names, or
// on all where it names none.
bool concerns(const treaty::Duty& duty, const std::vector<std::string>& grounds);

// 40(28), 37(17): whether assistance can be given under conditions is talked over first. Without
// grounds: whether the step can be taken at all now.
Result<void> check_consulted(const RequestState& request, treaty::DutyName name,
                             const std::vector<std::string>* grounds);
// What an act says was carried out, as the law's data know it; null: they do not, or no act is
// there.
const treaty::Outcome* outcome_of(const RequestState& request, const json::object* body);
// "surrender, prosecution"
std::string outcomes_text(const std::vector<treaty::Outcome>& outcomes);
// 50(8): announced, and heard or the time for it over. `at` unknown: whether it may come to that.
Result<void> check_heard(const RequestState& request, std::optional<Time> at);

}  // namespace haidang::casework
