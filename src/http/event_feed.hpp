// The bounded queue between the threads that send events and the connection that writes them.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "http/message.hpp"

namespace haidang::http {

// Thread-safe. The sender's end is an EventStream that finishes the feed when it is let go.
class EventFeed {
 public:
  // `wake` is called, from any thread, whenever there is something new for the connection.
  EventFeed(std::size_t backlog_bytes_max, std::function<void()> wake);

  // A reader who has let more than the backlog pile up is closed.
  void push(std::string text);
  void finish();  // after what is queued, the stream ends
  void close();   // the stream has ended: nothing more is taken in

  std::string take();  // all that is queued
  [[nodiscard]] bool is_closed() const { return closed_; }
  [[nodiscard]] bool is_over();  // nothing will come any more

 private:
  const std::size_t backlog_bytes_max_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::string queued_;
  bool finished_ = false;
  std::atomic<bool> closed_ = false;
};

std::shared_ptr<EventStream> sender_of(std::shared_ptr<EventFeed> feed);

}  // namespace haidang::http
