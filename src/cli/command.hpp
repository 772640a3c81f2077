// The command table: each command is a row; the parser, the help and the completion come from it.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "words/language.hpp"

namespace haidang::cli {

enum class Arity { flag, one, required, many, any };  // many: one at least, if a positional

struct Option {
  std::string name;   // "--to", or a positional without dashes: "REF"
  std::string value;  // what the help calls the value: "PARTY/AUTHORITY"
  std::string help;
  Arity arity = Arity::one;
};

inline const Option request_option{"REF", "REF", "A request's reference, or the beginning of it",
                                   Arity::required};
inline const Option officer_option{"NAME", "NAME", "The officer's account", Arity::required};

class Arguments {
 public:
  void set(const std::string& name, std::vector<std::string> values) {
    values_[name] = std::move(values);
  }
  [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }
  [[nodiscard]] std::string one(const std::string& name) const;  // required options only
  [[nodiscard]] std::optional<std::string> optional(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> many(const std::string& name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

// What a command has to say: for people, and the same as JSON.
struct Outcome {
  std::string text;
  json::object value;
  int exit_code = 0;
};

// Where commands write and what all of them share.
struct Context {
  std::filesystem::path data;  // --data, or HAIDANG_DATA
  std::string program;         // how we were called
  enum class Output { text, json } output = Output::text;
  wording::Language language =
      {};  // --lang, or LC_ALL, LC_MESSAGES, LANG; JSON is never translated
};

struct Command {
  std::vector<std::string> path;  // {"request", "send"}
  std::string summary;
  std::vector<std::string> examples;
  std::vector<Option> options;
  std::function<Result<Outcome>(const Context&, const Arguments&)> run;
};

// Every command of the program, in the order of the help.
std::vector<Command> all_commands();
std::vector<Command> node_commands();       // init, serve, login, status, doctor, rebuild
std::vector<Command> party_commands();      // party export, trust, list
std::vector<Command> people_commands();     // officer, authority
std::vector<Command> account_commands();    // officer account, totp, reset; sign-in rules
std::vector<Command> duty_commands();       // officer delegate; roster
std::vector<Command> look_commands();       // look show, set, remove
std::vector<Command> mail_commands();       // mail show, set, trial, remove
std::vector<Command> notice_commands();     // notice list, seen
std::vector<Command> draft_commands();      // request drafts, approve, reject; four-eyes
std::vector<Command> custodian_commands();  // request custodian-copy
std::vector<Command> trust_commands();      // party forget, refresh; key; outbox
std::vector<Command> request_commands();    // request new, check, send, list, show, and the acts
std::vector<Command> act_commands();        // request acknowledge, accept, answer, ...
std::vector<Command> owner_commands();      // request take, give, give-back
std::vector<Command> letter_commands();     // request letter
std::vector<Command> evidence_commands();   // evidence add, list, deliver; package make, verify
std::vector<Command> law_commands();        // law check
std::vector<Command> audit_commands();      // journal search
std::vector<Command> journal_commands();    // journal backed-up, verify, checkpoint
std::vector<Command> explain_commands();    // explain
std::vector<Command> demo_commands();       // demo

// Progress and messages: standard error, never mixed with the result.
void say(std::string_view text);

}  // namespace haidang::cli
