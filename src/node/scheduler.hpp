// Brings to officers' minds what runs out and what is overdue: looks at each request when it is
// time, makes each notice once, journals it, and settles it when its cause has gone. Nothing is
// closed or deleted by silence. Everything happens on the sequencer's thread; time comes with each
// call.
#pragma once
#include <vector>

#include "casework/reminders.hpp"
#include "directory/profile.hpp"
#include "node/notice_book.hpp"
#include "node/owner_book.hpp"
#include "node/road.hpp"
#include "node/staff.hpp"

namespace haidang::node {

// A notice that was just made, and whom it is for.
struct Made {
  Notice notice;
  std::vector<std::string> officers;
};

class Scheduler final : public ActObserver {
 public:
  static constexpr std::size_t requests_a_look = 100;
  // `step`: how long until what is overdue goes one level up (casework/reminders.hpp).
  Scheduler(NoticeBook& book, OwnerBook& owners, Road& road, const haidang::Clock& clock,
            Millis step)
      : book_(book), owners_(owners), road_(road), clock_(clock), step_(step) {}

  // Inside a group: the requests whose time has come, at most `requests_a_look`. A failed write
  // spoils the group. `own`: for which of our authorities is the central authority.
  Result<std::vector<Made>> look(Staff& staff, const directory::Profile& own, Time now);
  // When there is something to look at; none: nothing is watched.
  Result<std::optional<Time>> next_look() { return book_.next_look(); }

  // ActObserver: an act changes what is due of its case.
  Result<void> on_act(const casework::CommittedAct& act, journal::LeafIndex leaf) override;
  void on_committed(const casework::CommittedAct&) override {}

 private:
  // `open`: what was told of the request and holds until its cause has gone.
  [[nodiscard]] std::vector<Notice> due_now(const casework::RequestState& request,
                                            const casework::CaseState& state,
                                            const std::vector<OpenNotice>& open, Time now) const;
  [[nodiscard]] std::optional<Time> next_of(const casework::RequestState& request,
                                            const std::vector<OpenNotice>& open, Time now) const;
  Result<void> look_at(const NoticeBook::Watch& watch, Staff& staff, const directory::Profile& own,
                       Time now, std::vector<Made>& made);
  Result<void> settle_others(const std::vector<OpenNotice>& open, const std::vector<Notice>& due,
                             Time now);
  Result<void> make(Notice notice, const casework::CaseState& state, Staff& staff,
                    const directory::Profile& own, std::vector<Made>& made);
  Result<std::vector<std::string>> whom_first(const Notice& notice, Staff& staff,
                                              const directory::Profile& own);
  Result<std::vector<Telling>> tellings_of(const Notice& notice, const casework::CaseState& state,
                                           const std::vector<std::string>& officers);

  NoticeBook& book_;
  OwnerBook& owners_;
  Road& road_;
  const haidang::Clock& clock_;
  Millis step_;
  casework::Patience patience_ = {};
};

json::object describe_notice(const Notice& notice, const treaty::Treaty& law);

}  // namespace haidang::node
