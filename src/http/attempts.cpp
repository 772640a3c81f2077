#include "http/attempts.hpp"

#include <algorithm>

#include "http/message.hpp"

namespace haidang::http {
namespace {

Error too_many(Millis wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  Error error{Code::too_many_attempts, "too many failed attempts to sign in"};
  error.details.push_back({std::string(retry_after_item), std::to_string(seconds), ""});
  return error;
}

}  // namespace

// The wait doubles with each failure after the free ones.
Time Attempts::open_again(const Tally& tally) const {
  const int over = tally.failures - rules_.free;
  if (over < 0) return tally.last;
  constexpr int doublings_max = 20;
  const auto wait = rules_.first_wait * (1 << std::min(over, doublings_max));
  return tally.last + std::min<std::chrono::seconds>(wait, rules_.longest_wait);
}

Result<void> Attempts::begin(const std::string& key, Time now) {
  const std::scoped_lock lock(mutex_);
  if (!tallies_.contains(key)) make_room(now);
  Tally& tally = tallies_[key];
  if (tally.failures > 0 && now - tally.last > rules_.forgotten_after) tally = {};
  if (tally.failures >= rules_.free && now < open_again(tally)) {
    return too_many(open_again(tally) - now);
  }
  ++tally.failures;
  tally.last = now;
  return {};
}

void Attempts::forgive(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  tallies_.erase(key);
}

void Attempts::forgive_once(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = tallies_.find(key);
  if (found == tallies_.end()) return;
  if (--found->second.failures <= 0) tallies_.erase(found);
}

// The oldest go first: whoever floods the table with names does not clear a fresh count.
void Attempts::make_room(Time now) {
  if (tallies_.size() < rules_.keys_max) return;
  std::erase_if(tallies_, [&](const auto& entry) {
    return now - entry.second.last > rules_.forgotten_after;
  });
  if (tallies_.size() < rules_.keys_max) return;
  tallies_.erase(
      std::min_element(tallies_.begin(), tallies_.end(),
                       [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
}

std::size_t Attempts::size() const {
  const std::scoped_lock lock(mutex_);
  return tallies_.size();
}

}  // namespace haidang::http
