#include "cli/command.hpp"

#include <cstdio>
#include <iterator>

namespace haidang::cli {

std::string Arguments::one(const std::string& name) const {
  const auto it = values_.find(name);
  HD_CHECK(it != values_.end() && !it->second.empty());
  return it->second.front();
}

std::optional<std::string> Arguments::optional(const std::string& name) const {
  const auto it = values_.find(name);
  if (it == values_.end() || it->second.empty()) return std::nullopt;
  return it->second.front();
}

std::vector<std::string> Arguments::many(const std::string& name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>{} : it->second;
}

std::vector<Command> all_commands() {
  std::vector<Command> all;
  for (auto* part : {demo_commands,    node_commands,   party_commands,     people_commands,
                     account_commands, duty_commands,   notice_commands,    mail_commands,
                     look_commands,    draft_commands,  custodian_commands, trust_commands,
                     request_commands, letter_commands, owner_commands,     evidence_commands,
                     law_commands,     audit_commands,  journal_commands,   explain_commands}) {
    std::vector<Command> rows = part();
    all.insert(all.end(), std::make_move_iterator(rows.begin()),
               std::make_move_iterator(rows.end()));
  }
  return all;
}

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

}  // namespace haidang::cli
