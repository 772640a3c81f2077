// Information given without being asked: arts 40(4)-(5), 47, 51. `asks` is the Party that gives it;
// nothing is to be decided, and nobody has to reply.
#include "casework/guards.hpp"
#include "casework/status_sets.hpp"

namespace haidang::casework {
namespace {

constexpr auto information = Fits::information;
constexpr StatusSet told = informed.with(StatusSet::of(Status::withdrawn));

constexpr std::array information_table{
    // Who gives it.
    Transition{ActKind::deliver, asks, informed, becomes(Status::delivered), information,
               fresh_items, "art. 40(4), 47(1), 51", "Deliver items that belong to it."},
    Transition{ActKind::supply, asks, StatusSet::of(Status::info_requested), resumes, information,
               nullptr, "art. 40(4)", "Give what was asked about it."},
    Transition{ActKind::lift_restriction, asks, told, stays, information, still_stand,
               "art. 40(5), 47", "State that a restriction on its use has ended."},
    Transition{ActKind::close, asks, told, closes, information, may_close, "house rule",
               "Close the information on your side."},
    // Who receives it.
    Transition{ActKind::retrieved, answers, StatusSet::of(Status::delivered, Status::retrieved),
               becomes(Status::retrieved), information, nullptr, "house rule",
               "Confirm that the items arrived and verify."},
    Transition{ActKind::ask, answers, informed, becomes(Status::info_requested), information,
               nullptr, "art. 40(4)", "Ask about it."},
    Transition{ActKind::request, answers, informed, stays, information, is_followed, "art. 40, 47",
               "Send a request that follows from it."},
    Transition{ActKind::close, answers, told, closes, information, may_close, "house rule",
               "Close the information on your side."},
    Transition{ActKind::exculpatory, answers, ever, stays, information, nullptr, "art. 40(5)",
               "Notify of a disclosure exculpatory to an accused."},
};

}  // namespace

std::span<const Transition> information_steps() {
  return information_table;
}

}  // namespace haidang::casework
