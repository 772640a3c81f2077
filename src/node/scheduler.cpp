#include "node/scheduler.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "casework/decide.hpp"
#include "node/permissions.hpp"

namespace haidang::node {
namespace {

using To = casework::Escalation::To;

constexpr int last_days = 1;  // of a reminder that everybody gets
constexpr std::array levels{"on-duty", "deputy", "central-authority"};

std::string_view level_name(To to) {
  return levels.at(static_cast<std::size_t>(to));
}

bool same(const Notice& a, const Notice& b) {
  return a.kind == b.kind && a.rule == b.rule && a.due == b.due && a.days == b.days &&
         a.level == b.level;
}

// What is due has been told, and nothing that is open has passed. Neither holds one twice.
bool same(const std::vector<OpenNotice>& open, const std::vector<Notice>& due) {
  return open.size() == due.size() &&
         std::all_of(open.begin(), open.end(), [&due](const OpenNotice& row) {
           return std::any_of(due.begin(), due.end(),
                              [&row](const Notice& other) { return same(row.notice, other); });
         });
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

std::vector<casework::ToldEscalation> escalations_of(const ActId& request,
                                                     const std::vector<OpenNotice>& open) {
  using Opened = casework::ToldEscalation::Opened;
  std::vector<casework::ToldEscalation> told;
  for (const OpenNotice& row : open) {
    const auto level = std::find(levels.begin(), levels.end(), row.notice.level);
    if (level == levels.end()) continue;
    const auto to = static_cast<To>(level - levels.begin());
    told.push_back({{request, row.notice.rule, row.notice.due, to},
                    row.notice.made_at,
                    row.first_seen_at ? Opened::by_somebody : Opened::by_nobody});
  }
  return told;
}

// All that goes somewhere now: by the long step, before its time because nobody opened what was
// told, and what went up so and still holds.
std::vector<casework::Escalation> escalations_now(const casework::RequestState& request,
                                                  const PartyCode& ours, Millis step,
                                                  const casework::Patience& patience, Time now,
                                                  const std::vector<OpenNotice>& open) {
  std::vector<casework::Escalation> list = casework::escalations_due(request, ours, step, now, {});
  const auto told = escalations_of(request.id, open);
  std::vector<casework::Escalation> more =
      casework::unopened_due(request, ours, patience, now, told);
  for (const casework::ToldEscalation& row : told) {
    const bool late = std::any_of(list.begin(), list.end(), [&](const casework::Escalation& it) {
      return it.rule == row.escalation.rule && it.overdue_since == row.escalation.overdue_since;
    });
    if (late) more.push_back(row.escalation);
  }
  for (casework::Escalation& row : more) {
    if (std::find(list.begin(), list.end(), row) == list.end()) list.push_back(std::move(row));
  }
  return list;
}

bool is_ours(const casework::RequestState& request, const PartyCode& ours) {
  return request.requesting.party == ours || request.requested.party == ours;
}

// The request by which we are in the case, while it goes on: what concerns the whole case is told
// about it.
bool brought_us(const casework::CaseState& state, const casework::RequestState& request,
                const PartyCode& ours) {
  if (casework::is_over(request)) return false;
  const auto first =
      std::find_if(state.requests.begin(), state.requests.end(),
                   [&](const casework::RequestState& row) { return is_ours(row, ours); });
  return first != state.requests.end() && first->id == request.id;
}

// When each of the acts was signed that showed one.
std::set<Time> contradicted_since(const casework::CaseState& state) {
  std::set<Time> since;
  for (const casework::CommittedAct& row : state.timeline) {
    const auto shows = [&](const casework::Contradiction& it) { return it.in == row.act.id; };
    if (std::any_of(state.contradictions.begin(), state.contradictions.end(), shows)) {
      since.insert(row.act.issued_at);
    }
  }
  return since;
}

std::vector<std::string> speakers_of(const casework::CaseState& state, const PartyCode& ours) {
  std::vector<std::string> names;
  for (const casework::CommittedAct& row : state.timeline) {
    if (row.act.author.party == ours) put_each_once(names, {row.act.officer});
  }
  return names;
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

std::vector<Notice> Scheduler::due_now(const casework::RequestState& request,
                                       const casework::CaseState& state,
                                       const std::vector<OpenNotice>& open, Time now) const {
  std::vector<Notice> due;
  const PartyCode& ours = road_.self().party;
  const std::string& authority =
      request.requesting.party == ours ? request.requesting.authority : request.requested.authority;
  Notice common;
  common.request = request.id;
  common.case_id = state.id;
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
  for (const casework::Escalation& row :
       escalations_now(request, ours, step_, patience_, now, open)) {
    due.push_back(common);
    due.back().kind = row.rule.empty() ? NoticeKind::unacknowledged : NoticeKind::overdue;
    if (request.body.emergency) due.back().kind = NoticeKind::emergency;
    due.back().rule = row.rule;
    due.back().due = row.overdue_since;
    due.back().level = level_name(row.to);
  }
  if (state.contradictions.empty() || !brought_us(state, request, ours)) return due;
  for (const Time since : contradicted_since(state)) {
    due.push_back(common);
    due.back().kind = NoticeKind::contradiction;
    due.back().due = since;
  }
  return due;
}

std::optional<Time> Scheduler::next_of(const casework::RequestState& request,
                                       const std::vector<OpenNotice>& open, Time now) const {
  const PartyCode& ours = road_.self().party;
  auto next = casework::next_notice(request, ours, step_, now);
  const auto sooner =
      casework::next_unopened(request, ours, patience_, now, escalations_of(request.id, open));
  if (sooner && (!next || *sooner < *next)) next = sooner;
  return next;
}

Result<void> Scheduler::on_act(const casework::CommittedAct& act, journal::LeafIndex) {
  const Time now = clock_.now();
  HD_TRY(const auto state, road_.find_case(act.act.case_id));
  const PartyCode& ours = road_.self().party;
  for (const casework::RequestState& request : state->requests) {
    // Of what two others ask each other, in a joint investigation, we have nothing to do.
    if (!is_ours(request, ours)) continue;
    HD_TRY(const std::vector<OpenNotice> open, book_.open_of(request.id));
    const bool settled = same(open, due_now(request, *state, open, now));
    HD_TRY_VOID(book_.watch({request.id, state->id}, settled ? next_of(request, open, now) : now));
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
  HD_TRY(const std::vector<OpenNotice> open, book_.open_of(watch.request));
  const std::vector<Notice> due = due_now(*request, **state, open, now);
  HD_TRY_VOID(settle_others(open, due, now));
  for (const Notice& notice : due) {
    HD_TRY(const auto known, book_.find(notice));
    if (known) {
      HD_TRY_VOID(book_.reopen(*known));
    } else {
      HD_TRY_VOID(make(notice, **state, staff, own, made));
    }
  }
  HD_TRY(const std::vector<OpenNotice> after, book_.open_of(watch.request));
  return book_.watch(watch, next_of(*request, after, now));
}

Result<void> Scheduler::settle_others(const std::vector<OpenNotice>& open,
                                      const std::vector<Notice>& due, Time now) {
  for (const OpenNotice& row : open) {
    const bool holds = std::any_of(due.begin(), due.end(),
                                   [&](const Notice& other) { return same(row.notice, other); });
    if (!holds) HD_TRY_VOID(book_.settle(row.notice.id, now));
  }
  return {};
}

Result<std::vector<Telling>> Scheduler::tellings_of(const Notice& notice,
                                                    const casework::CaseState& state,
                                                    const std::vector<std::string>& officers) {
  std::vector<Recipient> recipients;
  for (const std::string& officer : officers) {
    HD_TRY(const auto chosen, book_.preferences_of(officer));
    recipients.push_back({officer, chosen.value_or(NoticePreferences{})});
  }
  return tellings({notice.kind, notice.measure, speakers_of(state, road_.self().party)}, recipients,
                  notice.made_at);
}

// Whoever took the request hears of what runs out; on its last days everybody does.
Result<std::vector<std::string>> Scheduler::whom_first(const Notice& notice, Staff& staff,
                                                       const directory::Profile& own) {
  HD_TRY(const std::vector<std::string> all, whom_to_tell(notice, staff, own));
  if (notice.kind != NoticeKind::reminder || notice.days <= last_days) return all;
  HD_TRY(const std::optional<Ownership> owner, owners_.of(notice.request));
  if (!owner || std::find(all.begin(), all.end(), owner->officer) == all.end()) return all;
  return std::vector<std::string>{owner->officer};
}

Result<void> Scheduler::make(Notice notice, const casework::CaseState& state, Staff& staff,
                             const directory::Profile& own, std::vector<Made>& made) {
  HD_TRY(const std::vector<std::string> candidates, whom_first(notice, staff, own));
  HD_TRY(const std::vector<Telling> told, tellings_of(notice, state, candidates));
  std::vector<std::string> officers;
  for (const Telling& row : told)
    officers.push_back(row.officer);
  HD_TRY(notice.id, book_.add(notice, told));
  json::object event{{"notice", notice.id},
                     {"what", notice_kind_name(notice.kind)},
                     {"request", notice.request.text()},
                     {"rule", notice.rule},
                     {"level", notice.level},
                     {"authority", notice.authority},
                     {"officers", json::array(officers.begin(), officers.end())}};
  HD_TRY(const auto leaf, road_.record("notice-made", std::move(event)));
  (void)leaf;
  made.push_back({std::move(notice), std::move(officers)});
  return {};
}

}  // namespace haidang::node
