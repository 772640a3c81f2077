// Parses the command line by the table, runs one command, prints its outcome.
#pragma once

namespace haidang::cli {

int run(int argc, const char* const* argv);

}  // namespace haidang::cli
