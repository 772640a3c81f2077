#include "node/sequencer.hpp"

#include <algorithm>
#include <iterator>

namespace haidang::node {

Sequencer::Sequencer(Road& road, const haidang::Clock& clock, AfterGroup after_group, Log& log)
    : road_(road),
      clock_(clock),
      after_group_(std::move(after_group)),
      log_(log),
      thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

Sequencer::~Sequencer() {
  thread_.request_stop();
  ready_.notify_all();
}

void Sequencer::write(Write write) {
  {
    const std::lock_guard lock(mutex_);
    if (writes_.size() < Limits::waiting && !thread_.get_stop_token().stop_requested()) {
      writes_.push_back(std::move(write));
      ready_.notify_one();
      return;
    }
  }
  write.settled(
      Error{Code::unavailable, "the node has too much waiting work, or is shutting down"});
}

void Sequencer::post(std::function<void(Road&)> job) {
  const std::lock_guard lock(mutex_);
  jobs_.push_back(std::move(job));
  ready_.notify_one();
}

void Sequencer::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  ready_.notify_one();
}

// How long to wait for work; none: as long as it takes.
std::optional<Millis> Sequencer::pause_until(std::optional<Time> next) const {
  std::optional<Millis> pause;
  if (next) pause = std::clamp(*next - clock_.now(), Millis{0}, Millis{60'000});
  if (unsigned_groups_ > 0)
    pause = std::min(pause.value_or(Limits::unsigned_pause), Limits::unsigned_pause);
  return pause;
}

void Sequencer::run(std::stop_token stop) {
  std::optional<Time> next = clock_.now();
  for (;;) {
    std::vector<Write> group;
    std::deque<std::function<void(Road&)>> jobs;
    {
      std::unique_lock lock(mutex_);
      const auto work = [this] { return !writes_.empty() || !jobs_.empty() || woken_; };
      if (const auto pause = pause_until(next)) {
        ready_.wait_for(lock, stop, *pause, work);
      } else {
        ready_.wait(lock, stop, work);
      }
      // Whoever waits for an answer gets it, even while stopping.
      if (stop.stop_requested() && writes_.empty() && jobs_.empty()) break;
      woken_ = false;
      jobs.swap(jobs_);
      const std::size_t count = std::min(writes_.size(), Limits::group);
      const auto end = writes_.begin() + static_cast<std::ptrdiff_t>(count);
      group.assign(std::make_move_iterator(writes_.begin()), std::make_move_iterator(end));
      writes_.erase(writes_.begin(), end);
    }
    if (unsigned_groups_ > 0 && (!jobs.empty() || group.empty())) {
      Committed seen;  // readers find everything under a signed head
      sign_head(seen);
    }
    for (auto& job : jobs)
      job(road_);
    if (!group.empty()) run_group(std::move(group));
    next = after_group_(road_);
  }
  if (unsigned_groups_ > 0) {
    Committed last;
    sign_head(last);
  }
}

void Sequencer::run_group(std::vector<Write> group) {
  const auto fail = [&group](const Error& error) {
    const Result<Committed> failed(error);
    for (auto& write : group)
      write.settled(failed);
  };
  if (auto begun = road_.begin(clock_.now()); !begun.ok()) {
    log_.error("group-not-begun", begun.error());
    return fail(begun.error());
  }
  try {
    for (auto& write : group)
      write.stage(road_);
  } catch (const std::exception& bug) {
    road_.abandon();
    const Error error{Code::internal, "a write was dropped because of a bug", bug.what()};
    log_.error("group-abandoned", error);
    return fail(error);
  }
  auto committed = road_.make_durable();
  if (!committed.ok()) {
    log_.error("group-not-committed", committed.error());
    return fail(committed.error());
  }
  settle(group, *std::move(committed));
}

// Nobody waits for the head: that of the next group, if one comes soon, covers this one as well.
bool Sequencer::may_defer_head(const std::vector<Write>& group) const {
  if (unsigned_groups_ + 1 >= Limits::unsigned_groups) return false;
  return std::all_of(group.begin(), group.end(),
                     [](const Write& write) { return write.settles == Settles::once_durable; });
}

void Sequencer::sign_head(Committed& committed) {
  unsigned_groups_ = 0;
  road_.publish(committed);
  if (committed.unpublished) log_.error("head-not-signed", *committed.unpublished);
}

// While the head is signed and made durable, answers and deliveries that do not wait for it are on
// their way already.
void Sequencer::settle(std::vector<Write>& group, Result<Committed> committed) {
  bool early = false;
  for (auto& write : group) {
    if (write.settles != Settles::once_durable) continue;
    write.settled(committed);
    early = true;
  }
  if (early) (void)after_group_(road_);
  if (may_defer_head(group)) {
    ++unsigned_groups_;
    return;
  }
  sign_head(*committed);
  for (auto& write : group) {
    if (write.settles == Settles::with_head) write.settled(committed);
  }
}

}  // namespace haidang::node
