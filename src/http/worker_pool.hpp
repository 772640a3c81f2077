// A few threads that run handlers, with a bounded queue before them: overload is told at once.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace haidang::http {

class WorkerPool {
 public:
  using Job = std::function<void()>;  // must not throw

  WorkerPool(int threads, std::size_t queue_max);
  ~WorkerPool();
  enum class Taken { yes, full };
  Taken submit(Job job);
  // Lets running jobs finish and drops the queued ones; afterwards every job is refused.
  void stop();

 private:
  void work(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<Job> queue_;
  const std::size_t queue_max_;
  bool stopped_ = false;
  std::vector<std::jthread> threads_;  // last: ends first
};

}  // namespace haidang::http
