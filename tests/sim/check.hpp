// What must hold once a world has healed: compared between the nodes, and with what really
// happened.
#pragma once
#include <memory>
#include <vector>

#include "node.hpp"

namespace haidang::sim {

using Nodes = std::vector<std::unique_ptr<SimNode>>;

// All of them throw Violation at the first rule that does not hold.
void check_journals(const Nodes& nodes);
void check_healed(const Nodes& nodes, const Register& parties, const Ledger& ledger);

}  // namespace haidang::sim
