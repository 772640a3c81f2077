#include "node/mailer.hpp"

namespace haidang::node {

Mailer::~Mailer() {
  thread_.request_stop();
  ready_.notify_all();
}

void Mailer::send(mail::Relay relay, MailOut mail, Done done) {
  const std::lock_guard lock(mutex_);
  jobs_.push_back({std::move(relay), std::move(mail), std::move(done)});
  ready_.notify_one();
}

void Mailer::run(const std::stop_token& stop) {
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!ready_.wait(lock, stop, [this] { return !jobs_.empty(); }) || stop.stop_requested())
      return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job.done(job.mail, carrier_.carry(job.relay, job.mail.to, job.mail.message, stop));
  }
}

}  // namespace haidang::node
