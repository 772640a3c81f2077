// What is due first, what waits for whom, what is wrong and what to type: the data behind
// `haidang status` and `haidang doctor`.
#pragma once
#include "node/node.hpp"

namespace haidang::node {

// On the sequencer's thread.
Result<json::object> describe_health(Node::State& state, Road& road);
json::object describe_party(const directory::Profile& profile);

}  // namespace haidang::node
