#include "node/use_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::node {
namespace {

using casework::Given;
using casework::IntendedUse;
using casework::Use;

// A received item, with the case that it came in.
struct Received {
  std::shared_ptr<const casework::CaseState> state;
  const casework::RequestState* request = nullptr;
  const ManifestItem* item = nullptr;
  [[nodiscard]] Given given() const { return {*state, *request, item}; }
};

// The item as the case knows it: conditions that were lifted since have ended there.
Result<std::optional<Received>> received(Road& road, const EvidenceItem& row) {
  Received out;
  HD_TRY(out.state, road.find_case(row.case_id));
  out.request = out.state->find(row.request);
  if (out.request == nullptr) return std::optional<Received>{};
  const auto& items = out.request->items;
  const auto it = std::find_if(items.begin(), items.end(),
                               [&](const ManifestItem& item) { return item.id == row.facts.id; });
  if (it == items.end()) return std::optional<Received>{};
  out.item = &*it;
  return std::optional(std::move(out));
}

const PartyCode& first_giver(const EvidenceItem& row) {
  return row.facts.origin ? *row.facts.origin : row.holder;
}

// Copies of a file that others gave us, other than `to` itself: what goes back goes nowhere new.
Result<std::vector<EvidenceItem>> foreign_copies(Road& road, EvidenceBook& book,
                                                 const Digest& digest, const PartyCode& to) {
  HD_TRY(std::vector<EvidenceItem> rows, book.given_by_others(digest));
  std::erase_if(rows, [&](const EvidenceItem& row) {
    const PartyCode& first = first_giver(row);
    return row.holder == to || first == to || first == road.self().party;
  });
  return rows;
}

void add_condition(std::vector<UseCondition>& to, const UseCondition& condition) {
  const bool known = std::any_of(to.begin(), to.end(), [&](const UseCondition& other) {
    return other.code == condition.code && other.text == condition.text;
  });
  if (!known) to.push_back(condition);
}

Result<void> check_onward(Road& road, EvidenceBook& book, const Digest& digest,
                          const std::string& recipient, const PartyCode& to, Time now) {
  HD_TRY(const std::vector<EvidenceItem> rows, foreign_copies(road, book, digest, to));
  for (const EvidenceItem& row : rows) {
    HD_TRY(const auto from, received(road, row));
    if (!from) continue;
    HD_TRY_VOID(casework::check_use(from->given(), {Use::onward, recipient}, road.law(), now));
  }
  return {};
}

Result<void> check_delivery(Road& road, EvidenceBook& book, const casework::Command& command,
                            Time now) {
  const auto body = read_deliver(command.body);
  if (!body.ok() || !command.case_id || !command.request) return {};  // decide says what is wrong
  HD_TRY(const auto state, road.find_case(*command.case_id));
  const casework::RequestState* request = state->find(*command.request);
  if (request == nullptr) return {};
  const bool ours = request->requesting.party == road.self().party;
  const PartyCode& to = ours ? request->requested.party : request->requesting.party;
  for (const ManifestItem& item : body->items) {
    HD_TRY_VOID(check_onward(road, book, item.sha256, to.text(), to, now));
    for (const auto& [party, key] : item.audience)
      HD_TRY_VOID(check_onward(road, book, item.sha256, party.text(), party, now));
  }
  return {};
}

Result<void> check_opening(Road& road, const casework::Command& command, Time now) {
  if (!command.body.contains("cites") || !command.to) return {};
  const auto body = read_request(command.body);
  if (!body.ok() || !body->cites) return {};
  const auto cited = road.find_case(*body->cites);
  if (!cited.ok()) return {};  // a case of another node
  return casework::check_citation(**cited, road.self().party, command.to->party, road.law(), now);
}

// 36(3): the original transferring Party decides; who has the data from it passes the question on.
Result<void> check_consent(Road& road, EvidenceBook& book, const casework::Command& command,
                           Time now) {
  if (!command.case_id || !command.request) return {};
  HD_TRY(const auto state, road.find_case(*command.case_id));
  const casework::RequestState* request = state->find(*command.request);
  if (request == nullptr || !request->body.recipient_code) return {};
  if (request->requested.party != road.self().party) return {};  // not ours to give: decide says so
  for (const Digest& digest : request->body.about_items) {
    HD_TRY_VOID(check_onward(road, book, digest, *request->body.recipient_code,
                             request->requesting.party, now));
  }
  return {};
}

}  // namespace

Result<void> check_statement(Road& road, EvidenceBook& book, const casework::Command& command,
                             Time now) {
  switch (command.kind) {
    case ActKind::deliver:
      return check_delivery(road, book, command, now);
    case ActKind::request:
    case ActKind::inform:
      return check_opening(road, command, now);
    case ActKind::consent:
      return check_consent(road, book, command, now);
    default:
      return {};
  }
}

Result<void> bind_origin(Road& road, EvidenceBook& book, ManifestItem& item, const PartyCode& to,
                         Time now) {
  HD_TRY_VOID(check_onward(road, book, item.sha256, to.text(), to, now));
  HD_TRY(const std::vector<EvidenceItem> all, book.given_by_others(item.sha256));
  if (!item.origin && !all.empty()) item.origin = first_giver(all.front());
  HD_TRY(const std::vector<EvidenceItem> rows, foreign_copies(road, book, item.sha256, to));
  for (const EvidenceItem& row : rows) {
    HD_TRY(const auto from, received(road, row));
    if (!from) continue;
    for (const UseCondition& condition :
         casework::conditions_onward(from->given(), to.text(), road.law(), now))
      add_condition(item.conditions, condition);
  }
  return {};
}

Result<void> check_case_use(Road& road, EvidenceBook& book, const CaseId& id,
                            const casework::IntendedUse& use, Time now) {
  HD_TRY(const auto state, road.find_case(id));
  HD_TRY(const std::vector<EvidenceItem> rows, book.of_case(id));
  for (const EvidenceItem& row : rows) {
    if (row.holder == road.self().party || row.state != ItemState::complete) continue;
    if (use.recipient == row.holder.text() || use.recipient == first_giver(row).text()) continue;
    HD_TRY(const auto from, received(road, row));
    if (from) HD_TRY_VOID(casework::check_use(from->given(), use, road.law(), now));
  }
  if (use.use != Use::onward) return {};
  for (const casework::RequestState& request : state->requests) {
    const PartyCode& giver = casework::gives(request);
    const bool theirs = giver != road.self().party && giver.text() != use.recipient;
    const bool said = request.is_information || !request.answers.empty();
    if (!theirs || !said) continue;
    HD_TRY_VOID(casework::check_use({*state, request}, use, road.law(), now));
  }
  return {};
}

}  // namespace haidang::node
