// Four eyes: an act is written by one officer and said when another has seen exactly its bytes.
#include <fmt/format.h>

#include "crypto/digest.hpp"
#include "node/node_state.hpp"
#include "node/speaking.hpp"
#include "node/use_rules.hpp"

namespace haidang::node {
namespace {

json::object describe(const Draft& draft) {
  json::object out{{"id", draft.id.text()},
                   {"made_at", format_time(draft.made_at)},
                   {"maker", draft.maker},
                   {"officer", draft.author.officer},
                   {"authority", draft.author.authority},
                   {"measure", draft.measure},
                   {"sha256", hex(draft.digest)},
                   {"text", draft.text},
                   {"state", draft_state_name(draft.state)},
                   {"decided_by", nullptr},
                   {"decided_at", nullptr},
                   {"reason", nullptr},
                   {"act", nullptr}};
  if (draft.state == DraftState::open) return out;
  out["decided_by"] = draft.decided_by;
  if (draft.decided_at) out["decided_at"] = format_time(*draft.decided_at);
  if (!draft.reason.empty()) out["reason"] = draft.reason;
  if (draft.act) out["act"] = draft.act->text();
  return out;
}

json::object event_of(const Draft& draft, const std::string& officer) {
  return {{"draft", draft.id.text()},
          {"sha256", hex(draft.digest)},
          {"maker", draft.maker},
          {"officer", officer}};
}

Error not_open(const Draft& draft) {
  return {Code::not_in_this_state,
          fmt::format("the draft was {} by {}", draft_state_name(draft.state), draft.decided_by)};
}

// The second officer is another person, who could say it himself.
Result<void> check_second(Road& road, const Draft& draft, const casework::Command& command,
                          const Actor& actor) {
  if (draft.state != DraftState::open) return not_open(draft);
  if (draft.maker == actor.officer) {
    return Error{Code::not_permitted, "nobody approves a draft of his own",
                 "four eyes are those of two officers", "Ask another officer of the authority."};
  }
  HD_TRY(const Author second, author_of(road, command, {command, "", "", actor}));
  (void)second;
  return {};
}

// What was drafted is what will be said, to the byte; the case may have moved on meanwhile.
Result<void> check_same(Road& road, const Draft& draft, const casework::Command& command) {
  HD_TRY(const Act act, road.preview(command, draft.author));
  if (write_draft(act, command) == draft.text) return {};
  return Error{Code::not_in_this_state, "the act would not say what the draft says any more", "",
               "Reject the draft and write it again."};
}

// Those who look at the list see at once that it changed; what the draft says is not told.
Event news_of(const Draft& draft) {
  return {"draft", {{"draft", draft.id.text()}, {"state", draft_state_name(draft.state)}}};
}

Result<void> recorded(Road& road, std::string kind, json::object event) {
  HD_TRY(const auto leaf, road.record(std::move(kind), std::move(event)));
  (void)leaf;
  return {};
}

}  // namespace

Result<json::object> Node::make_draft(const Statement& statement) {
  Draft draft;
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(casework::Command command, placed(road, statement));
    HD_TRY(draft.author, author_of(road, command, statement));
    HD_TRY_VOID(check_statement(road, *state_->book, command, state_->parts.clock.now()));
    HD_TRY(const treaty::Measure* measure, measure_of(road, command));
    HD_TRY(const Act act, road.preview(command, draft.author));
    draft.id = DraftId::random(state_->parts.random);
    draft.made_at = act.issued_at;
    draft.maker = statement.actor.officer;
    draft.measure = measure->id;
    draft.text = write_draft(act, command);
    draft.digest = crypto::sha256(as_bytes(draft.text));
    HD_TRY_VOID(state_->drafts->add(draft));
    return recorded(road, "draft-made", event_of(draft, draft.maker));
  }));
  (void)committed;
  state_->emit(news_of(draft));
  return describe(draft);
}

Result<json::array> Node::drafts() {
  return state_->sequencer->read([this](Road&) -> Result<json::array> {
    HD_TRY(const std::vector<Draft> all, state_->drafts->list());
    json::array list;
    for (const Draft& draft : all)
      list.push_back(describe(draft));
    return list;
  });
}

Result<json::object> Node::draft(const std::string& reference) {
  return state_->sequencer->read([&](Road&) -> Result<json::object> {
    HD_TRY(const Draft draft, state_->drafts->find(reference));
    return describe(draft);
  });
}

Result<Submitted> Node::approve(const std::string& reference, const Digest& seen,
                                const Actor& actor) {
  std::optional<Submitted> said;
  Draft draft;
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(draft, state_->drafts->find(reference));
    HD_TRY(const casework::Command command, read_draft(draft.text));
    HD_TRY_VOID(check_second(road, draft, command, actor));
    if (seen != draft.digest) {
      return Error{Code::not_in_this_state, "the draft is not the one that was looked at", "",
                   "Look at it again: haidang request draft show"};
    }
    HD_TRY_VOID(check_same(road, draft, command));
    HD_TRY_VOID(check_statement(road, *state_->book, command, state_->parts.clock.now()));
    HD_TRY(said, road.submit(command, draft.author));
    draft.state = DraftState::approved;
    draft.decided_by = actor.officer;
    draft.decided_at = state_->parts.clock.now();
    draft.act = said->act;
    json::object event = event_of(draft, actor.officer);
    event["act"] = said->act.text();
    const auto decided = [&]() -> Result<void> {
      HD_TRY_VOID(state_->drafts->decide(draft));
      return recorded(road, "draft-approved", std::move(event));
    }();
    if (!decided.ok()) road.spoil(decided.error());
    return decided;
  }));
  (void)committed;
  state_->emit(news_of(draft));
  return *said;
}

Result<json::object> Node::reject(const std::string& reference, const std::string& reason,
                                  const Actor& actor) {
  Draft draft;
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(draft, state_->drafts->find(reference));
    if (draft.state != DraftState::open) return not_open(draft);
    draft.state = DraftState::rejected;
    draft.decided_by = actor.officer;
    draft.decided_at = state_->parts.clock.now();
    draft.reason = reason;
    HD_TRY_VOID(state_->drafts->decide(draft));
    return recorded(road, "draft-rejected", event_of(draft, actor.officer));
  }));
  (void)committed;
  state_->emit(news_of(draft));
  return describe(draft);
}

Result<json::array> Node::four_eyes() {
  return state_->sequencer->read([this](Road&) -> Result<json::array> {
    json::array list;
    for (const FourEyes& rule : state_->parts.config.four_eyes)
      list.push_back(json::string(four_eyes_text(rule)));
    return list;
  });
}

Result<void> Node::set_four_eyes(std::vector<FourEyes> rules, const std::string& officer) {
  json::array texts;
  for (const FourEyes& rule : rules)
    texts.push_back(json::string(four_eyes_text(rule)));
  HD_TRY_VOID(record_first("four-eyes-set", {{"rules", std::move(texts)}, {"officer", officer}}));
  return state_->sequencer->read([&](Road&) -> Result<void> {
    Config next = state_->parts.config;
    next.four_eyes = std::move(rules);
    HD_TRY_VOID(save_config(state_->parts.layout, next));
    state_->parts.config.four_eyes = next.four_eyes;
    return {};
  });
}

}  // namespace haidang::node
