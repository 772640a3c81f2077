// The law that commands speak of: the treaty data, and the files of the State's own beside the
// node.
#pragma once
#include "cli/command.hpp"
#include "treaty/treaty.hpp"

namespace haidang::cli {

// Without a data directory: the treaty data alone.
treaty::Treaty law_in_force(const Context& context);

}  // namespace haidang::cli
