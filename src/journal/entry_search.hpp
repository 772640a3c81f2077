// Reads what the journal says, beside the node that writes it: by kind, time and words. On a
// connection of its own, so that a search through everything holds up no commit. What it reads is
// not checked against the tree; `audit` does that.
#pragma once
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "journal/journal.hpp"

namespace haidang::journal {

struct EntryQuery {
  std::string kind = {};   // empty: every kind
  std::string words = {};  // somewhere in the event's text, ASCII letters in either case
  std::optional<Time> from = {};
  std::optional<Time> until = {};                                    // not included
  std::uint64_t before = std::numeric_limits<std::uint32_t>::max();  // entries of lower index
  std::size_t limit = 100;
};

// Thread-safe.
class EntrySearch {
 public:
  static std::unique_ptr<EntrySearch> over(store::Database database);
  // The latest first. An erased event is empty, and found by no words.
  Result<std::vector<Journal::StoredEntry>> find(const EntryQuery& query);
  Result<std::vector<std::string>> kinds();  // those that there are, in order

 private:
  explicit EntrySearch(store::Database database) : database_(std::move(database)) {}
  std::mutex mutex_;
  store::Database database_;
};

}  // namespace haidang::journal
