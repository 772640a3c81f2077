// What officers are told of: when the scheduler looks, and what each officer reads and has seen.
#include <fmt/format.h>

#include "node/node_state.hpp"

namespace haidang::node {
namespace {

constexpr Millis pause_after_failure = std::chrono::seconds(60);

// To an address that is new here a code goes by itself, if a relay takes mail; he asks for another
// one if it does not come.
void offer_code(Node::State& state, const NoticePreferences& chosen, const std::string& officer) {
  if (chosen.mail == Mail::off) return;
  const auto standing = state.sequencer->read([&](Road&) {
    return state.mails->standing(officer, chosen.mail_to, state.parts.clock.now());
  });
  if (!standing.ok() || standing->is_confirmed || standing->code_sent_at) return;
  const auto sent = state.send_code(officer, [&state](const Result<void>& taken) {
    if (!taken.ok()) state.parts.log.error("mail-code-not-sent", taken.error());
  });
  const bool without_relay = !sent.ok() && sent.error().code == Code::not_in_this_state;
  if (!sent.ok() && !without_relay) state.parts.log.error("mail-code-not-sent", sent.error());
}

}  // namespace

void Node::employ(Staff* staff) {
  {
    const std::lock_guard lock(state_->staff_mutex);
    state_->staff = staff;
  }
  state_->sequencer->wake();
}

// On the sequencer's thread, between groups: the look itself is a write like any other, so that
// notices become durable together with their entries in the journal.
std::optional<Time> Node::State::look_when_due() {
  if (looking || stopping) return std::nullopt;
  {
    const std::lock_guard lock(staff_mutex);
    if (staff == nullptr) return std::nullopt;
  }
  const auto next = scheduler->next_look();
  if (!next.ok()) parts.log.error("notices-not-read", next.error());
  if (!next.ok() || !*next) return std::nullopt;
  const Time at = std::max(**next, look_not_before);
  if (at > parts.clock.now()) return at;
  looking = true;
  auto made = std::make_shared<std::vector<Made>>();
  const auto stage = [this, made](Road&) {
    const std::lock_guard lock(staff_mutex);
    if (staff == nullptr) return;
    auto looked = scheduler->look(*staff, parts.profile, parts.clock.now());
    if (looked.ok()) *made = *std::move(looked);
  };
  const auto settled = [this, made](const Result<Committed>& committed) {
    looking = false;
    if (!committed.ok()) {
      look_not_before = parts.clock.now() + pause_after_failure;
      return parts.log.error("notices-not-made", committed.error());
    }
    for (const Made& row : *made) {
      emit({"notice",
            {{"notice", row.notice.id},
             {"kind", notice_kind_name(row.notice.kind)},
             {"request", row.notice.request.text()},
             {"case", row.notice.case_id.text()}}});
    }
  };
  sequencer->write({stage, settled, Sequencer::Settles::once_durable});
  return std::nullopt;
}

Result<json::object> Node::notices(const Actor& actor, std::size_t most) {
  return state_->sequencer->read([&](Road& road) -> Result<json::object> {
    const Time now = state_->parts.clock.now();
    HD_TRY(const std::vector<Told> told, state_->notices->told(actor.officer, most));
    HD_TRY(const std::int64_t unseen, state_->notices->unseen(actor.officer, now));
    HD_TRY(const std::optional<Time> next, state_->notices->next_told(actor.officer, now));
    json::array list;
    for (const Told& row : told) {
      json::object line = describe_notice(row.notice, road.law());
      line["told_at"] = format_time(row.told_at);
      line["seen_at"] = nullptr;
      if (row.seen_at) line["seen_at"] = format_time(*row.seen_at);
      list.push_back(std::move(line));
    }
    json::object out{{"unseen", unseen}, {"next_told_at", nullptr}, {"notices", std::move(list)}};
    if (next) out["next_told_at"] = format_time(*next);
    return out;
  });
}

// Without a choice: everything at once, in the time zone of the authority where he is.
Result<json::object> Node::notice_preferences(const Actor& actor) {
  return state_->sequencer->read([&](Road&) -> Result<json::object> {
    HD_TRY(const auto chosen, state_->notices->preferences_of(actor.officer));
    if (chosen) return describe(*chosen);
    NoticePreferences preferences;
    for (const directory::AuthorityInfo& row : state_->parts.profile.authorities) {
      const bool his = !actor.posts.empty() && actor.posts.front().authority == row.id;
      if (his && !row.time_zone.empty()) preferences.time_zone = row.time_zone;
    }
    return describe(preferences);
  });
}

Result<json::object> Node::choose_notices(const json::object& preferences, const Actor& actor) {
  HD_TRY(const NoticePreferences chosen, read_notice_preferences(preferences));
  for (const std::string& measure : chosen.measures) {
    HD_TRY(const treaty::Measure* known, treaty::Treaty::embedded().measure(measure));
    (void)known;
  }
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    const Result<void> kept = state_->notices->choose(actor.officer, chosen);
    if (!kept.ok()) {
      road.spoil(kept.error());
      return kept.error();
    }
    json::object event = describe(chosen);
    event.erase("mail_to");  // an address may change and be forgotten; the journal forgets nothing
    event["officer"] = actor.officer;
    HD_TRY(const auto leaf, road.record("notices-chosen", std::move(event)));
    (void)leaf;
    return {};
  }));
  (void)committed;
  offer_code(*state_, chosen, actor.officer);
  return notice_preferences(actor);
}

Result<json::object> Node::see_notices(const std::vector<std::int64_t>& ids, const Actor& actor) {
  if (ids.empty()) return notices(actor);
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    const Time now = state_->parts.clock.now();
    for (const std::int64_t id : ids) {
      HD_TRY(const bool his, state_->notices->is_told(id, actor.officer));
      if (!his)
        return Error{Code::not_found, fmt::format("no notice {} is for you", id), "",
                     "haidang notice list"};
    }
    for (const std::int64_t id : ids) {
      const Result<void> seen = state_->notices->see(id, actor.officer, now);
      if (seen.ok()) continue;
      road.spoil(seen.error());
      return seen.error();
    }
    HD_TRY(const auto leaf,
           road.record("notices-seen", {{"notices", json::array(ids.begin(), ids.end())},
                                        {"officer", actor.officer}}));
    (void)leaf;
    return {};
  }));
  (void)committed;
  return notices(actor);
}

}  // namespace haidang::node
