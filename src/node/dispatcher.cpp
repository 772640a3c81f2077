#include "node/dispatcher.hpp"

namespace haidang::node {

Dispatcher::~Dispatcher() {
  for (auto& thread : threads_)
    thread.request_stop();
  ready_.notify_all();
}

void Dispatcher::send(Parcel parcel) {
  const std::lock_guard lock(mutex_);
  parcels_.push_back(std::move(parcel));
  if (idle_ < parcels_.size() && threads_.size() < threads_max) {
    threads_.emplace_back([this](std::stop_token stop) { run(std::move(stop)); });
  }
  ready_.notify_one();
}

void Dispatcher::run(std::stop_token stop) {
  for (;;) {
    std::optional<Parcel> parcel;
    {
      std::unique_lock lock(mutex_);
      ++idle_;
      const bool work = ready_.wait(lock, stop, [this] { return !parcels_.empty(); });
      --idle_;
      if (!work || stop.stop_requested()) return;
      parcel = std::move(parcels_.front());
      parcels_.pop_front();
    }
    Result<Bytes> answer = carry(*parcel, stop);
    done_(*std::move(parcel), std::move(answer));
  }
}

std::unique_ptr<PeerLink> Dispatcher::take_link(const std::string& endpoint) {
  const std::lock_guard lock(mutex_);
  auto node = links_by_endpoint_.extract(endpoint);
  return node.empty() ? nullptr : std::move(node.mapped());
}

Result<Bytes> Dispatcher::carry(const Parcel& parcel, std::stop_token stop) {
  HD_TRY(const Bytes sealed, parcel.load.pack());
  std::unique_ptr<PeerLink> link = take_link(parcel.address.endpoint);
  if (!link) {
    HD_TRY(link, links_.connect(parcel.address));
  }
  HD_TRY(Bytes answer, link->post("/exchange/v1/deliveries", sealed, std::move(stop)));
  const std::lock_guard lock(mutex_);
  links_by_endpoint_[parcel.address.endpoint] = std::move(link);
  return answer;
}

}  // namespace haidang::node
