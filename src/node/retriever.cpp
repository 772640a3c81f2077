#include "node/retriever.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "exchange/outbox.hpp"

namespace haidang::node {
namespace {

// Hands out missing chunks to several connections; each index once at a time.
class ChunkQueue {
 public:
  explicit ChunkQueue(const vault::ItemWriter& writer) : left_(writer.missing(SIZE_MAX)) {
    std::reverse(left_.begin(), left_.end());
  }

  std::optional<std::uint64_t> take() {
    const std::lock_guard lock(mutex_);
    if (left_.empty() || failure_) return std::nullopt;
    const std::uint64_t index = left_.back();
    left_.pop_back();
    return index;
  }
  void fail(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = error;
  }
  Result<void> outcome() {
    const std::lock_guard lock(mutex_);
    if (failure_) return *failure_;
    return {};
  }

 private:
  std::mutex mutex_;
  std::vector<std::uint64_t> left_;
  std::optional<Error> failure_;
};

std::string item_path(const ItemId& item) {
  return "/exchange/v1/items/" + item.text();
}

Result<void> fetch_some(ChunkQueue& queue, const ItemId& item, vault::ItemWriter& writer,
                        PeerLink& link, const std::stop_token& stop) {
  while (const auto index = queue.take()) {
    if (stop.stop_requested()) return Error{Code::unavailable, "the node is shutting down"};
    HD_TRY(const Bytes sealed,
           link.get(fmt::format("{}/chunks/{}", item_path(item), *index), stop));
    HD_TRY_VOID(writer.put(*index, sealed));
  }
  return {};
}

Result<std::vector<Digest>> split_digests(const Bytes& bytes, std::uint64_t count) {
  if (bytes.size() != count * sizeof(Digest)) {
    return Error{Code::malformed, "the peer's list of chunk digests has the wrong length"};
  }
  std::vector<Digest> digests(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * sizeof(Digest)), sizeof(Digest),
                digests[i].begin());
  }
  return digests;
}

}  // namespace

Retriever::Retriever(PeerLinks& links, RetrievalDesk& desk, std::filesystem::path evidence,
                     Log& log)
    : links_(links),
      desk_(desk),
      evidence_(std::move(evidence)),
      log_(log),
      thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

Retriever::~Retriever() {
  thread_.request_stop();
  ready_.notify_all();
}

void Retriever::poke() {
  const std::lock_guard lock(mutex_);
  poked_ = true;
  for (auto& [item, trouble] : trouble_)
    trouble.next = {};
  ready_.notify_all();
}

void Retriever::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      const auto poked = [this] { return poked_; };
      if (trouble_.empty()) {
        ready_.wait(lock, stop, poked);
      } else {
        ready_.wait_for(lock, stop, exchange::BackOff::first, poked);
      }
      poked_ = false;
    }
    while (!stop.stop_requested() && work_once(stop)) {
    }
  }
}

// One item; false when nothing can be done now.
bool Retriever::work_once(std::stop_token stop) {
  for (const EvidenceItem& item : desk_.wanted()) {
    {
      const std::lock_guard lock(mutex_);
      const auto it = trouble_.find(item.facts.id);
      if (it != trouble_.end() && it->second.next > std::chrono::steady_clock::now()) continue;
    }
    const Result<void> fetched = fetch(item, stop);
    const std::lock_guard lock(mutex_);
    if (fetched.ok()) {
      trouble_.erase(item.facts.id);
      return true;
    }
    log_.error("evidence-not-fetched", fetched.error());
    Trouble& trouble = trouble_[item.facts.id];
    ++trouble.failures;
    trouble.next = std::chrono::steady_clock::now() + exchange::BackOff::after(trouble.failures);
  }
  return false;
}

Result<vault::ItemWriter> Retriever::open_writer(const EvidenceItem& item, PeerLink& link,
                                                 std::stop_token stop) {
  HD_TRY(const crypto::AeadKey key, desk_.key_for(item));
  HD_TRY(const Bytes list, link.get(item_path(item.facts.id) + "/digests", std::move(stop)));
  HD_TRY(std::vector<Digest> digests, split_digests(list, item.facts.chunk_count));
  return vault::ItemWriter::open(evidence_, item.geometry(), item.facts.chunk_root,
                                 std::move(digests), key);
}

Result<void> Retriever::fetch_chunks(const EvidenceItem& item, vault::ItemWriter& writer,
                                     const PeerAddress& address, std::stop_token stop) {
  ChunkQueue queue(writer);
  const auto work = [&] {
    auto link = links_.connect(address);
    const Result<void> done =
        link.ok() ? fetch_some(queue, item.facts.id, writer, **link, stop) : link.error();
    if (!done.ok()) queue.fail(done.error());
  };
  {
    std::vector<std::jthread> helpers;
    const auto useful = std::min<std::uint64_t>(connections, writer.missing_count());
    for (std::uint64_t i = 1; i < useful; ++i)
      helpers.emplace_back(work);
    work();
  }
  return queue.outcome();
}

Result<void> Retriever::fetch(const EvidenceItem& item, std::stop_token stop) {
  HD_TRY(const PeerAddress address, desk_.address_of(item.holder));
  HD_TRY(const std::unique_ptr<PeerLink> link, links_.connect(address));
  HD_TRY(vault::ItemWriter writer, open_writer(item, *link, stop));
  desk_.progress(item, writer.missing_count());
  const Result<void> fetched = fetch_chunks(item, writer, address, stop);
  desk_.progress(item, writer.missing_count());
  if (!fetched.ok()) return fetched;
  HD_TRY_VOID(writer.finish());
  return desk_.finished(item);
}

}  // namespace haidang::node
