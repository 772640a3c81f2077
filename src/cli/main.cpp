// haidang: one binary, the command table, exit codes as documented in docs/operation.md.
#include "cli/run.hpp"

int main(int argc, char** argv) {
  return haidang::cli::run(argc, argv);
}
