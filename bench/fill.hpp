// A queue of many real requests: each decided, signed, journalled and committed by a node in this
// process, as its officers would make them, without a connection for each.
#pragma once
#include "acts/party.hpp"
#include "base/result.hpp"
#include "node/layout.hpp"

namespace haidang::bench {

// In the order in which they are due: some every minute from tomorrow on, every fifth never; every
// tenth is withdrawn again. For XB/contact-point, which is pinned there; nothing is sent to it
// while this runs. Nobody else may serve the data directory meanwhile.
Result<void> fill_queue(const node::Layout& layout, std::string_view passphrase,
                        std::size_t requests);
// One case more, with as many acts in it; the request that opened it.
Result<ActId> fill_case(const node::Layout& layout, std::string_view passphrase, std::size_t acts);

}  // namespace haidang::bench
