// Carries sealed deliveries to peers and brings their answers back: a few threads, more when peers
// are slow, so that one dead peer does not hold up the others.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "node/peer_link.hpp"
#include "node/road.hpp"

namespace haidang::node {

struct Parcel {
  exchange::Shipment shipment;
  Load load;  // packed by the thread that carries it
  PeerAddress address;
};

class Dispatcher {
 public:
  static constexpr std::size_t threads_max = 32;

  // Called from a carrying thread with the peer's answer.
  using Done = std::function<void(Parcel, Result<Bytes>)>;
  Dispatcher(PeerLinks& links, Done done) : links_(links), done_(std::move(done)) {}
  ~Dispatcher();

  void send(Parcel parcel);

 private:
  void run(std::stop_token stop);
  Result<Bytes> carry(const Parcel& parcel, std::stop_token stop);
  std::unique_ptr<PeerLink> take_link(const std::string& endpoint);

  PeerLinks& links_;
  Done done_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<Parcel> parcels_;
  std::size_t idle_ = 0;
  std::map<std::string, std::unique_ptr<PeerLink>> links_by_endpoint_;
  std::vector<std::jthread> threads_;
};

}  // namespace haidang::node
