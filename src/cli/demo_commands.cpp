#include "cli/command.hpp"
namespace haidang::cli {
std::vector<Command> demo_commands() { return {}; }
}
