// What is due first, what waits for whom, what is wrong and what to type: the data behind
// `haidang status` and `haidang doctor`.
#pragma once
#include "node/node.hpp"

namespace haidang::node {

// On the sequencer's thread. `backed_up`: the latest backup that is on record.
Result<json::object> describe_health(Node::State& state, Road& road,
                                     const std::optional<Time>& backed_up);
// What is wrong, and what to type; both are sentences of the catalogues (words/spoken.hpp).
json::object finding(std::string_view level, std::string text, std::string next);
json::object describe_party(const directory::Profile& profile);

}  // namespace haidang::node
