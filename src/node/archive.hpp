// The node's rows for acts: the signed bytes, where each stands in the journal, what waits for
// whom, which receipts came back. Every write happens inside the road's transaction.
#pragma once
#include <optional>
#include <vector>

#include "casework/case.hpp"
#include "exchange/outbox.hpp"
#include "journal/journal.hpp"
#include "store/database.hpp"

namespace haidang::node {

struct StoredAct {
  ActId id;
  CaseId case_id;
  Digest digest{};
  Bytes signed_bytes;
  std::string text;  // the content that is signed
  journal::LeafIndex leaf;
};

// One line of the queue, kept beside the acts so that a list needs no fold.
struct RequestRow {
  ActId id;
  CaseId case_id;
  std::string measure;
  PartyCode requesting;
  PartyCode requested;
  std::string status;
  std::string waits_for;  // Party code, or empty
  std::optional<Time> due;
  Time requested_at;
  Time last_act_at;
  std::string line;        // JSON: what the queue shows beside these (casework::queue_line)
  bool urgent = false;     // an emergency, 2(o), in which somebody has to act
  std::string owner = {};  // our officer who has taken it; only the queue's reader fills it in
};

// When something of a Party last arrived here and counted, and when its journal last proved that
// something of ours arrived there.
struct ContactRow {
  PartyCode party;
  std::optional<Time> received_at;
  std::optional<Time> confirmed_at;
};

// Where it stands in the queue, the smallest first: urgent ones, negative; then by what is due;
// then what is never due.
std::int64_t rank_of(const RequestRow& row);

// Columns in the order of the members, the rank instead of `urgent`.
RequestRow read_request_row(const store::Statement& row);

class Archive {
 public:
  static Result<Archive> open(store::Database& database);

  Result<void> add_act(const StoredAct& stored, const Act& act);
  Result<std::optional<StoredAct>> act(const ActId& id);
  Result<std::optional<Bytes>> signed_bytes(const ActId& id);
  Result<std::optional<Digest>> digest(const ActId& id);
  // Which act has this place in a chain? For telling equivocation from a gap.
  Result<std::optional<StoredAct>> act_at(const CaseId& case_id, const PartyCode& party,
                                          std::uint64_t seq);
  Result<std::vector<casework::CommittedAct>> acts_of(const CaseId& case_id);
  Result<std::vector<StoredAct>> stored_acts_of(const CaseId& case_id);

  // A foreign act that was refused for good: kept with its bytes as evidence of what was sent.
  Result<void> add_refusal(const Digest& digest, ByteView signed_bytes, journal::LeafIndex leaf);
  Result<std::optional<journal::LeafIndex>> refusal(const Digest& digest);

  Result<void> enqueue(const Address& to, const exchange::Waiting& act, journal::LeafIndex leaf);
  // The Party has it: it leaves the outbox.
  Result<void> settle(const ActId& act, const PartyCode& party, const std::string& receipt);
  // The Party's signed no; the act itself is parked.
  Result<void> keep_refusal(const ActId& act, const PartyCode& party, const std::string& receipt);
  Result<void> park(const PartyCode& party, const exchange::Parked& row);
  Result<void> unpark(const PartyCode& party);
  Result<void> load_outbox(exchange::Outbox& outbox);
  // What each Party to which the act went has answered so far.
  Result<std::map<PartyCode, std::string>> receipts(const ActId& act);

  // Which journal entries tell the custody of a case's evidence.
  Result<void> add_custody(std::string_view case_id, journal::LeafIndex leaf);
  Result<std::vector<journal::LeafIndex>> custody_of(const CaseId& case_id);

  Result<void> put_request(const RequestRow& row);
  Result<std::vector<RequestRow>> requests();  // all of them, in the queue's order: for tests
  // Those of which something is due or that wait for somebody, in the same order.
  Result<std::vector<RequestRow>> open_requests(std::size_t limit);
  // Those with the Party that are not over; `line` is left out.
  Result<std::vector<RequestRow>> open_requests_with(const PartyCode& party, std::size_t limit);
  // One that is not closed and names this authority of ours; none: nullopt.
  Result<std::optional<ActId>> unclosed_request_at(const Address& ours);
  Result<std::optional<RequestRow>> request_by_prefix(std::string_view prefix);
  Result<std::vector<CaseId>> cases();
  Result<void> clear_requests();
  // The last request of a measure that one Party made to another.
  Result<std::optional<RequestRow>> latest_request(std::string_view measure,
                                                   const PartyCode& requesting,
                                                   const PartyCode& requested);

  Result<void> received_from(const PartyCode& party, Time at);
  Result<void> confirmed_by(const PartyCode& party, Time at);
  Result<std::vector<ContactRow>> contacts();

 private:
  explicit Archive(store::Database& database) : database_(&database) {}
  store::Database* database_;
};

}  // namespace haidang::node
