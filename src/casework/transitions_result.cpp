// What fulfils a request: each row is for the measures whose data name this result.
#include "casework/guards.hpp"
#include "casework/status_sets.hpp"

namespace haidang::casework {
namespace {

// What needs no acceptance first: an answer in words, or a consent, is the decision itself.
constexpr StatusSet open_to_answer = undecided.with(resulted);

constexpr std::array result_table{
    // The requested Party.
    Transition{ActKind::preserved, answers, reliable, becomes(Status::preserved), Fits::preserving,
               outlasts, "art. 42(8)",
               "State until when the data are preserved: at least sixty days."},
    Transition{ActKind::deliver, answers, StatusSet::of(Status::accepted).with(resulted),
               becomes(Status::delivered), Fits::delivering, fresh_items, "art. 40(14), 43-46",
               "Deliver the evidence; what is still collected follows in further deliveries."},
    Transition{ActKind::answer, answers, open_to_answer, becomes(Status::answered), Fits::answering,
               goes_on, "art. 22(5), 41(3), 43(1)", "Answer."},
    Transition{ActKind::executed, answers, StatusSet::of(Status::accepted).with(resulted),
               becomes(Status::executed), Fits::executing, ends_it, "art. 37-40, 50",
               "State what was carried out, and when."},
    Transition{ActKind::executed, answers, StatusSet::of(Status::refused), stays, Fits::executing,
               owes_prosecution, "art. 37(11)-(13)",
               "State that the case was submitted for prosecution."},
    Transition{ActKind::executed, answers, StatusSet::of(Status::accepted).with(resulted), stays,
               Fits::executing, goes_before, "art. 37-40, 50",
               "State what was carried out, and when."},
    Transition{ActKind::consent, answers, undecided, becomes(Status::consented), Fits::consenting,
               goes_on, "art. 36(3), 40(19)", "Consent, with or without conditions."},
    // The requesting Party.
    Transition{ActKind::retrieved, asks, StatusSet::of(Status::delivered, Status::retrieved),
               becomes(Status::retrieved), Fits::delivering, nullptr, "house rule",
               "Confirm that the items arrived and verify."},
    Transition{ActKind::retrieved, asks, StatusSet::of(Status::answered, Status::executed), stays,
               Fits::delivering, has_items, "house rule",
               "Confirm that the items arrived and verify."},
    // Other members of a joint investigation.
    Transition{ActKind::retrieved, Side::audience, ever, stays, Fits::every_measure, awaits_items,
               "art. 48", "Confirm that the items arrived and verify."},
};

}  // namespace

std::span<const Transition> result_steps() {
  return result_table;
}

}  // namespace haidang::casework
