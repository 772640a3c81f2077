// Who stands in for whom, and who is on duty when: rows of officers.db beside the accounts.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace haidang::http {

// `deputy` has the officer's part in cases at the authority until then; never administration.
struct Delegation {
  std::int64_t id = 0;
  std::string officer;
  std::string deputy;
  std::string authority;
  Time until;
};

// On the roster of an authority, from then until then.
struct Shift {
  std::int64_t id = 0;
  std::string authority;
  std::string officer;
  Time from;
  Time until;
};

// Thread-safe.
class DutyBook {
 public:
  static constexpr std::size_t rows_max = 10'000;
  static Result<std::unique_ptr<DutyBook>> open(store::Database database);

  Result<Delegation> delegate(Delegation row);
  Result<Delegation> delegation(std::int64_t id);  // not_found
  Result<void> end_delegation(std::int64_t id);
  Result<std::vector<Delegation>> delegations(Time now);  // those that hold, by their end

  Result<Shift> add_shift(Shift row);
  Result<void> remove_shift(std::int64_t id);   // not_found
  Result<std::vector<Shift>> shifts(Time now);  // those not over, by their beginning

 private:
  explicit DutyBook(store::Database database) : database_(std::move(database)) {}
  std::mutex mutex_;
  store::Database database_;
};

}  // namespace haidang::http
