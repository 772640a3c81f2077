// The one straight road: a command becomes acts, acts are committed, committed acts travel,
// arriving acts are committed, committed acts fold into what people see. Local and remote acts take
// the same way through `commit`. No socket, clock or disk is reached for: time comes with each
// call, deliveries are values; the simulator runs this very class.
//
// Work is grouped: begin, any number of submit/receive/settle/record, then commit. All of a group
// becomes durable in one transaction; then one head is signed over it.
#pragma once
#include <functional>
#include <list>
#include <memory>
#include <unordered_map>
#include <variant>

#include "base/log.hpp"
#include "casework/decide.hpp"
#include "node/archive.hpp"
#include "node/arrival.hpp"
#include "node/notary.hpp"

namespace haidang::node {

struct Submitted {
  ActId act;
  CaseId case_id;
  ActId request;
  journal::LeafIndex leaf;
};

// In whose name an act is said: the officer, for one of our authorities.
struct Author {
  std::string officer;
  std::string authority;
};

// What became of the acts of one delivery; turned into an Answer once the group is committed.
struct Reception {
  PartyCode from;
  std::vector<journal::LeafIndex> receipts;
  std::vector<exchange::TryAgain> try_again;
};

// A shipment with all that packing it needs; `pack` reads nothing else and runs on any thread.
struct Load {
  exchange::Delivery delivery;
  Notary::Seal seal;
  journal::NoteVerifier issuer;  // of the receipts that will answer it
  [[nodiscard]] Result<Bytes> pack() const { return seal(exchange::write_delivery(delivery)); }
};

struct Committed {
  std::vector<journal::CommittedEntry> entries;
  // The group is durable but no head could be signed over it yet (head_moved: another signer).
  std::optional<Error> unpublished;
};

// Told about every act inside the transaction that commits it, and again once it is durable.
class ActObserver {
 public:
  virtual ~ActObserver() = default;
  virtual Result<void> on_act(const casework::CommittedAct& act, journal::LeafIndex leaf) = 0;
  virtual void on_committed(const casework::CommittedAct& act) = 0;
};

class Road {
 public:
  struct Parts {
    store::Database& database;
    journal::Journal& journal;
    const treaty::Treaty& law;
    Notary& notary;
    Random& random;
    Log& log;
    Address self;
  };
  static Result<std::unique_ptr<Road>> open(Parts parts);

  void observe(ActObserver& observer) { observers_.push_back(&observer); }

  // --- one group ---
  Result<void> begin(Time now);
  Result<Submitted> submit(const casework::Command& command, const Author& author);
  // For the node's first authority.
  Result<Submitted> submit(const casework::Command& command, const std::string& officer);
  // What `peer` brought. Errors: it is not for us; what is wrong with single acts is in the
  // Reception.
  Result<Reception> receive(const Arrival& arrival, const PartyCode& peer);
  Result<Reception> receive(ByteView sealed, const PartyCode& peer);  // open_arrival first
  // The act that the command would become now; nothing is signed or written.
  Result<Act> preview(const casework::Command& command, const Author& author);
  // The other side's answer to a shipment of ours. Errors: malformed answers, receipts that prove
  // nothing.
  Result<exchange::Outbox::Outcome> settle(const exchange::Shipment& shipment,
                                           const CheckedAnswer& answer);
  Result<exchange::Outbox::Outcome> settle(const exchange::Shipment& shipment,
                                           std::string_view answer);  // check_answer first
  // What was parked for the Party waits again.
  Result<void> retry(const PartyCode& party, const std::string& officer);
  // A journal entry of its own: evidence accesses, administration, failed logins. An event that
  // names its "case" belongs to the custody record of that case's evidence.
  Result<journal::LeafIndex> record(std::string kind, json::object event);
  // A caller's own row beside the road's was not written: none of the group may be committed.
  void spoil(const Error& error);
  // On error nothing of the group has happened.
  Result<Committed> commit();
  // The two halves of commit, for who has something to do in between: the group is durable and its
  // acts may leave; then the head over it is signed, which receipts need.
  Result<Committed> make_durable();
  void publish(Committed& committed);
  void abandon();

  // --- after a group ---
  Result<exchange::Answer> answer(const Reception& reception);

  // --- deliveries to hand to the network ---
  std::vector<exchange::Shipment> due(Time now) { return outbox_.due(now); }
  std::optional<exchange::Shipment> due_for(const PartyCode& party) {
    return outbox_.due_for(party);
  }
  Result<Load> load_shipment(const exchange::Shipment& shipment, Time now);
  Result<Bytes> pack(const exchange::Shipment& shipment, Time now);
  void shipment_failed(const Address& to, const Error& why, Time now);
  void contact(const PartyCode& party) { outbox_.contact(party); }
  void set_pull_only(std::set<PartyCode> parties) { outbox_.set_pull_only(std::move(parties)); }
  [[nodiscard]] const exchange::Outbox& outbox() const { return outbox_; }

  // --- reading ---
  Result<std::shared_ptr<const casework::CaseState>> find_case(const CaseId& id);
  Archive& archive() { return archive_; }
  [[nodiscard]] const Address& self() const { return parts_.self; }
  [[nodiscard]] const treaty::Treaty& law() const { return parts_.law; }
  // Folds every case again and rewrites the projections (`haidang rebuild`).
  Result<std::uint64_t> rebuild();

 private:
  using CaseRef = std::shared_ptr<casework::CaseState>;
  struct Staged {
    store::Transaction transaction;
    Time now;
    std::vector<casework::CommittedAct> acts;
    std::vector<CaseId> touched;
    std::vector<std::function<void()>> after_commit;
    // A write failed half-way: what was staged is not whole, so none of the group may be committed.
    std::optional<Error> broken;
  };

  Road(Parts parts, Archive archive) : parts_(std::move(parts)), archive_(std::move(archive)) {}

  void publish_what_is_durable();
  template <class T>
  Result<T> guarded(Result<T> result);
  Result<CaseRef> case_of(const casework::Command& command);
  Result<Act> decide_staged(const CaseRef& state, const casework::Command& command,
                            const Author& author);
  Result<Submitted> submit_staged(const casework::Command& command, const Author& author);
  Result<Submitted> say_staged(const casework::Command& command, const Author& author);
  Result<Reception> receive_staged(const Arrival& arrival, const PartyCode& peer);
  Result<exchange::Outbox::Outcome> settle_staged(const exchange::Shipment& shipment,
                                                  const CheckedAnswer& answer);

  Result<CaseRef> load(const CaseId& id);  // not_found state is a null pointer
  void remember(const CaseId& id, CaseRef state);
  void forget(const CaseId& id);
  Result<void> take_in(const Act& act, StoredAct stored, CaseRef state);
  Result<void> project(const casework::CaseState& state, const ActId& request);
  Result<journal::LeafIndex> write_entry(const std::string& kind, json::object event);

  using ActOutcome = std::variant<journal::LeafIndex, exchange::TryAgain>;
  Result<ActOutcome> receive_act(const ArrivedAct& arrived, const PartyCode& from,
                                 const Address& to);
  Result<std::optional<ActOutcome>> seen_before(const Digest& digest, const Act& act);
  Result<ActOutcome> refuse(const Digest& digest, const Bytes& signed_act, const ActId& act,
                            const PartyCode& from, const Error& error);
  Result<exchange::Receipt> receipt_at(journal::LeafIndex leaf);
  Result<exchange::Outbox::Outcome> keep_receipts(const exchange::Shipment& shipment,
                                                  const CheckedAnswer& answer);

  Parts parts_;
  Archive archive_;
  exchange::Outbox outbox_;
  std::vector<ActObserver*> observers_;
  std::optional<Staged> staged_;
  // Recently used cases, newest first; what is not here is folded again from the archive.
  std::list<CaseId> recent_;
  struct Cached {
    CaseRef state;
    std::list<CaseId>::iterator place;
  };
  std::unordered_map<CaseId, Cached> cases_;
};

}  // namespace haidang::node
