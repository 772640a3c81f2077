// What the desk shows of a case beside its fold: what became of each act on its way, and the
// custody record of its evidence.
#pragma once
#include "node/node_state.hpp"

namespace haidang::node {

// Adds `receipt` to each row of the view's timeline. Ours: "waiting", "delivered" or "refused", as
// the other Party's journal proves; theirs: "received", with the place in our journal.
Result<void> add_receipts(Node::State& state, Road& road, json::object& view);

}  // namespace haidang::node
