#include "store/checkpointer.hpp"

#include <utility>

namespace haidang::store {
namespace {

// A log that grows to this many times its mark, because the thread beside does not come to it, is
// folded within a commit after all.
constexpr int overdue = 4;
// What may be left to the owner's commit; while more was written during a fold, it is folded again.
constexpr int left_max = 128;
constexpr int rounds_max = 4;

}  // namespace

Result<std::unique_ptr<Checkpointer>> Checkpointer::start(Database& of, int pages) {
  HD_TRY(Database beside, Database::open(of.path()));
  return std::unique_ptr<Checkpointer>(new Checkpointer(of, std::move(beside), pages));
}

Checkpointer::Checkpointer(Database& of, Database beside, int pages)
    : of_(of), beside_(std::move(beside)), pages_(pages) {
  of_.on_commit([this](int pages_in_log) { committed(pages_in_log); });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Checkpointer::~Checkpointer() {
  of_.on_commit({});
  thread_.request_stop();
  asked_.notify_all();
}

// On the owner's thread, after each commit. A fold that fails leaves the log as it was, and the
// next commit comes here again.
void Checkpointer::committed(int pages_in_log) {
  Stage was = Stage::idle;
  {
    const std::lock_guard lock(mutex_);
    was = stage_;
    if (stage_ == Stage::folded) stage_ = Stage::idle;
    if (stage_ == Stage::idle && was == Stage::idle && pages_in_log >= pages_) {
      stage_ = Stage::asked;
      asked_.notify_one();
    }
  }
  if (was == Stage::folded || pages_in_log >= pages_ * overdue) (void)of_.fold_log();
}

void Checkpointer::run(const std::stop_token& stop) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stop, [this] { return stage_ == Stage::asked; })) return;
    }
    for (int round = 0; round < rounds_max && !stop.stop_requested(); ++round) {
      const auto left = beside_.fold_log();
      if (!left.ok() || *left <= left_max) break;
    }
    const std::lock_guard lock(mutex_);
    stage_ = Stage::folded;
  }
}

}  // namespace haidang::store
