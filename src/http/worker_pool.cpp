#include "http/worker_pool.hpp"

#include <utility>

namespace haidang::http {

WorkerPool::WorkerPool(int threads, std::size_t queue_max) : queue_max_(queue_max) {
  for (int i = 0; i < threads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

WorkerPool::~WorkerPool() {
  stop();
}

WorkerPool::Taken WorkerPool::submit(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopped_ || queue_.size() >= queue_max_) return Taken::full;
    queue_.push_back(std::move(job));
  }
  ready_.notify_one();
  return Taken::yes;
}

void WorkerPool::stop() {
  std::deque<Job> dropped;  // their Replies answer when they go, outside the lock
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    dropped.swap(queue_);
  }
  for (std::jthread& thread : threads_)
    thread.request_stop();
  threads_.clear();
}

void WorkerPool::work(const std::stop_token& stop) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!ready_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job();
  }
}

}  // namespace haidang::http
