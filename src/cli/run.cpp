#include "cli/run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "cli/command.hpp"

namespace haidang::cli {
namespace {

// What CLI11 writes into while it parses, one per option of the chosen command.
struct Slot {
  Option option;
  std::vector<std::string> values;  // Arity::many
  std::string value;                // Arity::one and required
  bool given = false;               // flags
  CLI::Option* parsed = nullptr;
};

struct Choice {
  Command command;
  CLI::App* app = nullptr;
  std::vector<std::unique_ptr<Slot>> slots;
};

std::string footer(const Command& command) {
  std::string text = "\nExamples:";
  for (const std::string& example : command.examples)
    text += "\n  " + example;
  return command.examples.empty() ? "" : text;
}

void add_option(Choice& choice, const Option& option) {
  auto slot = std::make_unique<Slot>(Slot{option, {}, {}, false, nullptr});
  if (option.arity == Arity::flag) {
    slot->parsed = choice.app->add_flag(option.name, slot->given, option.help);
  } else if (option.arity == Arity::many) {
    slot->parsed = choice.app->add_option(option.name, slot->values, option.help);
    slot->parsed->type_name(option.value);
    if (!option.name.starts_with("-")) slot->parsed->required();
  } else {
    slot->parsed = choice.app->add_option(option.name, slot->value, option.help);
    slot->parsed->type_name(option.value);
    if (option.arity == Arity::required) slot->parsed->required();
  }
  choice.slots.push_back(std::move(slot));
}

std::string_view group_summary(std::string_view name) {
  if (name == "party") return "Parties: our own profile, and those of others";
  if (name == "officer") return "Officers: accounts, roles, passwords";
  if (name == "authority") return "Our own authorities";
  if (name == "declaration") return "What our Party has declared, reserved or notified";
  if (name == "key") return "Our keys: list, rotate";
  if (name == "outbox") return "What waits for other Parties";
  if (name == "roster") return "Who is on duty";
  if (name == "four-eyes") return "Which acts need a second officer";
  if (name == "request") return "Requests, and every act about them";
  if (name == "evidence") return "Evidence: add, list, deliver";
  if (name == "package") return "Court packages: make, verify";
  if (name == "journal") return "The journal: verify, checkpoint";
  return "";
}

CLI::App* group(CLI::App& root, const std::string& name) {
  for (CLI::App* found :
       root.get_subcommands([&](CLI::App* app) { return app->check_name(name); })) {
    return found;
  }
  CLI::App* made = root.add_subcommand(name, std::string(group_summary(name)));
  made->require_subcommand(1);
  made->fallthrough();
  return made;
}

std::vector<Choice> build(CLI::App& root) {
  std::vector<Choice> choices;
  for (Command& command : all_commands()) {
    CLI::App* parent = &root;
    for (std::size_t i = 0; i + 1 < command.path.size(); ++i)
      parent = group(*parent, command.path[i]);
    Choice choice{std::move(command), nullptr, {}};
    choice.app = parent->add_subcommand(choice.command.path.back(), choice.command.summary);
    choice.app->footer(footer(choice.command));
    for (const Option& option : choice.command.options)
      add_option(choice, option);
    choices.push_back(std::move(choice));
  }
  return choices;
}

Arguments collect(const Choice& choice) {
  Arguments arguments;
  for (const auto& slot : choice.slots) {
    if (slot->parsed->count() == 0) continue;
    const bool many = slot->option.arity == Arity::many;
    arguments.set(slot->option.name, many ? slot->values : std::vector{slot->value});
  }
  return arguments;
}

json::object problem(const Error& error) {
  json::array details;
  for (const Detail& detail : error.details) {
    details.push_back(
        json::object{{"item", detail.item}, {"text", detail.text}, {"citation", detail.citation}});
  }
  const std::string next =
      error.next.empty() ? std::string(code_info(error.code).remedy) : error.next;
  return {{"error", json::object{{"code", code_text(error.code)},
                                 {"name", code_info(error.code).name},
                                 {"what", error.what},
                                 {"why", error.why},
                                 {"next", next},
                                 {"details", std::move(details)}}}};
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!text.empty() && text.back() != '\n') std::fputc('\n', stdout);
}

int finish(const Context& context, const Result<Outcome>& outcome) {
  if (!outcome.ok()) {
    if (context.output == Context::Output::json) print(json::serialize(problem(outcome.error())));
    say(outcome.error().text());
    return code_info(outcome.error().code).exit_code;
  }
  print(context.output == Context::Output::json ? json::serialize(outcome->value) : outcome->text);
  return outcome->exit_code;
}

// Edits between two words: insertions, deletions, replacements.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

// The first word that no command of this place has, with the nearest that it has.
std::optional<Error> unknown_verb(CLI::App& root, int argc, const char* const* argv) {
  CLI::App* at = &root;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--data") ++i;
    if (word.starts_with("-")) continue;
    const auto verbs = at->get_subcommands([](CLI::App*) { return true; });
    if (verbs.empty()) return std::nullopt;
    const auto found = std::find_if(verbs.begin(), verbs.end(),
                                    [&](CLI::App* verb) { return verb->check_name(argv[i]); });
    if (found != verbs.end()) {
      at = *found;
      continue;
    }
    const CLI::App* nearest =
        *std::min_element(verbs.begin(), verbs.end(), [&](CLI::App* a, CLI::App* b) {
          return distance(word, a->get_name()) < distance(word, b->get_name());
        });
    return Error{Code::usage, fmt::format("there is no command '{}' here", word), "",
                 fmt::format("Did you mean '{}'? Or see: haidang {}--help", nearest->get_name(),
                             at == &root ? "" : at->get_name() + " ")};
  }
  return std::nullopt;
}

int parse_and_run(int argc, const char* const* argv) {
  CLI::App root{
      "Haidang: States cooperate against cybercrime under the Hanoi Convention.\n"
      "Begin with: haidang demo"};
  root.require_subcommand(1);
  Context context{{}, argv[0], Context::Output::text};
  std::string data;
  root.add_option("--data", data, "The node's data directory (or HAIDANG_DATA)")->type_name("DIR");
  bool wants_json = false;
  root.add_flag("--json", wants_json, "One JSON object on standard output");
  root.fallthrough();
  const std::vector<Choice> choices = build(root);
  for (const Choice& choice : choices)
    choice.app->fallthrough();
  if (const auto unknown = unknown_verb(root, argc, argv)) return finish(context, *unknown);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    return root.exit(stop) == 0 ? 0 : code_info(Code::usage).exit_code;
  }
  if (data.empty()) {
    if (const char* named = std::getenv("HAIDANG_DATA")) data = named;
  }
  context.data = data;
  if (wants_json) context.output = Context::Output::json;
  for (const Choice& choice : choices) {
    if (choice.app->parsed()) return finish(context, choice.command.run(context, collect(choice)));
  }
  return code_info(Code::usage).exit_code;
}

}  // namespace

int run(int argc, const char* const* argv) {
  try {
    return parse_and_run(argc, argv);
  } catch (const std::exception& bug) {
    say(Error{Code::internal, "the command stopped because of a bug", bug.what()}.text());
    return code_info(Code::internal).exit_code;
  }
}

}  // namespace haidang::cli
