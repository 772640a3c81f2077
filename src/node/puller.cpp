#include "node/puller.hpp"

#include "exchange/outbox.hpp"

namespace haidang::node {

Puller::Puller(PeerLinks& links, PullDesk& desk, PartyCode party, Log& log)
    : links_(links),
      desk_(desk),
      party_(std::move(party)),
      log_(log),
      thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

Puller::~Puller() {
  thread_.request_stop();
  stopping_.notify_all();
}

Result<std::unique_ptr<PeerLink>> Puller::connect() {
  HD_TRY(const PeerAddress address, desk_.address_of(party_));
  return links_.connect(address);
}

Result<void> Puller::pull_once(PeerLink& link, std::stop_token stop) {
  HD_TRY(Bytes sealed, link.get("/exchange/v1/pull?wait=25", stop));
  if (sealed.empty()) return {};  // nothing waited
  HD_TRY(const std::string answer, desk_.take_delivery(std::move(sealed), party_));
  HD_TRY(const Bytes done, link.post("/exchange/v1/pulled", as_bytes(answer), stop));
  (void)done;
  return {};
}

void Puller::run(std::stop_token stop) {
  int failures = 0;
  while (!stop.stop_requested()) {
    auto link = connect();
    Result<void> pulled = link.ok() ? Result<void>() : link.error();
    while (pulled.ok() && !stop.stop_requested()) {
      pulled = pull_once(**link, stop);
      if (pulled.ok()) failures = 0;
    }
    if (stop.stop_requested()) return;
    log_.error("pull-failed", pulled.error());
    std::unique_lock lock(mutex_);
    stopping_.wait_for(lock, stop, exchange::BackOff::after(++failures), [] { return false; });
  }
}

}  // namespace haidang::node
