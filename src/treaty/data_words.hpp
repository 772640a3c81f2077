// The words of the data files for values of ours. Inside this room only.
#pragma once
#include <array>
#include <string_view>
#include <utility>

#include "treaty/treaty.hpp"

namespace haidang::treaty {

inline constexpr std::array<std::pair<std::string_view, Requirement>, 2> requirements{{
    {"always", Requirement::always},
    {"where-applicable", Requirement::where_applicable},
}};
inline constexpr std::array<std::pair<std::string_view, GroundUse>, 2> ground_uses{{
    {"refusal", GroundUse::refusal},
    {"postponement", GroundUse::postponement},
}};
inline constexpr std::array<std::pair<std::string_view, ClockKind>, 4> clock_kinds{{
    {"treaty-rule", ClockKind::treaty_rule},
    {"domestic-rule", ClockKind::domestic_rule},
    {"requested-deadline", ClockKind::requested_deadline},
    {"house-rule", ClockKind::house_rule},
}};

inline constexpr std::array<std::pair<std::string_view, Opens>, 3> openings{{
    {"request", Opens::request},
    {"information", Opens::information},
    {"investigation", Opens::investigation},
}};
inline constexpr std::array<std::pair<std::string_view, Bound>, 5> bounds{{
    {"shall", Bound::shall},
    {"endeavour", Bound::endeavour},
    {"consider", Bound::consider},
    {"may", Bound::may},
    {"house", Bound::house},
}};
inline constexpr std::array<std::pair<std::string_view, DutyName>, 11> duty_names{{
    {"consult-before-refusing", DutyName::consult_before_refusing},
    {"consult-before-postponing", DutyName::consult_before_postponing},
    {"hear-before-lifting", DutyName::hear_before_lifting},
    {"state-authorisation", DutyName::state_authorisation},
    {"state-necessity", DutyName::state_necessity},
    {"state-dual-criminality", DutyName::state_dual_criminality},
    {"keep-confidential-or-warn", DutyName::keep_confidential_or_warn},
    {"confirm-oral-in-writing", DutyName::confirm_oral_in_writing},
    {"not-evidence", DutyName::not_evidence},
    {"extradite-or-prosecute", DutyName::extradite_or_prosecute},
    {"emergency-only", DutyName::emergency_only},
}};

inline constexpr std::array<std::pair<std::string_view, Asks>, 7> asks_words{{
    {"", Asks::nothing},
    {"language", Asks::language},
    {"writing", Asks::writing},
    {"addressee", Asks::addressee},
    {"dual-criminality", Asks::dual_criminality},
    {"offence", Asks::offence},
    {"written-form", Asks::written_form},
}};

inline constexpr std::array<std::pair<std::string_view, DeclarationValue>, 6> declaration_values{{
    {"nothing", DeclarationValue::nothing},
    {"yes-no", DeclarationValue::yes_no},
    {"languages", DeclarationValue::languages},
    {"offences", DeclarationValue::offences},
    {"authorities", DeclarationValue::authorities},
    {"text", DeclarationValue::text},
}};

}  // namespace haidang::treaty
