// Preservation after it was stated: art. 42(8)-(9), and what relies on it.
#include "casework/guards.hpp"
#include "casework/status_sets.hpp"

namespace haidang::casework {
namespace {

constexpr std::array preservation_table{
    Transition{ActKind::release, answers, StatusSet::of(Status::preserved),
               becomes(Status::released), Fits::preserving, ran_out, "art. 42(8)",
               "State that the data are no longer preserved."},
    Transition{ActKind::release, answers, StatusSet::of(Status::withdrawn), stays, Fits::preserving,
               still_held, "art. 40(26)", "State that the data are no longer preserved."},
    Transition{ActKind::close, answers, StatusSet::of(Status::preserved), closes, Fits::preserving,
               expired, "house rule", "Close the request: the preservation has expired."},
    Transition{ActKind::request, asks, reliable, stays, Fits::preserving, nullptr,
               "art. 42(1), 42(8)", "Send the request for assistance that relies on the data."},
    Transition{ActKind::extend, asks, StatusSet::of(Status::preserved), stays, Fits::preserving,
               prolongs, "art. 42(9)", "Ask for an extension before the preservation expires."},
    Transition{ActKind::close, asks, StatusSet::of(Status::preserved), closes, Fits::preserving,
               expired, "house rule", "Close the request: the preservation has expired."},
};

}  // namespace

std::span<const Transition> preservation_steps() {
  return preservation_table;
}

}  // namespace haidang::casework
