// How often somebody may guess: failures are counted by key (an officer's name, an address), and
// after a few the waits grow. Bounded memory; the time is handed in.
#pragma once
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.hpp"

namespace haidang::http {

struct AttemptRules {
  int free = 5;  // failures before the first wait
  std::chrono::seconds first_wait{60};
  std::chrono::seconds longest_wait{15 * 60};
  std::chrono::seconds forgotten_after{60 * 60};  // without a further failure
  std::size_t keys_max = 4096;
};

// Thread-safe.
class Attempts {
 public:
  explicit Attempts(AttemptRules rules) : rules_(rules) {}

  // Counts an attempt as failed until forgive() says otherwise, so that guesses made side by side
  // are counted too. Error: too_many_attempts, with the seconds to wait; that attempt is not
  // counted.
  Result<void> begin(const std::string& key, Time now);
  void forgive(const std::string& key);       // the attempt was good: all is forgotten
  void forgive_once(const std::string& key);  // the attempt was good: it does not count

  [[nodiscard]] std::size_t size() const;

 private:
  struct Tally {
    int failures = 0;
    Time last;
  };
  [[nodiscard]] Time open_again(const Tally& tally) const;
  void make_room(Time now);

  const AttemptRules rules_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Tally> tallies_;
};

}  // namespace haidang::http
