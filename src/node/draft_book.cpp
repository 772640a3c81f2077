#include "node/draft_book.hpp"

#include <array>

#include "acts/address.hpp"

namespace haidang::node {
namespace {

constexpr std::size_t listed_max = 1000;
constexpr std::size_t reference_min = 4;
constexpr std::array state_names{"open", "approved", "rejected"};

Result<Draft> read_row(const store::Statement& row) {
  Draft draft;
  HD_TRY(draft.id, DraftId::parse(row.text(0)));
  draft.made_at = row.time_at(1);
  draft.author = {row.text(2), row.text(3)};
  draft.maker = row.text(4);
  draft.measure = row.text(5);
  draft.text = row.text(6);
  HD_TRY(draft.digest, parse_digest(row.text(7)));
  draft.state = static_cast<DraftState>(row.integer(8));
  draft.decided_by = row.text(9);
  draft.decided_at = row.optional_time_at(10);
  draft.reason = row.text(11);
  if (!row.is_null(12)) {
    HD_TRY(draft.act, ActId::parse(row.text(12)));
  }
  return draft;
}

Error no_draft() {
  return {Code::not_found, "there is no such draft here", "", "haidang request drafts"};
}

}  // namespace

std::string_view draft_state_name(DraftState state) {
  return state_names.at(static_cast<std::size_t>(state));
}

std::string write_draft(const Act& act, const casework::Command& command) {
  json::object object{{"kind", act_kind_name(act.kind)},
                      {"to", write_address(act.to)},
                      {"case", nullptr},
                      {"request", nullptr},
                      {"body", act.body}};
  if (!act.also.empty() && !command.case_id) {
    json::array also;
    for (const Address& other : act.also)
      also.push_back(write_address(other));
    object["also"] = std::move(also);
  }
  if (command.case_id) object["case"] = command.case_id->text();
  if (command.request) object["request"] = command.request->text();
  return canonical(object);
}

Result<casework::Command> read_draft(std::string_view text) {
  HD_TRY(const json::object object, parse_json_object(text));
  ObjectReader in(object, "draft");
  casework::Command command;
  HD_TRY(const std::string kind, in.text("kind", 40));
  HD_TRY(command.kind, parse_act_kind(kind));
  HD_TRY(const json::object to, in.object("to"));
  HD_TRY(command.to, read_address(to, "address"));
  HD_TRY(const auto also, in.optional_array("also", ActLimits::also));
  for (const json::value& other : also.value_or(json::array{})) {
    HD_TRY(Address address, read_address(other.as_object(), "address"));
    command.also.push_back(std::move(address));
  }
  HD_TRY(const auto case_id, in.optional_text("case", 32));
  if (case_id) {
    HD_TRY(command.case_id, CaseId::parse(*case_id));
  }
  HD_TRY(const auto request, in.optional_text("request", 32));
  if (request) {
    HD_TRY(command.request, ActId::parse(*request));
  }
  HD_TRY(command.body, in.object("body"));
  HD_TRY_VOID(in.finish());
  return command;
}

Result<DraftBook> DraftBook::open(store::Database& database) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS draft(id TEXT PRIMARY KEY, made_at INTEGER NOT NULL,"
      " officer TEXT NOT NULL, authority TEXT NOT NULL, maker TEXT NOT NULL, measure TEXT NOT NULL,"
      " text TEXT NOT NULL, digest TEXT NOT NULL, state INTEGER NOT NULL, decided_by TEXT NOT NULL,"
      " decided_at INTEGER, reason TEXT NOT NULL, act TEXT) STRICT;"
      "CREATE INDEX IF NOT EXISTS draft_state ON draft(state, made_at);"));
  return DraftBook(database);
}

Result<void> DraftBook::add(const Draft& draft) {
  auto& count = database_->cached("SELECT count(*) FROM draft WHERE state = 0");
  HD_TRY(const bool counted, count.step());
  const bool full = counted && count.integer(0) >= static_cast<std::int64_t>(open_max);
  count.reset();
  if (full) {
    return Error{Code::unavailable, "a thousand drafts wait for a second officer already", "",
                 "Approve or reject some of them: haidang request drafts"};
  }
  return database_
      ->cached(
          "INSERT INTO draft(id, made_at, officer, authority, maker, measure, text, digest, state,"
          " decided_by, reason) VALUES(?,?,?,?,?,?,?,?,0,'','')")
      .bind(1, draft.id.text())
      .bind(2, draft.made_at)
      .bind(3, draft.author.officer)
      .bind(4, draft.author.authority)
      .bind(5, draft.maker)
      .bind(6, draft.measure)
      .bind(7, draft.text)
      .bind(8, hex(draft.digest))
      .run();
}

Result<void> DraftBook::decide(const Draft& draft) {
  auto& update = database_->cached(
      "UPDATE draft SET state=?2, decided_by=?3, decided_at=?4, reason=?5, act=?6"
      " WHERE id=?1 AND state=0");
  update.bind(1, draft.id.text()).bind(2, static_cast<std::int64_t>(draft.state));
  update.bind(3, draft.decided_by).bind(4, draft.decided_at.value_or(Time{}));
  update.bind(5, draft.reason);
  if (draft.act) update.bind(6, draft.act->text());
  return update.run();
}

Result<Draft> DraftBook::find(std::string_view reference) {
  if (reference.size() < reference_min || reference.size() > 32 ||
      reference.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return no_draft();
  }
  auto& row = database_->cached(
      "SELECT id, made_at, officer, authority, maker, measure, text, digest, state, decided_by,"
      " decided_at, reason, act FROM draft WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2");
  HD_TRY(const bool found, row.bind(1, reference).step());
  if (!found) return no_draft();
  HD_TRY(Draft draft, read_row(row));
  HD_TRY(const bool another, row.step());
  row.reset();
  if (another) return Error{Code::bad_value, "more than one draft begins with these characters"};
  return draft;
}

Result<std::vector<Draft>> DraftBook::list() {
  auto& row = database_->cached(
      "SELECT id, made_at, officer, authority, maker, measure, text, digest, state, decided_by,"
      " decided_at, reason, act FROM draft ORDER BY state > 0, made_at DESC LIMIT 1000");
  std::vector<Draft> drafts;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found || drafts.size() == listed_max) return drafts;
    HD_TRY(Draft draft, read_row(row));
    drafts.push_back(std::move(draft));
  }
}

}  // namespace haidang::node
