// Drafts that wait for a second officer (four eyes): the bytes that will be said, who wrote them,
// what became of them. Rows change inside the road's transactions.
#pragma once
#include <optional>
#include <vector>

#include "casework/decide.hpp"
#include "node/road.hpp"

namespace haidang::node {

struct DraftTag;
using DraftId = Id<DraftTag>;

enum class DraftState { open, approved, rejected };
std::string_view draft_state_name(DraftState state);

struct Draft {
  DraftId id;
  Time made_at;
  Author author;      // in whose name it will be said
  std::string maker;  // the account that wrote it; author.officer may say "linh for an"
  std::string measure;
  std::string text;  // what the second officer sees: these bytes are said, or nothing
  Digest digest{};
  DraftState state = DraftState::open;
  std::string decided_by;
  std::optional<Time> decided_at;
  std::string reason;        // of a rejection
  std::optional<ActId> act;  // what it became
};

// The one text of a command as it will be said: {"body","case","kind","request","to"}.
std::string write_draft(const Act& act, const casework::Command& command);
Result<casework::Command> read_draft(std::string_view text);

class DraftBook {
 public:
  static constexpr std::size_t open_max = 1000;
  static Result<DraftBook> open(store::Database& database);

  Result<void> add(const Draft& draft);  // unavailable: too many are open
  Result<void> decide(const Draft& draft);
  Result<Draft> find(std::string_view reference);  // the id or its beginning; not_found
  Result<std::vector<Draft>> list();               // open ones first, then the latest

 private:
  explicit DraftBook(store::Database& database) : database_(&database) {}
  store::Database* database_;
};

}  // namespace haidang::node
