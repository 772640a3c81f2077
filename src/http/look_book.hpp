// The looks of a node's agencies: rows of officers.db beside the accounts.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "http/look.hpp"
#include "store/database.hpp"

namespace haidang::http {

// Thread-safe.
class LookBook {
 public:
  static Result<std::unique_ptr<LookBook>> open(store::Database database);

  Result<std::vector<Look>> list();
  Result<std::optional<Look>> find(const std::string& authority);
  Result<void> put(const Look& look);
  Result<void> remove(const std::string& authority);  // not_found

 private:
  explicit LookBook(store::Database database) : database_(std::move(database)) {}
  std::mutex mutex_;
  store::Database database_;
};

}  // namespace haidang::http
