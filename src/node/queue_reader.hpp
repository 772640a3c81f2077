// The queue as officers read it: views, searches and pages over the rows that the road keeps. A
// connection of its own, so that nobody who signs or receives waits for a reader. Thread-safe.
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "node/archive.hpp"

namespace haidang::node {

// Where a row stands in the queue: urgent first, then what is due, then the oldest. A reader goes
// on after a place, and misses nothing that stays where it is.
struct QueuePlace {
  std::int64_t rank = 0;  // rank_of
  std::int64_t requested_ms = 0;
  std::string id;
  static QueuePlace begin();  // before every row
  static QueuePlace end();    // after every row
  friend bool operator==(const QueuePlace&, const QueuePlace&) = default;
};
QueuePlace place_of(const RequestRow& row);

// A word of a search: what it may be a part of.
struct QueueWord {
  std::string of_id;
  std::vector<std::string> names;  // measures, statuses and Parties; no code is two of these
};

// Which rows are looked at.
struct QueueFilter {
  static constexpr std::size_t words_max = 4;
  std::string view = "all";                  // or "open", "ours", "theirs", "mine", "finished"
  PartyCode self;                            // who "ours" are
  std::optional<Time> since = std::nullopt;  // something was said after this
  std::vector<QueueWord> words = {};         // each of them has to fit
  std::string officer = {};                  // who has taken those that are "mine"
};

struct QueueRows {
  std::vector<RequestRow> rows;  // in the order of the queue
  std::uint64_t total = 0;       // of the filter
  std::uint64_t offset = 0;      // how many of them come before `rows`
};

class QueueReader {
 public:
  // After the archive and the book of owners made their tables.
  static Result<QueueReader> open(const std::filesystem::path& database);

  // At most `limit` rows that fit, the first ones after the place, or the last ones before it.
  enum class Side { after, before };
  Result<QueueRows> read(const QueueFilter& filter, const QueuePlace& place, Side side,
                         std::size_t limit);

 private:
  explicit QueueReader(store::Database database)
      : mutex_(std::make_unique<std::mutex>()), database_(std::move(database)) {}
  Result<QueueRows> read_snapshot(const QueueFilter& filter, const QueuePlace& place, Side side,
                                  std::size_t limit);
  Result<void> count(const QueueFilter& filter, const QueuePlace& asked, Side side,
                     QueueRows& found);
  Result<std::uint64_t> total(const QueueFilter& filter);

  std::unique_ptr<std::mutex> mutex_;
  store::Database database_;
};

}  // namespace haidang::node
