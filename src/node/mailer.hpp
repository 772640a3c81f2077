// The thread that hands mail to the relay, so that nobody waits for it.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "mail/relay.hpp"

namespace haidang::node {

struct MailOut {
  std::string officer;
  std::string to;
  std::string message;
};

class Mailer {
 public:
  // Called from the mailer's thread, once for each.
  using Done = std::function<void(const MailOut&, const Result<void>&)>;
  explicit Mailer(mail::Carrier& carrier) : carrier_(carrier) {}
  ~Mailer();

  void send(mail::Relay relay, MailOut mail, Done done);

 private:
  struct Job {
    mail::Relay relay;
    MailOut mail;
    Done done;
  };
  void run(const std::stop_token& stop);

  mail::Carrier& carrier_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<Job> jobs_;
  std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

}  // namespace haidang::node
