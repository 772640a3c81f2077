#include "vault/pipeline.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace haidang::vault {
namespace {

class Belt {
 public:
  Belt(std::size_t slots, std::size_t buffer_bytes) {
    slots_.reserve(slots);  // the lanes point into it
    for (std::size_t i = 0; i < slots; ++i) {
      slots_.push_back(Slot{.buffer = AlignedBuffer(buffer_bytes)});
      lanes_[0].push_back(&slots_.back());
    }
  }

  // The next slot for this stage; nothing once the belt has been ended.
  Slot* take(std::size_t stage) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || !lanes_[stage].empty(); });
    if (ended_) return nullptr;
    Slot* slot = lanes_[stage].front();
    lanes_[stage].pop_front();
    return slot;
  }

  void pass_on(std::size_t stage, Slot* slot) {
    const std::scoped_lock lock(mutex_);
    lanes_[(stage + 1) % lanes_.size()].push_back(slot);
    changed_.notify_all();
  }

  void end(std::optional<Error> error, std::exception_ptr exception) {
    const std::scoped_lock lock(mutex_);
    if (!ended_) {
      error_ = std::move(error);
      exception_ = std::move(exception);
    }
    ended_ = true;
    changed_.notify_all();
  }

  // After all threads are gone.
  Result<void> outcome() {
    if (exception_) std::rethrow_exception(exception_);
    if (error_) return *error_;
    return {};
  }

 private:
  std::vector<Slot> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<std::deque<Slot*>, 3> lanes_;  // waiting for stage n; a free slot waits for the first
  bool ended_ = false;
  std::optional<Error> error_;
  std::exception_ptr exception_;
};

Result<void> work(Belt& belt, std::size_t number, const Stage& stage, std::uint64_t count,
                  const std::stop_token& stop) {
  for (std::uint64_t index = 0; index < count; ++index) {
    Slot* slot = belt.take(number);
    if (slot == nullptr) return {};
    if (stop.stop_requested()) {
      return Error{Code::unavailable, "the work on the item was stopped", "it was asked to stop"};
    }
    slot->index = index;
    HD_TRY_VOID(stage(*slot));
    belt.pass_on(number, slot);
  }
  return {};
}

// An exception must not leave a thread: it travels to the caller instead.
void work_or_end(Belt& belt, std::size_t number, const Stage& stage, std::uint64_t count,
                 const std::stop_token& stop) noexcept {
  try {
    if (auto done = work(belt, number, stage, count, stop); !done.ok()) {
      belt.end(done.error(), nullptr);
    }
  } catch (...) {
    belt.end(std::nullopt, std::current_exception());
  }
}

}  // namespace

Result<void> run_belt(std::uint64_t count, std::size_t buffer_bytes,
                      const std::array<Stage, 3>& stages, const std::stop_token& stop) {
  if (count == 0) return {};
  Belt belt(static_cast<std::size_t>(std::min<std::uint64_t>(count, belt_slots)), buffer_bytes);
  {
    const auto run = [&](std::size_t n) { work_or_end(belt, n, stages[n], count, stop); };
    const std::jthread first(run, 0);
    const std::jthread second(run, 1);
    run(2);
  }
  return belt.outcome();
}

}  // namespace haidang::vault
