#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "vault/disk.hpp"
#include "vault/vault.hpp"

namespace haidang::vault {
namespace {

// The chunks shared out between two threads; each has one buffer.
class Scrub {
 public:
  Scrub(const ItemReader& item, const crypto::AeadKey& key, std::stop_token stop)
      : item_(item), key_(key), stop_(std::move(stop)) {}

  // Until no chunk is left. `progress` is called by the caller's own thread only.
  void work(const Progress& progress) {
    const Geometry& geometry = item_.geometry();
    crypto::Aead aead(key_);
    const AlignedBuffer buffer(geometry.chunk_size + crypto::aead_tag_bytes);
    while (!stop_.stop_requested()) {
      const std::uint64_t index = next_.fetch_add(1);
      if (index >= geometry.chunk_count()) return;
      if (!item_.plain_chunk(index, aead, buffer.bytes()).ok()) note_bad(index);
      const std::uint64_t done = bytes_done_.fetch_add(geometry.chunk_bytes(index));
      if (progress) progress(done + geometry.chunk_bytes(index), geometry.size);
    }
  }

  void work_aside() noexcept {
    try {
      work({});
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  // After both are done.
  std::vector<std::uint64_t> bad_chunks() {
    if (failure_) std::rethrow_exception(failure_);
    std::ranges::sort(bad_);
    return std::move(bad_);
  }

 private:
  void note_bad(std::uint64_t index) {
    const std::scoped_lock lock(mutex_);
    bad_.push_back(index);
  }

  const ItemReader& item_;
  const crypto::AeadKey& key_;
  std::stop_token stop_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> bytes_done_{0};
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::vector<std::uint64_t> bad_;
};

}  // namespace

Result<std::vector<std::uint64_t>> scrub(const ItemReader& item, const Geometry& geometry,
                                         const crypto::AeadKey& key, const Progress& progress,
                                         std::stop_token stop) {
  HD_CHECK(item.geometry() == geometry);
  Scrub scrub(item, key, stop);
  {
    const std::jthread aside([&] { scrub.work_aside(); });
    scrub.work(progress);
  }
  if (stop.stop_requested()) {
    return Error{Code::unavailable, "the check of the item was stopped", "it was asked to stop"};
  }
  return scrub.bad_chunks();
}

}  // namespace haidang::vault
