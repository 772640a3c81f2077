// Folds a database's write-ahead log back into it, on a thread and a connection of its own, while
// the owner goes on committing. Only the last few pages, which were written meanwhile, are left to
// the owner's next commit, after which the log starts anew.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "store/database.hpp"

namespace haidang::store {

class Checkpointer {
 public:
  // Folds every `pages` pages of the log instead of within a commit. `of` must outlive it and is
  // used by one thread, as always; that thread starts and ends the checkpointer too.
  // Errors: those of opening the database again.
  static Result<std::unique_ptr<Checkpointer>> start(Database& of, int pages);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

 private:
  enum class Stage { idle, asked, folded };
  Checkpointer(Database& of, Database beside, int pages);
  void committed(int pages_in_log);
  void run(const std::stop_token& stop);

  Database& of_;
  Database beside_;
  int pages_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  Stage stage_ = Stage::idle;
  std::jthread thread_;
};

}  // namespace haidang::store
