// What officers are typing: rows of officers.db beside the accounts, each for its officer alone.
// And the key under which his browser keeps the same on his device: whoever takes the device
// without a session of his reads nothing there.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace haidang::http {

struct Autosave {
  std::string name;
  std::int64_t version = 0;  // counts up with every save, from 1
  Time saved_at;
  std::string content;  // a JSON object
};

// Thread-safe.
class AutosaveBook {
 public:
  static constexpr std::size_t content_bytes_max = std::size_t{256} * 1024;
  static constexpr std::int64_t rows_max = 50;  // an officer's
  static constexpr std::size_t key_bytes = 32;
  static Result<std::unique_ptr<AutosaveBook>> open(store::Database database);

  // Made when it is asked for first; the same from then on.
  Result<Bytes> key_of(const std::string& officer, Random& random);
  Result<std::vector<Autosave>> list(const std::string& officer);  // without their contents
  Result<std::optional<Autosave>> find(const std::string& officer, const std::string& name);
  // Nothing: what is kept is not of the version `replaces` (0: nothing is kept yet) any more.
  // Errors: too_large, unavailable.
  Result<std::optional<Autosave>> save(const std::string& officer, std::int64_t replaces,
                                       Autosave row);
  // Errors: not_found.
  Result<void> remove(const std::string& officer, const std::string& name);

 private:
  explicit AutosaveBook(store::Database database) : database_(std::move(database)) {}
  Result<void> check_room(const std::string& officer);
  std::mutex mutex_;
  store::Database database_;
};

}  // namespace haidang::http
