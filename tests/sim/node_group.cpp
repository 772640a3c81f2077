// How a simulated node runs one group of work: stage, commit, answer; and how it breaks rules when
// it is told to.
#include <fmt/format.h>

#include "node.hpp"

namespace haidang::sim {

void SimNode::run_group(std::vector<Task> group) {
  Chance& chance = world_.chance;
  if (chance.percent(crash_percent_))
    fuse_.arm(StepPoint{static_cast<std::uint8_t>(chance.below(step_points))});
  const journal::TreeSize before = journal_->size();
  must(road_->begin(now()), "beginning a group");
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (i == group.size() / 2) fuse_.reach(StepPoint::staging);
    stage(group[i]);
  }
  if (world_.broken == BrokenRule::receipt_before_commit) reply_early(group);
  fuse_.reach(StepPoint::staged);
  const node::Committed committed = must(road_->commit(), "committing a group");
  settle_submissions(StepPoint::published);
  note(fmt::format("commits {} tasks, {} entries{}", group.size(), committed.entries.size(),
                   committed.unpublished ? ", no head" : ""));
  fuse_.reach(StepPoint::published);
  if (world_.broken == BrokenRule::accept_duplicates) take_again(group, before);
  reply(group, committed);
  fuse_.reach(StepPoint::answered);
  fuse_.disarm();
  if (world_.broken == BrokenRule::sign_below_head && !backup_ && journal_->size().value > 4) {
    backup_ = journal_->size();
  }
}

// --------------------------------------------------------------------------------------- staging

void SimNode::stage(Task& task) {
  if (std::holds_alternative<Turn>(task)) return stage_turn();
  if (auto* incoming = std::get_if<Incoming>(&task)) return stage_incoming(*incoming);
  stage_settling(std::get<Settling>(task));
}

void SimNode::stage_turn() {
  Officer::Done done = officer_.take_turn(*road_, now());
  if (done.submitted) {
    done.note += fmt::format(": act {}", done.submitted->act.text().substr(0, 6));
  }
  note(done.note);
}

// What we say ourselves: the officer's act, and those that go with it.
Result<void> SimNode::on_act(const casework::CommittedAct& committed, journal::LeafIndex) {
  const Act& act = committed.act;
  if (act.author.party != self_.party) return {};
  Ledger::Sent sent{self_.party, {}, act.case_id};
  for (const Address& to : recipients(act))
    sent.to.push_back(to.party);
  submissions_.emplace_back(act.id, std::move(sent));
  return {};
}

void SimNode::stage_incoming(Incoming& incoming) {
  const Message& message = incoming.message;
  incoming.reception = road_->receive(message.bytes, party_code(message.from));
  const bool intact = message.state == Message::State::intact;
  if (incoming.reception.ok() != intact) {
    throw Violation(intact ? "an intact delivery is refused: " + incoming.reception.error().text()
                           : "an altered delivery is taken");
  }
  if (!intact) return;
  for (const exchange::TryAgain& row : incoming.reception->try_again) {
    note(fmt::format("cannot take an act yet: {} {}", row.code, row.reason));
  }
}

void SimNode::stage_settling(Settling& settling) {
  settling.outcome = road_->settle(settling.shipment, as_text(settling.answer.bytes));
  if (settling.outcome.ok() || settling.answer.state == Message::State::altered) return;
  // The answer of a pulling Party may be for an earlier delivery.
  if (settling.answer.kind == MessageKind::pulled_answer) return;
  throw Violation("an intact answer is refused: " + settling.outcome.error().text());
}

// --------------------------------------------------------------------------------------- replies

void SimNode::reply(std::vector<Task>& group, const node::Committed& committed) {
  for (const Task& task : group) {
    if (const auto* incoming = std::get_if<Incoming>(&task)) reply(*incoming, committed);
    if (const auto* settling = std::get_if<Settling>(&task)) finish(*settling);
  }
}

void SimNode::reply(const Incoming& incoming, const node::Committed& committed) {
  if (!incoming.reception.ok()) return fail(incoming.message, incoming.reception.error());
  if (committed.unpublished) return fail(incoming.message, *committed.unpublished);
  reply_with(incoming.message, *incoming.reception, *road_);
}

void SimNode::reply_with(const Message& to, const node::Reception& reception, node::Road& road) {
  const exchange::Answer answer = must(road.answer(reception), "answering a delivery");
  world_.ledger.handed_over(answer, database_, road.archive());
  const MessageKind kind =
      to.kind == MessageKind::pulled ? MessageKind::pulled_answer : MessageKind::answer;
  // What an answer says outside its receipts is unsigned.
  const auto state = answer.try_again.empty() ? Message::State::intact : Message::State::sheltered;
  world_.network.send(
      {number_, to.from, kind, to.number, to_bytes(exchange::write_answer(answer)), state});
}

void SimNode::fail(const Message& to, const Error& error) {
  note(fmt::format("cannot answer {}: {}", to.number, error.what));
  if (to.kind == MessageKind::pulled) return;  // the peer notices at the next pull
  world_.network.send({number_, to.from, MessageKind::failure, to.number, {}});
}

void SimNode::finish(const Settling& settling) {
  const Address& to = settling.shipment.to;
  if (!settling.outcome.ok()) return lost(to, settling.outcome.error().what);
  note(fmt::format("{} of {} acts are receipted by {}", settling.outcome->receipted.size(),
                   settling.shipment.acts.size(), to.party.text()));
}

// -------------------------------------------------------------------------------- broken on
// purpose

// A second journal over the open transaction signs what is not durable, and the answers leave.
void SimNode::reply_early(const std::vector<Task>& group) {
  const auto heads =
      must(journal::SqliteHeadStore::open(store::Database::in_memory()), "making a lock store");
  const auto early = must(journal::Journal::open(database_, *heads, signer_, std::nullopt),
                          "opening a second journal");
  must(early->publish(), "signing what is not durable");
  const auto road = must(node::Road::open({database_, *early, treaty::Treaty::embedded(), notary_,
                                           world_.chance, log_, self_}),
                         "opening a second road");
  for (const Task& task : group) {
    const auto* incoming = std::get_if<Incoming>(&task);
    if (incoming != nullptr && incoming->reception.ok()) {
      reply_with(incoming->message, *incoming->reception, *road);
    }
  }
}

// What arrived before is recorded and receipted as if it were new.
void SimNode::take_again(std::vector<Task>& group, journal::TreeSize before) {
  store::Transaction transaction = must(database_.begin(), "recording duplicates");
  for (Task& task : group) {
    auto* incoming = std::get_if<Incoming>(&task);
    if (incoming == nullptr || !incoming->reception.ok()) continue;
    for (journal::LeafIndex& leaf : incoming->reception->receipts) {
      if (leaf.value >= before.value) continue;
      const auto old = must(journal_->entry(leaf), "reading an entry");
      journal::Entry entry{old->kind, now(), must(parse_json_object(as_text(old->event)), "again")};
      world_.chance.fill(entry.salt);
      leaf = must(journal_->append(transaction, entry), "recording a duplicate");
    }
  }
  must(transaction.commit(), "recording duplicates");
  journal_->committed();
  must(journal_->publish(), "recording duplicates");
}

// A backup is restored, the lock store with it, and the node goes on from there.
void SimNode::forget_tail() {
  note(fmt::format("is restored from a backup of {} entries", backup_->value));
  const auto from = static_cast<std::int64_t>(backup_->value);
  const auto cut = [from](store::Statement& statement) {
    must(statement.bind(1, from).run(), "restoring a backup");
  };
  cut(database_.cached("DELETE FROM journal_entry WHERE idx >= ?"));
  cut(database_.cached("DELETE FROM act WHERE leaf >= ?"));
  cut(database_.cached("DELETE FROM refusal WHERE leaf >= ?"));
  cut(database_.cached("DELETE FROM outbox WHERE position >= ?"));
  heads_.forget_above(*backup_);
  backup_.reset();
}

// A backup of the journal alone: the lock store tells, and the node does not start.
void SimNode::check_old_backup() {
  const auto latest = must(heads_.latest(), "reading the lock store");
  if (!latest || latest->size.value == 0) return;
  const store::Transaction undone = must(database_.begin(), "restoring a backup");
  must(database_.cached("DELETE FROM journal_entry WHERE idx >= ?")
           .bind(1, static_cast<std::int64_t>(world_.chance.below(latest->size.value)))
           .run(),
       "restoring a backup");
  const auto opened = journal::Journal::open(database_, heads_, signer_, std::nullopt);
  if (opened.ok()) throw Violation("a journal opens below the head that it signed");
  if (opened.error().code != Code::journal_behind_head) {
    throw Violation("an old backup is refused for another reason: " + opened.error().text());
  }
  note("was started from an old backup and refused");
}

}  // namespace haidang::sim
