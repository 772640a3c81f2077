// The decision on a request, and what comes before it: arts 37, 40, 42. Rules of arts 16-68 are
// quoted from the treaty data, where their marks say what is verified.
#include "casework/guards.hpp"
#include "casework/status_sets.hpp"

namespace haidang::casework {
namespace {

constexpr StatusSet open_to_accept =
    StatusSet::of(Status::sent, Status::acknowledged, Status::info_requested, Status::consulting,
                  Status::conditions_offered, Status::postponed);

constexpr std::array decision_table{
    // The requested Party.
    Transition{ActKind::acknowledge, answers, StatusSet::of(Status::sent),
               becomes(Status::acknowledged), Fits::demand, nullptr, "house rule",
               "Acknowledge: an officer has read the request."},
    Transition{ActKind::accept, answers, open_to_accept, becomes(Status::accepted), Fits::demand,
               unconditional, "art. 40(17)", "Accept."},
    Transition{ActKind::accept, answers, open_to_accept, becomes(Status::conditions_offered),
               Fits::demand, conditional, "art. 40(28), 36(1)(b)",
               "Accept under conditions, to which the requesting Party agrees or not."},
    Transition{ActKind::accept, answers, open_to_accept, becomes(Status::consented), Fits::joining,
               as_it_stands, "art. 48", "Agree to the joint investigation, as it is proposed."},
    Transition{ActKind::ask, answers, undecided, becomes(Status::info_requested), Fits::demand,
               nullptr, "art. 40(16)", "Ask for more information."},
    Transition{ActKind::consult, answers, undecided, becomes(Status::consulting), Fits::demand,
               nullptr, "art. 40(28), 37(17)", "Consult before refusing or postponing."},
    Transition{ActKind::refuse, answers, undecided, becomes(Status::refused), Fits::demand,
               consulted_to_refuse, "art. 40(21)-(25), 42(6)",
               "Refuse, on grounds that the law allows, with reasons."},
    Transition{ActKind::postpone, answers, undecided, becomes(Status::postponed), Fits::demand,
               consulted_to_postpone, "art. 40(27)",
               "Postpone, with reasons and a date of review."},
    Transition{ActKind::caution, answers, undecided.with(StatusSet::of(Status::preserved)), stays,
               Fits::warning, goes_on, "art. 42(7), 40(20)",
               "Warn that preservation will not suffice or confidentiality cannot be kept."},
    // The requesting Party.
    Transition{ActKind::agree, asks, StatusSet::of(Status::conditions_offered),
               becomes(Status::accepted), Fits::demand, nullptr, "art. 40(28)",
               "Agree to the conditions: they bind."},
    Transition{ActKind::decline, asks, StatusSet::of(Status::conditions_offered),
               becomes(Status::consulting), Fits::demand, nullptr, "art. 40(28)",
               "Decline the conditions."},
    Transition{ActKind::supply, asks, StatusSet::of(Status::info_requested), resumes, Fits::demand,
               nullptr, "art. 40(16)", "Give the information that was asked for."},
    Transition{ActKind::consult, asks, undecided, becomes(Status::consulting), Fits::demand,
               nullptr, "art. 40(28)", "Consult with the requested Party."},
    Transition{ActKind::proceed, asks, undecided.with(StatusSet::of(Status::preserved)), stays,
               Fits::warning, caution_open, "art. 42(7), 40(20)",
               "Say that the request is to be executed nonetheless."},
    Transition{ActKind::confirm, asks, not_withdrawn, stays, Fits::to_be_written, awaits_writing,
               "art. 40(13), 2(o)", "Confirm the request in writing."},
};

}  // namespace

std::span<const Transition> decision_steps() {
  return decision_table;
}

}  // namespace haidang::casework
