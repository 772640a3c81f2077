// What goes with every measure: progress, use of what was received, the end.
#include "casework/guards.hpp"
#include "casework/status_sets.hpp"

namespace haidang::casework {
namespace {

constexpr StatusSet given = resulted.with(StatusSet::of(Status::consented, Status::lifted));
constexpr StatusSet relied_upon =
    unfinished.with(StatusSet::of(Status::retrieved, Status::lifted, Status::refused));

constexpr std::array common_table{
    // The requested Party.
    Transition{ActKind::status, answers, unfinished, stays, Fits::demand, nullptr, "art. 40(26)",
               "Report on status and progress."},
    Transition{ActKind::lift_restriction, answers, given.with(StatusSet::of(Status::closed)), stays,
               Fits::demand, has_conditions, "art. 36(1)(b), 40(19)",
               "State that a condition on the use has ended."},
    Transition{ActKind::close, answers, finished.with(StatusSet::of(Status::delivered)), closes,
               Fits::demand, may_close, "house rule", "Close the request on your side."},
    Transition{ActKind::notify, answers, not_closed, stays, Fits::every_measure, nullptr,
               "art. 40(20), 40(29)", "Inform the other Party of anything else."},
    // The requesting Party.
    Transition{ActKind::inquire, asks, unfinished, stays, Fits::demand, not_inquired, "art. 40(26)",
               "Ask for status and progress."},
    Transition{ActKind::request, asks, relied_upon, stays, Fits::demand, is_followed,
               "art. 36(3), 37, 40, 50", "Send a further request that follows from this one."},
    Transition{ActKind::exculpatory, asks, given.with(StatusSet::of(Status::closed)), stays,
               Fits::demand, was_given, "art. 40(19)",
               "Notify of a disclosure exculpatory to an accused."},
    Transition{ActKind::withdraw, asks, not_withdrawn, becomes(Status::withdrawn),
               Fits::every_measure, nullptr, "art. 40(26)",
               "Withdraw the request: it is no longer needed."},
    Transition{ActKind::close, asks, finished, closes, Fits::demand, may_close, "house rule",
               "Close the request on your side."},
    Transition{ActKind::notify, asks, not_closed, stays, Fits::every_measure, nullptr,
               "art. 40(26), 40(29)", "Inform the other Party of anything else."},
};

}  // namespace

std::span<const Transition> common_steps() {
  return common_table;
}

}  // namespace haidang::casework
