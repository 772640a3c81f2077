#include "cli/run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/nearest.hpp"
#include "cli/command.hpp"
#include "cli/text.hpp"

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

// The help of a command in the reader's language; what is not translated yet stays in English.
std::string help_text(wording::Language language, std::string_view english) {
  return wording::translated(language, "help.", english);
}

std::string footer(wording::Language language, const Command& command) {
  std::string text = "\n" + help_text(language, "Examples") + ":";
  for (const std::string& example : command.examples)
    text += "\n  " + example;
  return command.examples.empty() ? "" : text;
}

void add_option(Choice& choice, const Option& option, wording::Language language) {
  const std::string help = help_text(language, option.help);
  auto slot = std::make_unique<Slot>(Slot{option, {}, {}, false, nullptr});
  if (option.arity == Arity::flag) {
    slot->parsed = choice.app->add_flag(option.name, slot->given, help);
  } else if (option.arity == Arity::many || option.arity == Arity::any) {
    slot->parsed = choice.app->add_option(option.name, slot->values, help);
    slot->parsed->type_name(option.value);
    if (!option.name.starts_with("-") && option.arity == Arity::many) slot->parsed->required();
  } else {
    slot->parsed = choice.app->add_option(option.name, slot->value, help);
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
  if (name == "notice") return "What you are told of: what runs out, what is overdue";
  if (name == "look") return "How our agencies look on this node's pages";
  if (name == "mail") return "The relay that takes the node's mail";
  if (name == "four-eyes") return "Which acts need a second officer";
  if (name == "request") return "Requests, and every act about them";
  if (name == "evidence") return "Evidence: add, list, deliver";
  if (name == "package") return "Court packages: make, verify";
  if (name == "law") return "The State's own law files: check";
  if (name == "journal") return "The journal: search, verify, checkpoint";
  return "";
}

CLI::App* group(CLI::App& root, const std::string& name, wording::Language language) {
  for (CLI::App* found :
       root.get_subcommands([&](CLI::App* app) { return app->check_name(name); })) {
    return found;
  }
  CLI::App* made = root.add_subcommand(name, help_text(language, group_summary(name)));
  made->group(help_text(language, "Subcommands"));
  made->require_subcommand(1);
  made->fallthrough();
  return made;
}

std::vector<Choice> build(CLI::App& root, wording::Language language) {
  std::vector<Choice> choices;
  for (Command& command : all_commands()) {
    CLI::App* parent = &root;
    for (std::size_t i = 0; i + 1 < command.path.size(); ++i)
      parent = group(*parent, command.path[i], language);
    Choice choice{std::move(command), nullptr, {}};
    choice.app = parent->add_subcommand(choice.command.path.back(),
                                        help_text(language, choice.command.summary));
    choice.app->group(help_text(language, "Subcommands"));
    choice.app->footer(footer(language, choice.command));
    for (const Option& option : choice.command.options)
      add_option(choice, option, language);
    choices.push_back(std::move(choice));
  }
  return choices;
}

// What everybody takes for a reference of a request, before a node is asked.
Result<std::string> reference_of(const std::string& text) {
  constexpr std::size_t shortest = 4;
  constexpr std::size_t longest = 32;
  const std::string small = small_letters(text);
  const bool digits = small.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (digits && small.size() >= shortest && small.size() <= longest) return small;
  return Error{Code::bad_value, fmt::format("'{}' is no reference of a request", text),
               "a reference is the first four or more of its 32 digits, 0 to 9 and a to f",
               "haidang request list"};
}

Result<Arguments> collect(const Choice& choice) {
  Arguments arguments;
  for (const auto& slot : choice.slots) {
    if (slot->parsed->count() == 0) continue;
    const Arity arity = slot->option.arity;
    const bool many = arity == Arity::many || arity == Arity::any;
    if (slot->option.name == request_option.name) {
      HD_TRY(slot->value, reference_of(slot->value));
    }
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
    say(error_text(context.language, outcome.error()));
    return code_info(outcome.error().code).exit_code;
  }
  print(context.output == Context::Output::json ? json::serialize(outcome->value) : outcome->text);
  return outcome->exit_code;
}

// The first word that no command of this place has, with the nearest that it has.
std::optional<Error> unknown_verb(CLI::App& root, int argc, const char* const* argv) {
  CLI::App* at = &root;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--data" || word == "--lang") ++i;
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
          return edits(word, a->get_name()) < edits(word, b->get_name());
        });
    return Error{Code::usage, fmt::format("there is no command '{}' here", word), "",
                 fmt::format("Did you mean '{}'? Or see: haidang {}--help", nearest->get_name(),
                             at == &root ? "" : at->get_name() + " ")};
  }
  return std::nullopt;
}

// The command that the words name, as far as they name one: "request refuse".
std::string command_named(CLI::App& root, int argc, const char* const* argv) {
  std::string path;
  CLI::App* at = &root;
  for (int i = 1; i < argc; ++i) {
    for (CLI::App* verb :
         at->get_subcommands([&](CLI::App* app) { return app->check_name(argv[i]); })) {
      path += verb->get_name() + " ";
      at = verb;
      break;
    }
  }
  return path;
}

// What the parser did not understand, as an error like every other.
Error misunderstood(const CLI::ParseError& stop, const std::string& command) {
  constexpr std::string_view required = " is required";
  const std::string said = stop.what();
  const std::string name = stop.get_name();
  const std::string tail = said.substr(std::min(said.find(": ") + 2, said.size()));
  Error error{Code::usage, said, "", fmt::format("haidang {}--help", command)};
  if (name == "RequiredError" && said.starts_with("A subcommand")) {
    error.what = "a command is missing";
  } else if (name == "RequiredError" && said.ends_with(required)) {
    const std::string argument = said.substr(0, said.size() - required.size());
    error.what = fmt::format("the argument {} is missing", argument);
  } else if (said.find("not expected: ") != std::string::npos) {  // named after its command
    error.what = fmt::format("'{}' was not expected", tail);
  } else if (name == "ArgumentMismatch" && said.find(": ") != std::string::npos) {
    error.what = fmt::format("the option {} needs a value", said.substr(0, said.find(": ")));
  }
  return error;
}

// Looked for before the rest is parsed, as --lang is.
Context::Output output_of(int argc, const char* const* argv) {
  const bool json = std::any_of(
      argv + 1, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
  return json ? Context::Output::json : Context::Output::text;
}

// The first of the variables that is set decides (POSIX, "Internationalization Variables").
wording::Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0')
      return wording::Language::find(value).value_or(wording::Language());
  }
  return {};
}

Result<wording::Language> language_named(const std::string& tag) {
  if (const auto found = wording::Language::find(tag)) return *found;
  std::string tags;
  for (const wording::Language language : wording::languages())
    tags += fmt::format(" {} ({})", language.tag(), language.autonym());
  return Error{Code::usage, fmt::format("the program does not speak '{}'", tag), "",
               "Choose one of" + tags};
}

// --lang is looked for before the rest is parsed: what is wrong with the rest is said in it.
Result<wording::Language> language_of(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--lang=")) return language_named(std::string(word.substr(7)));
    if (word == "--lang" && i + 1 < argc) return language_named(argv[i + 1]);
  }
  return language_of_environment();
}

constexpr std::string_view program_summary =
    "Haidang: States cooperate against cybercrime under the Hanoi Convention.\n"
    "Begin with: haidang demo";

// The parser's own words; each command inherits them.
void speak(CLI::App& root, wording::Language language) {
  root.get_formatter()->label("Usage", help_text(language, "Usage"));
  root.get_formatter()->label("Positionals", help_text(language, "Positionals"));
  root.option_defaults()->group(help_text(language, "Options"));
  root.get_help_ptr()->group(help_text(language, "Options"));
}

int parse_and_run(int argc, const char* const* argv) {
  Context context{{}, argv[0], output_of(argc, argv), {}};
  const auto language = language_of(argc, argv);
  if (!language.ok()) return finish(context, language.error());
  context.language = *language;
  CLI::App root{help_text(context.language, program_summary)};
  speak(root, context.language);
  root.require_subcommand(1);
  std::string data;
  const auto help = [&](std::string_view text) { return help_text(context.language, text); };
  root.add_option("--data", data, help("The node's data directory (or HAIDANG_DATA)"))
      ->type_name("DIR");
  std::string lang;  // read by language_of
  root.add_option("--lang", lang, help("ar, en, es, fr, pt, ru, vi, zh (or LANG)"))
      ->type_name("TAG");
  bool wants_json = false;  // read by output_of
  root.add_flag("--json", wants_json, help("One JSON object on standard output"));
  root.fallthrough();
  const std::vector<Choice> choices = build(root, context.language);
  for (const Choice& choice : choices)
    choice.app->fallthrough();
  if (const auto unknown = unknown_verb(root, argc, argv)) return finish(context, *unknown);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    if (stop.get_exit_code() == 0) return root.exit(stop);  // --help
    return finish(context, misunderstood(stop, command_named(root, argc, argv)));
  }
  if (data.empty()) {
    if (const char* named = std::getenv("HAIDANG_DATA")) data = named;
  }
  context.data = data;
  for (const Choice& choice : choices) {
    if (!choice.app->parsed()) continue;
    const Result<Arguments> arguments = collect(choice);
    if (!arguments.ok()) return finish(context, arguments.error());
    return finish(context, choice.command.run(context, *arguments));
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
