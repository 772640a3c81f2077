// Fetches delivered evidence: the list of chunk digests, then the missing chunks over several
// connections, each verified on arrival. Interrupted work resumes from what is on disk.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "base/log.hpp"
#include "node/evidence_book.hpp"
#include "node/peer_link.hpp"

namespace haidang::node {

// How the retriever gets work and reports; the node supplies it, bound to its sequencer.
class RetrievalDesk {
 public:
  virtual ~RetrievalDesk() = default;
  virtual std::vector<EvidenceItem> wanted() = 0;
  virtual Result<PeerAddress> address_of(const PartyCode& holder) = 0;
  // The item's key, against a committed access entry.
  virtual Result<crypto::AeadKey> key_for(const EvidenceItem& item) = 0;
  virtual Result<void> finished(const EvidenceItem& item) = 0;
  virtual void progress(const EvidenceItem& item, std::uint64_t chunks_missing) = 0;
};

class Retriever {
 public:
  static constexpr int connections = 3;

  Retriever(PeerLinks& links, RetrievalDesk& desk, std::filesystem::path evidence, Log& log);
  ~Retriever();
  void poke();  // something new is wanted, or a peer showed a sign of life

 private:
  struct Trouble {
    int failures = 0;
    std::chrono::steady_clock::time_point next;
  };
  void run(std::stop_token stop);
  bool work_once(std::stop_token stop);
  Result<void> fetch(const EvidenceItem& item, std::stop_token stop);
  Result<vault::ItemWriter> open_writer(const EvidenceItem& item, PeerLink& link,
                                        std::stop_token stop);
  Result<void> fetch_chunks(const EvidenceItem& item, vault::ItemWriter& writer,
                            const PeerAddress& address, std::stop_token stop);

  PeerLinks& links_;
  RetrievalDesk& desk_;
  std::filesystem::path evidence_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  bool poked_ = true;
  std::map<ItemId, Trouble> trouble_;
  std::jthread thread_;
};

}  // namespace haidang::node
