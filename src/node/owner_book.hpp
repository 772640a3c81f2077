// Which of our officers has taken which request: rows of this node alone. Nothing here is an act,
// so the other State learns nothing of it. Rows change inside the road's transactions.
#pragma once
#include <optional>
#include <string>

#include "acts/act.hpp"
#include "store/database.hpp"

namespace haidang::node {

struct Ownership {
  std::string officer;
  Time since;
};

class OwnerBook {
 public:
  static Result<OwnerBook> open(store::Database& database);

  Result<std::optional<Ownership>> of(const ActId& request);
  Result<void> put(const ActId& request, const Ownership& row);
  Result<void> remove(const ActId& request);

 private:
  explicit OwnerBook(store::Database& database) : database_(&database) {}
  store::Database* database_;
};

}  // namespace haidang::node
