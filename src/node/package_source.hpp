// Gathers what a court package of one case needs from a running node.
#pragma once
#include "node/node.hpp"
#include "proof/package.hpp"

namespace haidang::node {

// From any thread but the sequencer's. Each item's key is unwrapped, journalled, for this purpose.
Result<proof::PackageSource> gather_package(Node::State& state, const CaseId& id,
                                            const casework::IntendedUse& use,
                                            const std::string& officer);

}  // namespace haidang::node
