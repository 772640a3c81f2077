#include "node/scheduler.hpp"

#include <algorithm>
#include <array>

#include "node/permissions.hpp"

namespace haidang::node {
namespace {

using To = casework::Escalation::To;

constexpr std::array levels{"on-duty", "deputy", "central-authority"};

std::string_view level_name(To to) {
  return levels.at(static_cast<std::size_t>(to));
}

bool same(const Notice& a, const Notice& b) {
  return a.kind == b.kind && a.rule == b.rule && a.due == b.due && a.days == b.days &&
         a.level == b.level;
}

void put_each_once(std::vector<std::string>& names, const std::vector<std::string>& more) {
  for (const std::string& name : more) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
}

// Who is on the roster; where nobody is, the published hours say that all of them are.
Result<std::vector<std::string>> those_on_duty(Staff& staff, const std::string& authority,
                                               Time now) {
  HD_TRY(std::vector<std::string> names, staff.on_duty(authority, now));
  if (!names.empty()) return names;
  return staff.officers_at(authority);
}

Result<std::vector<std::string>> those_at_central_authorities(Staff& staff,
                                                              const directory::Profile& own,
                                                              Time now) {
  std::vector<std::string> names;
  for (const directory::AuthorityInfo& row : own.authorities) {
    const auto roles = RoleSet::parse(row.roles);
    if (!roles.ok() || !roles->has(Role::central_authority)) continue;
    HD_TRY(const std::vector<std::string> more, those_on_duty(staff, row.id, now));
    put_each_once(names, more);
  }
  return names;
}

// A level at which nobody stands is no reason to tell nobody.
Result<std::vector<std::string>> whom_to_tell(const Notice& notice, Staff& staff,
                                              const directory::Profile& own) {
  std::vector<std::string> names;
  if (notice.level == level_name(To::on_duty)) {
    return those_on_duty(staff, notice.authority, notice.made_at);
  }
  if (notice.level == level_name(To::deputy)) {
    HD_TRY(names, staff.deputies(notice.authority, notice.made_at));
  }
  if (notice.level == level_name(To::central_authority)) {
    HD_TRY(names, those_at_central_authorities(staff, own, notice.made_at));
  }
  if (!names.empty()) return names;
  return staff.officers_at(notice.authority);
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::string(text);
}

}  // namespace

json::object describe_notice(const Notice& notice, const treaty::Treaty& law) {
  const treaty::ClockRule* rule = law.clock(notice.rule);
  json::object out{{"id", notice.id},
                   {"kind", notice_kind_name(notice.kind)},
                   {"request", notice.request.text()},
                   {"case", notice.case_id.text()},
                   {"measure", notice.measure},
                   {"rule", text_or_null(notice.rule)},
                   {"citation", text_or_null(rule != nullptr ? rule->source.citation : "")},
                   {"due", format_time(notice.due)},
                   {"days", nullptr},
                   {"level", text_or_null(notice.level)},
                   {"authority", notice.authority},
                   {"made_at", format_time(notice.made_at)},
                   {"settled_at", nullptr}};
  if (notice.kind == NoticeKind::reminder) out["days"] = notice.days;
  if (notice.settled_at) out["settled_at"] = format_time(*notice.settled_at);
  return out;
}

std::vector<Notice> Scheduler::due_now(const casework::RequestState& request, const CaseId& case_id,
                                       Time now) const {
  std::vector<Notice> due;
  const PartyCode& ours = road_.self().party;
  const std::string& authority =
      request.requesting.party == ours ? request.requesting.authority : request.requested.authority;
  Notice common;
  common.request = request.id;
  common.case_id = case_id;
  common.measure = request.body.measure;
  common.authority = authority;
  common.made_at = now;
  for (const casework::Reminder& row : casework::reminders_due(request, now, {})) {
    if (row.to.party != ours) continue;
    due.push_back(common);
    due.back().rule = row.rule;
    due.back().due = row.due;
    due.back().days = row.days;
  }
  for (const casework::Escalation& row : casework::escalations_due(request, ours, step_, now, {})) {
    due.push_back(common);
    due.back().kind = row.rule.empty() ? NoticeKind::unacknowledged : NoticeKind::overdue;
    due.back().rule = row.rule;
    due.back().due = row.overdue_since;
    due.back().level = level_name(row.to);
  }
  return due;
}

Result<void> Scheduler::on_act(const casework::CommittedAct& act, journal::LeafIndex) {
  const Time now = clock_.now();
  HD_TRY(const auto state, road_.find_case(act.act.case_id));
  const PartyCode& ours = road_.self().party;
  for (const casework::RequestState& request : state->requests) {
    // Of what two others ask each other, in a joint investigation, we have nothing to do.
    if (request.requesting.party != ours && request.requested.party != ours) continue;
    auto next = casework::next_notice(request, road_.self().party, step_, now);
    HD_TRY(const std::vector<Notice> open, book_.open_of(request.id));
    if (!open.empty() || !due_now(request, state->id, now).empty()) next = now;
    HD_TRY_VOID(book_.watch({request.id, state->id}, next));
  }
  return {};
}

Result<std::vector<Made>> Scheduler::look(Staff& staff, const directory::Profile& own, Time now) {
  std::vector<Made> made;
  HD_TRY(const std::vector<NoticeBook::Watch> list, book_.to_look_at(now, requests_a_look));
  for (const NoticeBook::Watch& watch : list) {
    const Result<void> looked = look_at(watch, staff, own, now, made);
    if (!looked.ok()) {
      road_.spoil(looked.error());
      return looked.error();
    }
  }
  return made;
}

Result<void> Scheduler::look_at(const NoticeBook::Watch& watch, Staff& staff,
                                const directory::Profile& own, Time now, std::vector<Made>& made) {
  // What cannot be read is not looked at again before an act changes it: others go on.
  const auto state = road_.find_case(watch.case_id);
  const casework::RequestState* request = state.ok() ? (*state)->find(watch.request) : nullptr;
  if (request == nullptr) return book_.watch(watch, std::nullopt);
  const std::vector<Notice> due = due_now(*request, watch.case_id, now);
  HD_TRY_VOID(settle_others(watch.request, due, now));
  for (const Notice& notice : due) {
    HD_TRY(const auto known, book_.find(notice));
    if (known) {
      HD_TRY_VOID(book_.reopen(*known));
    } else {
      HD_TRY_VOID(make(notice, staff, own, made));
    }
  }
  return book_.watch(watch, casework::next_notice(*request, road_.self().party, step_, now));
}

Result<void> Scheduler::settle_others(const ActId& request, const std::vector<Notice>& due,
                                      Time now) {
  HD_TRY(const std::vector<Notice> open, book_.open_of(request));
  for (const Notice& row : open) {
    const bool holds =
        std::any_of(due.begin(), due.end(), [&](const Notice& other) { return same(row, other); });
    if (!holds) HD_TRY_VOID(book_.settle(row.id, now));
  }
  return {};
}

Result<void> Scheduler::make(Notice notice, Staff& staff, const directory::Profile& own,
                             std::vector<Made>& made) {
  HD_TRY(const std::vector<std::string> officers, whom_to_tell(notice, staff, own));
  HD_TRY(notice.id, book_.add(notice, officers));
  json::object event{{"notice", notice.id},
                     {"what", notice_kind_name(notice.kind)},
                     {"request", notice.request.text()},
                     {"rule", notice.rule},
                     {"level", notice.level},
                     {"authority", notice.authority},
                     {"officers", json::array(officers.begin(), officers.end())}};
  HD_TRY(const auto leaf, road_.record("notice-made", std::move(event)));
  (void)leaf;
  made.push_back({std::move(notice), officers});
  return {};
}

}  // namespace haidang::node
