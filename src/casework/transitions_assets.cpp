// A measure on property that was carried out is lifted only after the requesting Party had its
// chance to present reasons for continuing it, art. 50(8).
#include "casework/guards.hpp"
#include "casework/status_sets.hpp"

namespace haidang::casework {
namespace {

constexpr std::array assets_table{
    Transition{ActKind::announce_lifting, answers, StatusSet::of(Status::executed), stays,
               Fits::hearing, not_announced, "art. 50(8)",
               "Announce that the measure is to be lifted, and until when reasons are heard."},
    Transition{ActKind::lift, answers, StatusSet::of(Status::executed), becomes(Status::lifted),
               Fits::hearing, was_heard, "art. 50(8)", "Lift the measure."},
    Transition{ActKind::represent, asks, StatusSet::of(Status::executed), stays, Fits::hearing,
               announced, "art. 50(8)", "Present reasons for continuing the measure."},
};

}  // namespace

std::span<const Transition> asset_steps() {
  return assets_table;
}

}  // namespace haidang::casework
