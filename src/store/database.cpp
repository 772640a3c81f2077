#include "store/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "base/durable_file.hpp"

namespace haidang::store {
namespace {

constexpr int busy_timeout_ms = 5000;
// The file format of the write-ahead log: https://www.sqlite.org/fileformat2.html, section 4.1.
constexpr std::size_t log_frame_bytes = 4096 + 24;

Error from_sqlite(sqlite3* db, std::string_view doing) {
  const int code = sqlite3_extended_errcode(db);
  const int primary = code & 0xff;
  Code kind = Code::storage_failed;
  // The index of the log cannot grow: only a full disk does that.
  if (primary == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE) kind = Code::storage_full;
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
    kind = Code::already_exists;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) kind = Code::locked;
  return {kind, fmt::format("the database could not {}", doing),
          fmt::format("SQLite {}: {}", code, sqlite3_errmsg(db))};
}

// Misuse of the interface is a bug of ours, never a condition to handle.
void must(sqlite3* db, int result, std::string_view doing) {
  if (result == SQLITE_OK) return;
  throw std::logic_error(fmt::format("SQLite could not {}: {}", doing, sqlite3_errmsg(db)));
}

}  // namespace

struct Database::State {
  sqlite3* db = nullptr;
  std::unordered_map<const char*, Statement> cache;
  std::function<void(int)> committed;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    cache.clear();
    sqlite3_close_v2(db);
  }
};

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(statement_, other.statement_);
  return *this;
}
Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement& Statement::bind(int index, std::int64_t value) {
  must(db_, sqlite3_bind_int64(statement_, index, value), "bind a number");
  return *this;
}
Statement& Statement::bind(int index, std::string_view value) {
  const char* data = value.data() == nullptr ? "" : value.data();
  must(db_,
       sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
       "bind text");
  return *this;
}
Statement& Statement::bind(int index, ByteView value) {
  const void* data = value.data() == nullptr ? static_cast<const void*>("") : value.data();
  must(db_, sqlite3_bind_blob64(statement_, index, data, value.size(), SQLITE_TRANSIENT),
       "bind bytes");
  return *this;
}
Statement& Statement::bind(int index, Time value) {
  return bind(index, std::int64_t{value.time_since_epoch().count()});
}
Statement& Statement::bind_null(int index) {
  must(db_, sqlite3_bind_null(statement_, index), "bind null");
  return *this;
}

Result<bool> Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  const Error error = from_sqlite(db_, "run a statement");
  sqlite3_reset(statement_);
  return error;
}

Result<void> Statement::run() {
  const Result<bool> stepped = step();
  sqlite3_reset(statement_);
  if (!stepped.ok()) return stepped.error();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
std::string Statement::text(int column) const {
  const unsigned char* data = sqlite3_column_text(statement_, column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
Bytes Statement::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, data + sqlite3_column_bytes(statement_, column)};
}
Time Statement::time_at(int column) const {
  return Time(Millis(integer(column)));
}
std::optional<Time> Statement::optional_time_at(int column) const {
  return is_null(column) ? std::nullopt : std::optional(time_at(column));
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& path, Sync sync) {
  auto state = std::make_unique<State>();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path.c_str(), &state->db, flags, nullptr) != SQLITE_OK) {
    return from_sqlite(state->db, "open " + path.string());
  }
  sqlite3_extended_result_codes(state->db, 1);
  sqlite3_busy_timeout(state->db, busy_timeout_ms);
  Database database(std::move(state));
  // The cache grows with what is read, in KiB.
  HD_TRY_VOID(
      database.execute("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;"
                       "PRAGMA journal_size_limit=67108864;"));
  HD_TRY_VOID(sync == Sync::full ? database.execute("PRAGMA synchronous=FULL;")
                                 : database.execute("PRAGMA synchronous=NORMAL;"));
  return database;
}

Database Database::in_memory() {
  auto state = std::make_unique<State>();
  must(state->db,
       sqlite3_open_v2(":memory:", &state->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr),
       "open memory");
  sqlite3_extended_result_codes(state->db, 1);
  return Database(std::move(state));
}

// SQLite takes a log that begins with zeros for an empty one, and whatever follows the last valid
// frame for the remains of an earlier round. The log keeps its length when it starts anew, up to
// journal_size_limit.
Result<void> Database::reserve_log(int pages) {
  sqlite3_wal_autocheckpoint(state_->db, pages);
  const std::string log_of = path().string();
  if (log_of.empty()) return {};  // in memory
  // Transactions go over the mark before the log is folded back.
  const std::size_t frames = static_cast<std::size_t>(pages) + static_cast<std::size_t>(pages) / 2;
  return lengthen_durable(log_of + "-wal", frames * log_frame_bytes, FileMode::private_to_owner);
}

void Database::on_commit(std::function<void(int)> hook) {
  state_->committed = std::move(hook);
  const auto call = [](void* state, sqlite3*, const char*, int pages) {
    const auto& committed = static_cast<State*>(state)->committed;
    if (committed) committed(pages);
    return SQLITE_OK;
  };
  sqlite3_wal_hook(state_->db, call, state_.get());
}

Result<int> Database::fold_log() {
  int pages = 0;
  int folded = 0;
  const int result =
      sqlite3_wal_checkpoint_v2(state_->db, nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &folded);
  if (result != SQLITE_OK) return from_sqlite(state_->db, "fold its log back");
  return pages - folded;
}

std::filesystem::path Database::path() const {
  return sqlite3_db_filename(state_->db, "main");
}

Result<void> Database::execute(Sql sql) {
  if (sqlite3_exec(state_->db, sql.text().data(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return from_sqlite(state_->db, "run a statement");
  }
  return {};
}

Statement Database::prepare(Sql sql) {
  sqlite3_stmt* statement = nullptr;
  must(state_->db,
       sqlite3_prepare_v3(state_->db, sql.text().data(), static_cast<int>(sql.text().size()),
                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr),
       fmt::format("prepare '{}'", sql.text()));
  return {state_->db, statement};
}

Statement& Database::cached(Sql sql) {
  auto it = state_->cache.find(sql.text().data());
  if (it == state_->cache.end()) it = state_->cache.emplace(sql.text().data(), prepare(sql)).first;
  it->second.reset();
  return it->second;
}

// A SELECT that was not read to its end would keep its snapshot, and the write-ahead log could
// never be folded back into the database.
void Database::release_readers() {
  for (auto& [text, statement] : state_->cache) {
    if (sqlite3_stmt_busy(statement.statement_) != 0) statement.reset();
  }
}

Result<Transaction> Database::begin() {
  release_readers();
  HD_TRY_VOID(cached("BEGIN IMMEDIATE").run());
  return Transaction(*this);
}

Result<Transaction> Database::begin_reading() {
  release_readers();
  HD_TRY_VOID(cached("BEGIN").run());
  return Transaction(*this);
}

std::int64_t Database::last_insert_id() const {
  return sqlite3_last_insert_rowid(state_->db);
}
std::int64_t Database::changes() const {
  return sqlite3_changes64(state_->db);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_ == nullptr) return;
  // A SELECT that goes on would keep the snapshot, and no write could follow another connection's.
  database_->release_readers();
  // A failed ROLLBACK means SQLite rolled back by itself already.
  (void)database_->cached("ROLLBACK").run();
}

Result<void> Transaction::commit() {
  HD_CHECK(database_ != nullptr);
  database_->release_readers();
  HD_TRY_VOID(database_->cached("COMMIT").run());
  database_ = nullptr;
  return {};
}

}  // namespace haidang::store
