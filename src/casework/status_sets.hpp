// Sets of statuses that the parts of the table share. Inside this room only.
#pragma once
#include "casework/transitions.hpp"

namespace haidang::casework {

constexpr Side answers = Side::requested;
constexpr Side asks = Side::requesting;

constexpr StatusSet resulted =
    StatusSet::of(Status::delivered, Status::retrieved, Status::answered, Status::executed);
constexpr StatusSet informed =
    StatusSet::of(Status::informed, Status::info_requested, Status::delivered, Status::retrieved);
constexpr StatusSet unfinished = reliable.with(
    StatusSet::of(Status::delivered, Status::answered, Status::executed, Status::consented));
constexpr StatusSet finished =
    StatusSet::of(Status::refused, Status::retrieved, Status::answered, Status::consented,
                  Status::executed, Status::lifted, Status::released, Status::withdrawn);
constexpr StatusSet not_withdrawn = unfinished.with(StatusSet::of(
    Status::refused, Status::retrieved, Status::lifted, Status::released, Status::informed));
constexpr StatusSet not_closed = unfinished.with(finished).with(StatusSet::of(Status::informed));
constexpr StatusSet ever = not_closed.with(StatusSet::of(Status::closed));

}  // namespace haidang::casework
