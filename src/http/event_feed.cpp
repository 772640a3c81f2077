#include "http/event_feed.hpp"

#include <utility>

#include "http/event_text.hpp"

namespace haidang::http {
namespace {

class Sender final : public EventStream {
 public:
  explicit Sender(std::shared_ptr<EventFeed> feed) : feed_(std::move(feed)) {}
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() override { feed_->finish(); }

  void send(std::string_view event, std::string_view id, std::string_view data) override {
    feed_->push(event_text(event, id, data));
  }
  [[nodiscard]] bool closed() const override { return feed_->is_closed(); }

 private:
  std::shared_ptr<EventFeed> feed_;
};

}  // namespace

EventFeed::EventFeed(std::size_t backlog_bytes_max, std::function<void()> wake)
    : backlog_bytes_max_(backlog_bytes_max), wake_(std::move(wake)) {}

// Whoever sends wakes the connection only for the first of what it has not taken yet.
void EventFeed::push(std::string text) {
  bool first = false;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_ || finished_) return;
    first = queued_.empty();
    queued_ += text;
    if (queued_.size() > backlog_bytes_max_) {
      closed_ = true;
      queued_ = {};
      first = true;
    }
  }
  if (first) wake_();
}

void EventFeed::finish() {
  {
    const std::scoped_lock lock(mutex_);
    finished_ = true;
  }
  wake_();
}

void EventFeed::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  queued_ = {};
}

std::string EventFeed::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(queued_, {});
}

bool EventFeed::is_over() {
  const std::scoped_lock lock(mutex_);
  return closed_ || (finished_ && queued_.empty());
}

std::shared_ptr<EventStream> sender_of(std::shared_ptr<EventFeed> feed) {
  return std::make_shared<Sender>(std::move(feed));
}

}  // namespace haidang::http
