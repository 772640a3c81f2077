// Reading the journal's entries: what was done here, when and by whom.
#include <fmt/format.h>

#include "node/node_state.hpp"

namespace haidang::node {
namespace {

json::object describe(const journal::Journal::StoredEntry& entry) {
  json::object row{{"index", entry.index.value},
                   {"kind", entry.kind},
                   {"at", format_time(entry.at)},
                   {"event", nullptr}};
  auto event = parse_json_object(as_text(entry.event));
  if (event.ok()) row["event"] = *std::move(event);
  return row;
}

json::object describe(const journal::EntryQuery& query) {
  json::object row{{"kind", query.kind}, {"words", query.words}};
  if (query.from) row["from"] = format_time(*query.from);
  if (query.until) row["until"] = format_time(*query.until);
  return row;
}

constexpr std::string_view backup_kind = "backup-made";

}  // namespace

Result<journal::EntrySearch*> Node::State::entry_search() {
  const std::lock_guard lock(search_mutex);
  if (!search) {
    HD_TRY(store::Database beside, store::Database::open(parts.layout.database()));
    search = journal::EntrySearch::over(std::move(beside));
  }
  return search.get();
}

Result<std::optional<Time>> Node::State::last_backup() {
  HD_TRY(journal::EntrySearch* const entries, entry_search());
  const std::lock_guard lock(search_mutex);
  if (!backed_up) {
    HD_TRY(const auto found, entries->find({.kind = std::string(backup_kind), .limit = 1}));
    backed_up = found.empty() ? std::nullopt : std::optional(found.front().at);
  }
  return *backed_up;
}

Result<Time> Node::note_backup(const std::string& officer) {
  const Time now = state_->parts.clock.now();
  HD_TRY_VOID(record_first(std::string(backup_kind), {{"officer", officer}}));
  const std::lock_guard lock(state_->search_mutex);
  state_->backed_up = std::optional(now);
  return now;
}

Result<json::object> Node::entries(const journal::EntryQuery& query) {
  HD_TRY(journal::EntrySearch* const search, state_->entry_search());
  HD_TRY(const auto found, search->find(query));
  HD_TRY(const std::vector<std::string> kinds, search->kinds());
  json::array rows;
  for (const journal::Journal::StoredEntry& entry : found)
    rows.push_back(describe(entry));
  json::object page{{"entries", std::move(rows)},
                    {"kinds", json::array(kinds.begin(), kinds.end())},
                    {"next", nullptr}};
  if (found.size() == query.limit) page["next"] = found.back().index.value;
  return page;
}

Result<std::vector<journal::Journal::StoredEntry>> Node::export_entries(
    journal::EntryQuery query, const std::string& officer) {
  query.limit = entries_exported_max + 1;
  HD_TRY(journal::EntrySearch* const search, state_->entry_search());
  HD_TRY(auto found, search->find(query));
  if (found.size() > entries_exported_max) {
    return Error{Code::too_large,
                 fmt::format("more than {} entries are like this", entries_exported_max), "",
                 "Narrow the time, and export one part after the other."};
  }
  HD_TRY_VOID(
      record_first("journal-exported",
                   {{"search", describe(query)}, {"entries", found.size()}, {"officer", officer}}));
  return found;
}

}  // namespace haidang::node
