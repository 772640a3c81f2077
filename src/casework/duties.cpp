#include "casework/duties.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::casework {

const treaty::Duty* duty_of(const RequestState& request, treaty::DutyName name) {
  const auto it = std::find_if(request.duties.begin(), request.duties.end(),
                               [name](const treaty::Duty* duty) { return duty->name == name; });
  return it == request.duties.end() ? nullptr : *it;
}

bool concerns(const treaty::Duty& duty, const std::vector<std::string>& grounds) {
  if (duty.grounds.empty()) return true;
  return std::any_of(grounds.begin(), grounds.end(), [&duty](const std::string& code) {
    return std::find(duty.grounds.begin(), duty.grounds.end(), code) != duty.grounds.end();
  });
}

Result<void> check_consulted(const RequestState& request, treaty::DutyName name,
                             const std::vector<std::string>* grounds) {
  const treaty::Duty* duty = duty_of(request, name);
  if (duty == nullptr || request.consulted) return {};
  const bool owed = grounds == nullptr ? duty->grounds.empty() : concerns(*duty, *grounds);
  if (!owed) return {};
  return Error{Code::not_in_this_state,
               "the requesting Party was not consulted",
               fmt::format("{} asks the requested Party to consult before this step, on whether "
                           "assistance can be given under conditions",
                           duty->source.citation),
               "Consult first: haidang request consult REF --text \"...\"",
               {{"consult", "Consultation with the requesting Party", duty->source.citation}}};
}

const treaty::Outcome* outcome_of(const RequestState& request, const json::object* body) {
  if (body == nullptr || request.rules == nullptr) return nullptr;
  const auto said = read_executed(*body);
  return said.ok() ? request.rules->outcome(said->what) : nullptr;
}

std::string outcomes_text(const std::vector<treaty::Outcome>& outcomes) {
  std::string text;
  for (const treaty::Outcome& outcome : outcomes)
    text += (text.empty() ? "" : ", ") + outcome.what;
  return text;
}

// The announcement stands in the author's own chain, and what it has seen of the other chain the
// other side has said: both know alike.
Result<void> check_heard(const RequestState& request, std::optional<Time> at) {
  if (request.hear_until && (request.heard || !at || *request.hear_until <= *at)) return {};
  return Error{Code::not_in_this_state,
               "the requesting Party had no chance to be heard",
               request.hear_until ? fmt::format("it may present its reasons until {}, art. 50(8)",
                                                format_time(*request.hear_until))
                                  : "the lifting was not announced, art. 50(8)",
               "Announce it and wait: haidang request announce-lifting",
               {{"announce-lifting", "A chance to present reasons", "art. 50(8)"}}};
}

}  // namespace haidang::casework
