#include "node.hpp"

#include <fmt/format.h>

#include <array>

namespace haidang::sim {
namespace {

constexpr Millis answer_timeout = std::chrono::seconds(30);
constexpr Millis pulled_answer_timeout = std::chrono::seconds(60);
constexpr Millis publish_again = std::chrono::seconds(1);
constexpr Millis pull_again = std::chrono::seconds(20);

struct RuleName {
  BrokenRule rule;
  std::string_view name;
};
constexpr std::array rule_names{
    RuleName{BrokenRule::receipt_before_commit, "receipt-before-commit"},
    RuleName{BrokenRule::drop_receipted_too_early, "drop-receipted-too-early"},
    RuleName{BrokenRule::accept_duplicates, "accept-duplicates"},
    RuleName{BrokenRule::sign_below_head, "sign-below-head"},
};

std::vector<Address> all_but(std::size_t number, std::size_t nodes) {
  std::vector<Address> others;
  for (std::size_t i = 0; i < nodes; ++i) {
    if (i != number) others.push_back(address_of(i));
  }
  return others;
}

std::unique_ptr<journal::SqliteHeadStore> new_head_store() {
  return must(journal::SqliteHeadStore::open(store::Database::in_memory()), "making a lock store");
}

// Most clocks are a little wrong; some are too wrong for the ten minutes that admission tolerates.
Millis some_skew(Chance& chance) {
  if (chance.percent(50)) return Millis(0);
  if (chance.percent(90)) return chance.between(-std::chrono::minutes(4), std::chrono::minutes(4));
  return chance.between(std::chrono::minutes(11), std::chrono::minutes(20));
}

}  // namespace

std::string_view broken_rule_name(BrokenRule rule) {
  for (const RuleName& row : rule_names) {
    if (row.rule == rule) return row.name;
  }
  return "none";
}

std::optional<BrokenRule> parse_broken_rule(std::string_view name) {
  for (const RuleName& row : rule_names) {
    if (row.name == name) return row.rule;
  }
  return std::nullopt;
}

std::vector<BrokenRule> all_broken_rules() {
  std::vector<BrokenRule> rules;
  for (const RuleName& row : rule_names)
    rules.push_back(row.rule);
  return rules;
}

SimNode::SimNode(std::size_t number, Surroundings world)
    : number_(number),
      world_(world),
      self_(address_of(number)),
      skew_(some_skew(world.chance)),
      crash_percent_(static_cast<unsigned>(world.chance.below(12))),
      officer_(world.chance, all_but(number, world.nodes), world.joint_percent),
      notary_(world.parties, self_),
      signer_(world.keys.signer(number), fuse_),
      heads_(new_head_store(), fuse_) {}

void SimNode::note(const std::string& line) {
  world_.trace.add(world_.timeline.now(), self_.party.text() + " " + line);
}

// ------------------------------------------------------------------------------- life and death

void SimNode::open() {
  journal_ = must(journal::Journal::open(database_, heads_, signer_, std::nullopt),
                  "opening the journal of " + self_.party.text());
  road_ = must(node::Road::open({database_, *journal_, treaty::Treaty::embedded(), notary_,
                                 world_.chance, log_, self_}),
               "opening the road of " + self_.party.text());
  road_->observe(*this);
  if (world_.pull_only && *world_.pull_only != number_) {
    road_->set_pull_only({party_code(*world_.pull_only)});
  }
  note(fmt::format("starts with {} entries", journal_->size().value));
  wake_at(world_.timeline.now());
}

void SimNode::fall(StepPoint at) {
  note(fmt::format("crashes {}", step_point_name(at)));
  ++crashes_;
  fuse_.disarm();
  settle_submissions(at);
  inbox_.clear();
  in_flight_.clear();
  pulled_.clear();
  pulls_expected_.clear();
  next_work_.reset();
  road_.reset();
  journal_.reset();
  if (world_.broken == BrokenRule::sign_below_head && backup_)
    forget_tail();
  else if (world_.chance.percent(10))
    check_old_backup();
  const Time again =
      world_.timeline.now() + world_.chance.between(Millis(200), std::chrono::minutes(5));
  world_.timeline.at(again, [this] { open(); });
}

// The acts of the open group that a crash made durable or undone.
void SimNode::settle_submissions(StepPoint at) {
  for (auto& [act, sent] : submissions_) {
    if (is_after_commit(at)) world_.ledger.committed(act, std::move(sent));
  }
  submissions_.clear();
}

void SimNode::wake_at(Time time) {
  time = std::max(time, world_.timeline.now());
  if (!road_ || (next_work_ && *next_work_ <= time)) return;
  next_work_ = time;
  world_.timeline.at(time, [this, time] {
    if (next_work_ != time) return;
    next_work_.reset();
    work();
  });
}

// What waits at the same moment shares one group, as in node::Sequencer.
void SimNode::work() {
  std::vector<Task> group = std::exchange(inbox_, {});
  try {
    if (!group.empty() || lacks_head()) run_group(std::move(group));
    send_due();
    if (lacks_head()) wake_at(world_.timeline.now() + publish_again);
  } catch (const Crash& crash) {
    fall(crash.at);
  }
}

// Durable entries wait for a head: the lock store failed when they were committed.
bool SimNode::lacks_head() const {
  const auto head = journal_->head();
  return journal_->size() != (head ? head->size : journal::TreeSize{});
}

bool SimNode::is_idle() const {
  return is_up() && !lacks_head() && inbox_.empty() && in_flight_.empty() && pulled_.empty() &&
         road_->outbox().idle();
}

// --------------------------------------------------------------------------------------- inputs

void SimNode::take_turn() {
  if (!is_up()) return;
  inbox_.emplace_back(Turn{});
  wake_at(world_.timeline.now() + world_.chance.between(Millis(0), Millis(40)));
}

void SimNode::take_message(Message message) {
  if (!is_up()) return note("is down: a message is gone");
  switch (message.kind) {
    case MessageKind::delivery:
    case MessageKind::pulled:
      inbox_.emplace_back(Incoming{std::move(message)});
      // A little later, so that more may join the group.
      return wake_at(world_.timeline.now() + world_.chance.between(Millis(0), Millis(40)));
    case MessageKind::answer:
      return take_answer(std::move(message));
    case MessageKind::failure:
      return take_failure(message);
    case MessageKind::pull:
      return answer_pull(message.from);
    case MessageKind::pulled_answer:
      return take_pulled_answer(std::move(message));
  }
}

void SimNode::take_answer(Message message) {
  const auto it = in_flight_.find(message.number);
  if (it == in_flight_.end()) return note("gets an answer that nobody waits for any more");
  inbox_.emplace_back(Settling{std::move(it->second.shipment), std::move(message)});
  in_flight_.erase(it);
  wake_at(world_.timeline.now() + world_.chance.between(Millis(0), Millis(40)));
}

// As node/ does: the answer of a pulling Party goes to whatever it was given last.
void SimNode::take_pulled_answer(Message message) {
  const auto it = pulled_.find(message.from);
  if (it == pulled_.end()) return note("gets a pulled answer that nobody waits for any more");
  inbox_.emplace_back(Settling{std::move(it->second.shipment), std::move(message)});
  pulled_.erase(it);
  wake_at(world_.timeline.now());
}

void SimNode::take_failure(const Message& message) {
  const auto it = in_flight_.find(message.number);
  if (it == in_flight_.end()) return;
  const Address to = it->second.shipment.to;
  in_flight_.erase(it);
  lost(to, "the peer refused the delivery");
}

void SimNode::lost(const Address& to, const std::string& why) {
  note(fmt::format("shipment to {} failed: {}", to.party.text(), why));
  road_->shipment_failed(to, {Code::peer_unreachable, why}, now());
  if (const auto next = road_->outbox().next_wake()) wake_at(*next - skew_);
}

void SimNode::ask(std::size_t peer) {
  if (is_up()) world_.network.send({number_, peer, MessageKind::pull, 0, {}});
}

void SimNode::answer_pull(std::size_t peer) {
  const PartyCode party = party_code(peer);
  road_->contact(party);
  if (const auto it = pulled_.find(peer); it != pulled_.end()) {
    lost(it->second.shipment.to, "the Party pulled again without an answer");
    road_->contact(party);
    pulled_.erase(it);
  }
  const auto shipment = road_->due_for(party);
  if (!shipment) return;
  const std::uint64_t number = ++shipments_;
  send(*shipment, MessageKind::pulled, number);
  pulled_.insert_or_assign(peer, Carried{*shipment, number});
  world_.timeline.at(world_.timeline.now() + pulled_answer_timeout, [this, peer, number] {
    const auto it = pulled_.find(peer);
    if (it == pulled_.end() || it->second.number != number) return;
    lost(it->second.shipment.to, "no answer to a pulled delivery");
    pulled_.erase(it);
    expect_pulls();
  });
}

// ------------------------------------------------------------------------------------ shipments

void SimNode::send_due() {
  for (const exchange::Shipment& shipment : road_->due(now())) {
    const std::uint64_t number = ++shipments_;
    in_flight_.emplace(number, Carried{shipment, number});
    send(shipment, MessageKind::delivery, number);
    world_.timeline.at(world_.timeline.now() + answer_timeout, [this, number] {
      const auto it = in_flight_.find(number);
      if (it == in_flight_.end()) return;
      const Address to = it->second.shipment.to;
      in_flight_.erase(it);
      lost(to, "no answer in time");
    });
  }
  if (const auto next = road_->outbox().next_wake()) wake_at(*next - skew_);
  expect_pulls();
}

void SimNode::send(const exchange::Shipment& shipment, MessageKind kind, std::uint64_t number) {
  Bytes sealed = must(road_->pack(shipment, now()), "packing a shipment");
  const std::size_t to = world_.parties.find(shipment.to.party)->number;
  world_.network.send({number_, to, kind, number, std::move(sealed)});
  if (world_.broken != BrokenRule::drop_receipted_too_early) return;
  for (const ActId& act : shipment.acts) {
    must(database_.cached("DELETE FROM outbox WHERE act=?").bind(1, act.text()).run(), "dropping");
  }
}

// The Party that cannot be called polls; here it polls only while something waits for it.
void SimNode::expect_pulls() {
  if (!world_.pull_only || *world_.pull_only == number_) return;
  const std::size_t peer = *world_.pull_only;
  const auto backlog = road_->outbox().backlog();
  const bool waits = std::any_of(backlog.begin(), backlog.end(), [peer](const auto& row) {
    return row.to.party == party_code(peer) && row.waiting > 0;
  });
  if (!waits || pulled_.contains(peer) || !pulls_expected_.insert(peer).second) return;
  const Millis pause = world_.chance.between(Millis(10), pull_again);
  world_.timeline.at(world_.timeline.now() + pause, [this, peer] {
    if (pulls_expected_.erase(peer) == 0) return;
    world_.pull(peer, number_);
    world_.timeline.at(world_.timeline.now() + pull_again, [this] {
      if (is_up()) expect_pulls();
    });
  });
}

}  // namespace haidang::sim
