// For a node without an inbound port: asks one peer, by long poll, for the deliveries that wait
// there.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "acts/party.hpp"
#include "base/log.hpp"
#include "node/peer_link.hpp"

namespace haidang::node {

class PullDesk {
 public:
  virtual ~PullDesk() = default;
  // As the Party's profile says now: it may move, and its keys change, while we pull.
  virtual Result<PeerAddress> address_of(const PartyCode& party) = 0;
  // The answer's text, once the delivery is committed.
  virtual Result<std::string> take_delivery(Bytes sealed, const PartyCode& from) = 0;
};

class Puller {
 public:
  Puller(PeerLinks& links, PullDesk& desk, PartyCode party, Log& log);
  ~Puller();

 private:
  void run(std::stop_token stop);
  Result<std::unique_ptr<PeerLink>> connect();
  Result<void> pull_once(PeerLink& link, std::stop_token stop);

  PeerLinks& links_;
  PullDesk& desk_;
  PartyCode party_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable_any stopping_;
  std::jthread thread_;
};

}  // namespace haidang::node
