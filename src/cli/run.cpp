#include "cli/run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
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

CLI::App* group(CLI::App& root, const std::string& name) {
  for (CLI::App* found :
       root.get_subcommands([&](CLI::App* app) { return app->check_name(name); })) {
    return found;
  }
  CLI::App* made = root.add_subcommand(name);
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
