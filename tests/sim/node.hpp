// One simulated node: the real road and journal over databases that outlive a crash, driven the way
// node/ drives them (sequencer, dispatcher, pulls), on virtual time.
#pragma once
#include <set>

#include "crash.hpp"
#include "ledger.hpp"
#include "network.hpp"
#include "notary.hpp"
#include "officer.hpp"

namespace haidang::sim {

// Rules that can be broken on purpose, to prove that the checks find it.
enum class BrokenRule {
  none,
  receipt_before_commit,
  drop_receipted_too_early,
  accept_duplicates,
  sign_below_head,
};
std::string_view broken_rule_name(BrokenRule rule);
std::optional<BrokenRule> parse_broken_rule(std::string_view name);
std::vector<BrokenRule> all_broken_rules();

// What a node stands in.
struct Surroundings {
  Chance& chance;
  Timeline& timeline;
  Network& network;
  Trace& trace;
  Ledger& ledger;
  const Register& parties;
  const KeyRing& keys;
  std::size_t nodes;
  std::optional<std::size_t> pull_only;                          // a node that peers cannot call
  std::function<void(std::size_t node, std::size_t peer)> pull;  // let that node ask that peer
  BrokenRule broken;
  unsigned joint_percent;  // of the cases that officers open: joint investigations
};

class SimNode : public node::ActObserver {
 public:
  SimNode(std::size_t number, Surroundings world);

  void open();
  [[nodiscard]] bool is_up() const { return road_ != nullptr; }
  void take_turn();  // an officer acts
  void take_message(Message message);
  void ask(std::size_t peer);  // a pull, from the node that peers cannot call
  void stop_crashing() { crash_percent_ = 0; }

  Result<void> on_act(const casework::CommittedAct& act, journal::LeafIndex leaf) override;
  void on_committed(const casework::CommittedAct&) override {}

  [[nodiscard]] std::size_t number() const { return number_; }
  [[nodiscard]] const PartyCode& party() const { return self_.party; }
  [[nodiscard]] bool is_idle() const;
  [[nodiscard]] unsigned crashes() const { return crashes_; }
  node::Road& road() { return *road_; }
  journal::Journal& journal() { return *journal_; }
  store::Database& database() { return database_; }
  [[nodiscard]] const FusedHeadStore& heads() const { return heads_; }
  [[nodiscard]] const journal::NoteVerifier& verifier() const { return signer_.verifier(); }

 private:
  struct Turn {};
  struct Incoming {
    Message message;
    Result<node::Reception> reception = Error{};
  };
  struct Settling {
    exchange::Shipment shipment;
    Message answer;
    Result<exchange::Outbox::Outcome> outcome = Error{};
  };
  using Task = std::variant<Turn, Incoming, Settling>;
  struct Carried {
    exchange::Shipment shipment;
    std::uint64_t number;
  };

  [[nodiscard]] Time now() const { return world_.timeline.now() + skew_; }
  void note(const std::string& line);
  void wake_at(Time time);
  void work();
  [[nodiscard]] bool lacks_head() const;
  void fall(StepPoint at);
  void forget_tail();
  void check_old_backup();

  void run_group(std::vector<Task> group);
  void stage(Task& task);
  void stage_turn();
  void stage_incoming(Incoming& incoming);
  void stage_settling(Settling& settling);
  void take_again(std::vector<Task>& group, journal::TreeSize before);
  void settle_submissions(StepPoint at);

  void reply(std::vector<Task>& group, const node::Committed& committed);
  void reply(const Incoming& incoming, const node::Committed& committed);
  void reply_early(const std::vector<Task>& group);
  void reply_with(const Message& to, const node::Reception& reception, node::Road& road);
  void fail(const Message& to, const Error& error);
  void finish(const Settling& settling);

  void send_due();
  void send(const exchange::Shipment& shipment, MessageKind kind, std::uint64_t number);
  void expect_pulls();
  void answer_pull(std::size_t peer);
  void take_answer(Message message);
  void take_pulled_answer(Message message);
  void take_failure(const Message& message);
  void lost(const Address& to, const std::string& why);

  std::size_t number_;
  Surroundings world_;
  Address self_;
  Millis skew_;
  unsigned crash_percent_;
  Officer officer_;
  SimNotary notary_;
  NoLog log_;
  Fuse fuse_;
  FusedSigner signer_;

  // Durable.
  store::Database database_ = store::Database::in_memory();
  FusedHeadStore heads_;
  std::optional<journal::TreeSize> backup_;  // only where a rule is broken

  // Volatile: gone with a crash.
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<node::Road> road_;
  std::vector<Task> inbox_;
  std::vector<std::pair<ActId, Ledger::Sent>> submissions_;  // of the open group
  std::map<std::uint64_t, Carried> in_flight_;               // by number
  std::map<std::size_t, Carried> pulled_;                    // by peer
  std::optional<Time> next_work_;

  std::uint64_t shipments_ = 0;
  unsigned crashes_ = 0;
  std::set<std::size_t> pulls_expected_;
};

}  // namespace haidang::sim
