// haidang: one binary, the command table, exit codes as documented in docs/operation.md.
#include "base/memory.hpp"
#include "cli/run.hpp"

int main(int argc, char** argv) {
  haidang::keep_freed_memory();
  return haidang::cli::run(argc, argv);
}
