// SQLite behind a small face: trusted literal SQL, bound values, transactions by scope.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace haidang::store {

// SQL that stands in the source. Runtime strings do not convert.
class Sql {
 public:
  template <std::size_t N>  // converts, so that a call reads execute("...")
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval Sql(const char (&text)[N]) : text_(text, N - 1) {}
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// A prepared statement, reset before each use. Columns and parameters count from 1 for bind, from 0
// for column, as in SQLite.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;
  ~Statement();

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view value);
  Statement& bind(int index, ByteView value);
  Statement& bind(int index, Time value);  // kept as milliseconds since 1970
  Statement& bind_null(int index);
  template <class T>
  Statement& bind(int index, const std::optional<T>& value) {
    return value ? bind(index, *value) : bind_null(index);
  }

  // true: a row is there to read; false: done. Errors: storage_full, storage_failed, already_exists
  // (a uniqueness constraint).
  Result<bool> step();
  // For statements without rows; resets, so that the statement can be bound again.
  Result<void> run();
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] Bytes blob(int column) const;
  [[nodiscard]] Time time_at(int column) const;
  [[nodiscard]] std::optional<Time> optional_time_at(int column) const;  // none: NULL
  [[nodiscard]] bool is_null(int column) const;

 private:
  friend class Database;
  Statement(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  sqlite3* db_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

enum class Sync { full, normal };  // full: durable at power loss when COMMIT returns

class Transaction;

// One connection; not shared between threads. Readers open their own.
class Database {
 public:
  static Result<Database> open(const std::filesystem::path& path, Sync sync = Sync::full);
  static Database in_memory();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Folds the write-ahead log back every `pages` pages, and lays room for that many out beforehand:
  // a commit then overwrites the log instead of lengthening it, and is durable several times as
  // fast. Before the first transaction. Errors: storage_full, storage_failed; the database works
  // all the same.
  Result<void> reserve_log(int pages);

  // Called after each commit with the pages that are in the log now; in place of the fold that
  // reserve_log asked for. An empty function ends it.
  void on_commit(std::function<void(int pages_in_log)> hook);
  // Folds back what no reader still needs; how many pages are left. Errors: storage_full,
  // storage_failed, locked.
  Result<int> fold_log();
  [[nodiscard]] std::filesystem::path path() const;  // empty in memory

  Result<void> execute(Sql sql);  // one or several statements without values
  Statement prepare(Sql sql);     // an SQL error here is a bug: throws
  // The same prepared statement each time: for the hot path. Valid until the next cached() of it.
  Statement& cached(Sql sql);
  Result<Transaction> begin();  // BEGIN IMMEDIATE
  // Several statements that only read, in one snapshot: cheaper than each in its own. Ends with its
  // scope.
  Result<Transaction> begin_reading();
  [[nodiscard]] std::int64_t last_insert_id() const;
  [[nodiscard]] std::int64_t changes() const;

 private:
  friend class Transaction;
  struct State;
  explicit Database(std::unique_ptr<State> state);
  void release_readers();
  std::unique_ptr<State> state_;
};

class Transaction {
 public:
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();  // rolls back unless committed
  // Durable when it returns ok (Sync::full).
  Result<void> commit();
  [[nodiscard]] Database& database() { return *database_; }

 private:
  friend class Database;
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace haidang::store
