// What officers were told of, each notice once: which request, why, since when, to whom, who has
// seen it. And when each request is to be looked at again. Rows change inside the road's
// transactions.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "acts/act.hpp"
#include "node/notice_rules.hpp"
#include "store/database.hpp"

namespace haidang::node {

struct Notice {
  std::int64_t id = 0;
  NoticeKind kind = NoticeKind::reminder;
  ActId request;
  CaseId case_id;
  std::string measure;
  std::string rule;       // of the clock; empty: there is none
  Time due;               // when the clock runs out, or ran out; without one: since when it is so
  int days = 0;           // of a reminder
  std::string level;      // "on-duty", "deputy", "central-authority"; empty: those there
  std::string authority;  // ours
  Time made_at;
  std::optional<Time> settled_at;  // since when its cause no longer holds
};

// One notice as one officer has it.
struct Told {
  Notice notice;
  Time told_at;  // from when on it counts; it stands in the list before
  std::optional<Time> seen_at;
};

// What is open of a request, and has any of those whom it was for seen it?
struct OpenNotice {
  Notice notice;
  std::optional<Time> first_seen_at;
};

class NoticeBook {
 public:
  static Result<NoticeBook> open(store::Database& database);

  // Has it been made? Whatever became of it since.
  Result<std::optional<std::int64_t>> find(const Notice& notice);
  Result<std::int64_t> add(const Notice& notice, const std::vector<Telling>& tellings);
  Result<void> settle(std::int64_t id, Time at);
  Result<void> reopen(std::int64_t id);
  Result<std::vector<OpenNotice>> open_of(const ActId& request);
  Result<std::vector<Notice>> open_ones(std::size_t most);  // the latest first
  Result<std::vector<std::string>> officers_of(std::int64_t id);

  // The officer's own: unsettled ones first, then those not seen, then the latest.
  Result<std::vector<Told>> told(const std::string& officer, std::size_t most);
  // Not seen, not settled, and told by now.
  Result<std::int64_t> unseen(const std::string& officer, Time now);
  // When the next one counts that is held back now.
  Result<std::optional<Time>> next_told(const std::string& officer, Time now);
  Result<bool> is_told(std::int64_t id, const std::string& officer);
  // Seen again: the first time stays.
  Result<void> see(std::int64_t id, const std::string& officer, Time at);

  // What the officer chose; nothing: he has not.
  Result<std::optional<NoticePreferences>> preferences_of(const std::string& officer);
  Result<void> choose(const std::string& officer, const NoticePreferences& preferences);

  // When the request is to be looked at again; none: until an act changes it.
  struct Watch {
    ActId request;
    CaseId case_id;
  };
  Result<void> watch(const Watch& watch, std::optional<Time> look_at);
  Result<void> watch_all();  // every request at once: after a restore, or an older version
  Result<std::optional<Time>> next_look();
  Result<std::vector<Watch>> to_look_at(Time now, std::size_t most);

 private:
  explicit NoticeBook(store::Database& database) : database_(&database) {}
  store::Database* database_;
};

}  // namespace haidang::node
