// The help of every command and of every option is in the catalogues, and so in eight languages
// (catalogues.py finds a key that a language lacks).
#include <doctest/doctest.h>

#include <set>

#include "cli/command.hpp"
#include "words/catalogue.hpp"

using namespace haidang;

namespace {

// As the catalogues write an apostrophe.
std::string typographic(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '\'' ? std::string("’") : std::string(1, c);
  return out;
}

std::set<std::string> helps() {
  std::set<std::string> texts;
  for (const auto& [key, entry] : wording::Catalogue::of({}).entries) {
    if (key.starts_with("help.")) texts.insert(entry.pattern);
  }
  return texts;
}

}  // namespace

TEST_CASE("every command says what it is for in the catalogues") {
  const std::set<std::string> known = helps();
  for (const cli::Command& command : cli::all_commands())
    CHECK_MESSAGE(known.contains(typographic(command.summary)), command.summary);
}

TEST_CASE("every option says what it is for in the catalogues") {
  const std::set<std::string> known = helps();
  for (const cli::Command& command : cli::all_commands()) {
    for (const cli::Option& option : command.options) {
      CHECK_MESSAGE(known.contains(typographic(option.help)),
                    command.path.back() << " " << option.name << ": " << option.help);
    }
  }
}
