// What really happened in a world, told from outside: who committed which act, which receipt was
// handed to the network. The nodes know nothing of it; the checks compare them with it.
#pragma once
#include <map>
#include <stdexcept>

#include "exchange/receipt.hpp"
#include "node/archive.hpp"

namespace haidang::sim {

// A rule of the design does not hold.
class Violation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A result that has no reason to fail here.
template <class T>
T must(Result<T> result, std::string_view doing) {
  if (!result.ok()) throw Violation(std::string(doing) + ": " + result.error().text());
  return *std::move(result);
}
void must(const Result<void>& result, std::string_view doing);

class Ledger {
 public:
  struct Sent {
    PartyCode author;
    std::vector<PartyCode> to;
    CaseId case_id;
  };
  // The act's group is durable.
  void committed(const ActId& act, Sent sent) { sent_.emplace(act, std::move(sent)); }
  [[nodiscard]] const std::map<ActId, Sent>& sent() const { return sent_; }

  // At the moment when an answer is handed to the network: is each receipt for something durable,
  // and the same that was ever given for these bytes?
  void handed_over(const exchange::Answer& answer, store::Database& database,
                   node::Archive& archive);
  [[nodiscard]] std::uint64_t receipts() const { return receipts_; }
  [[nodiscard]] std::uint64_t duplicates() const { return duplicates_; }

 private:
  void check_durable(const exchange::Receipt& receipt, node::Archive& archive) const;
  void check_identical(const exchange::Receipt& receipt);

  std::map<ActId, Sent> sent_;
  std::map<std::pair<PartyCode, Digest>, std::string> receipt_of_;
  std::uint64_t receipts_ = 0;
  std::uint64_t duplicates_ = 0;
};

}  // namespace haidang::sim
