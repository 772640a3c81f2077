// The one thread that owns the road and its database. Work is handed to it; everything that waits
// at the same moment shares one durable group.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "node/road.hpp"

namespace haidang::node {

class Sequencer {
 public:
  struct Limits {
    static constexpr std::size_t group = 512;          // writes that share one commit
    static constexpr std::size_t unsigned_groups = 8;  // durable, with no signed head over them
    static constexpr Millis unsigned_pause{10};        // without work, until they get theirs
    static constexpr std::size_t waiting = 20'000;  // beyond this, callers are told `unavailable`
  };

  // What must have happened before a write is settled: receipts need a signed head over them,
  // everything else only that the group is durable.
  enum class Settles { with_head, once_durable };

  // `stage` runs inside the group; `settled` runs on the sequencer after the group's commit, with
  // the outcome: ok, or why nothing of the group happened. Both must not block.
  struct Write {
    std::function<void(Road&)> stage;
    std::function<void(const Result<Committed>&)> settled;
    Settles settles = Settles::with_head;
  };

  // `after_group` runs on the sequencer after every group and at each wake-up: deliveries that are
  // due. It returns when it wants to be called again.
  using AfterGroup = std::function<std::optional<Time>(Road&)>;
  Sequencer(Road& road, const haidang::Clock& clock, AfterGroup after_group, Log& log);
  ~Sequencer();

  void write(Write write);
  // Runs between groups and waits for the result. For reading.
  template <class F>
  auto read(F function) -> decltype(function(std::declval<Road&>())) {
    using T = decltype(function(std::declval<Road&>()));
    std::promise<T> promise;
    auto future = promise.get_future();
    post([&](Road& road) { promise.set_value(function(road)); });
    return future.get();
  }
  void post(std::function<void(Road&)> job);
  void wake();  // ask for after_group

 private:
  void run(std::stop_token stop);
  [[nodiscard]] std::optional<Millis> pause_until(std::optional<Time> next) const;
  void run_group(std::vector<Write> group);
  void settle(std::vector<Write>& group, Result<Committed> committed);
  [[nodiscard]] bool may_defer_head(const std::vector<Write>& group) const;
  void sign_head(Committed& committed);

  Road& road_;
  const haidang::Clock& clock_;
  AfterGroup after_group_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<Write> writes_;
  std::deque<std::function<void(Road&)>> jobs_;
  bool woken_ = false;
  std::size_t unsigned_groups_ = 0;  // the sequencer's own
  std::jthread thread_;
};

}  // namespace haidang::node
