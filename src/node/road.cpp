#include "node/road.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "casework/view.hpp"
#include "crypto/digest.hpp"

namespace haidang::node {
namespace {

constexpr std::size_t cases_cached_max = 2048;

// Conditions that pass by themselves: the sender keeps the act and tries again, nothing is
// recorded.
bool passes_by_itself(Code code) {
  switch (code) {
    case Code::gap:
    case Code::future_date:
    case Code::unknown_signer:
    case Code::key_expired:
    case Code::storage_full:
    case Code::storage_failed:
    case Code::locked:
    case Code::unavailable:
      return true;
    default:
      return false;
  }
}

// Failures of our own storage: they say nothing about the act, and they break the group.
bool is_ours_to_report(Code code) {
  return code == Code::storage_full || code == Code::storage_failed || code == Code::locked ||
         code == Code::already_exists || code == Code::internal;
}

std::optional<Code> code_of(std::string_view text) {
  for (const CodeInfo& info : all_codes()) {
    if (code_text(info.code) == text) return info.code;
  }
  return std::nullopt;
}

exchange::TryAgain try_again(const Digest& digest, const Error& error) {
  return {digest, code_text(error.code), error.what};
}

json::object submission_event(const Act& act, const Digest& digest, Time now) {
  return {{"kind", "submission"},      {"act", act.id.text()},
          {"sha256", hex(digest)},     {"from", act.author.party.text()},
          {"to", act.to.party.text()}, {"at", format_time(now)}};
}

// Whom our act would be addressed to.
std::optional<PartyCode> other_party(const casework::CaseState* state,
                                     const casework::Command& command, const PartyCode& self) {
  if (command.to) return command.to->party;
  if (state == nullptr || state->requests.empty()) return std::nullopt;
  const casework::RequestState* about = command.request ? state->find(*command.request) : nullptr;
  if (about == nullptr) about = &state->requests.front();
  return about->requesting.party == self ? about->requested.party : about->requesting.party;
}

}  // namespace

Result<std::unique_ptr<Road>> Road::open(Parts parts) {
  HD_TRY(Archive archive, Archive::open(parts.database));
  std::unique_ptr<Road> road(new Road(std::move(parts), std::move(archive)));
  HD_TRY_VOID(road->archive_.load_outbox(road->outbox_));
  road->publish_what_is_durable();
  return road;
}

// The last process may have ended between COMMIT and the head.
void Road::publish_what_is_durable() {
  if (parts_.journal.size() == journal::TreeSize{}) return;
  const Result<journal::Head> head = parts_.journal.publish();
  if (!head.ok()) parts_.log.error("head-not-signed", head.error());
}

// ---------------------------------------------------------------------------------------- groups

Result<void> Road::begin(Time now) {
  HD_CHECK(!staged_);
  HD_TRY(store::Transaction transaction, parts_.database.begin());
  staged_.emplace(Staged{std::move(transaction), now, {}, {}, {}, {}});
  return {};
}

void Road::abandon() {
  HD_CHECK(staged_.has_value());
  for (const CaseId& id : staged_->touched)
    forget(id);
  parts_.journal.rolled_back();
  staged_.reset();
}

template <class T>
Result<T> Road::guarded(Result<T> result) {
  if (!result.ok() && is_ours_to_report(result.error().code)) staged_->broken = result.error();
  return result;
}

Result<Committed> Road::commit() {
  HD_TRY(Committed committed, make_durable());
  publish(committed);
  return committed;
}

void Road::publish(Committed& committed) {
  if (auto head = parts_.journal.publish(); !head.ok()) committed.unpublished = head.error();
}

Result<Committed> Road::make_durable() {
  HD_CHECK(staged_.has_value());
  if (staged_->broken) {
    const Error why = *staged_->broken;
    abandon();
    return why;
  }
  if (auto durable = staged_->transaction.commit(); !durable.ok()) {
    abandon();
    return durable.error();
  }
  Staged done = std::move(*staged_);
  staged_.reset();
  Committed committed;
  committed.entries = parts_.journal.committed();
  for (const auto& step : done.after_commit)
    step();
  for (const auto& act : done.acts) {
    for (ActObserver* observer : observers_)
      observer->on_committed(act);
  }
  return committed;
}

Result<journal::LeafIndex> Road::write_entry(std::string kind, json::object event) {
  journal::Entry entry{std::move(kind), staged_->now, std::move(event), {}};
  random_.fill(entry.salt);
  return parts_.journal.append(staged_->transaction, std::move(entry));
}

Result<journal::LeafIndex> Road::record(std::string kind, json::object event) {
  HD_CHECK(staged_.has_value());
  event["kind"] = kind;
  event["at"] = format_time(staged_->now);
  const json::value* case_id = event.if_contains("case");
  const std::string custody_of = case_id != nullptr ? std::string(case_id->as_string()) : "";
  HD_TRY(const journal::LeafIndex leaf, guarded(write_entry(kind, std::move(event))));
  if (!custody_of.empty()) {
    const Result<void> listed = archive_.add_custody(custody_of, leaf);
    if (!listed.ok()) return guarded(Result<journal::LeafIndex>(listed.error()));
  }
  return leaf;
}

// --------------------------------------------------------------------------------- our own acts

Result<Submitted> Road::submit(const casework::Command& command, const Author& author) {
  HD_CHECK(staged_.has_value());
  return guarded(submit_staged(command, author));
}

Result<Submitted> Road::submit(const casework::Command& command, const std::string& officer) {
  return submit(command, Author{officer, parts_.self.authority});
}

Result<Road::CaseRef> Road::case_of(const casework::Command& command) {
  CaseRef state;
  if (!command.case_id) return state;
  HD_TRY(state, load(*command.case_id));
  if (!state) return Error{Code::unknown_case, "there is no such case on this node"};
  return state;
}

Result<Act> Road::decide_staged(const CaseRef& state, const casework::Command& command,
                                const Author& author) {
  casework::Occasion occasion{parts_.law,
                              {parts_.self.party, author.authority},
                              author.officer,
                              staged_->now,
                              ActId::random(random_),
                              CaseId::random(random_)};
  occasion.ours = parts_.notary.declared_by(parts_.self.party);
  if (const auto other = other_party(state.get(), command, parts_.self.party); other) {
    occasion.theirs = parts_.notary.declared_by(*other).value_or(std::vector<treaty::Declared>{});
  }
  const std::optional<casework::CaseState> none;
  HD_TRY(Act act, state ? casework::decide(*state, command, occasion)
                        : casework::decide(none, command, occasion));
  // Whom somebody names has to be there; an answer goes back to who asked.
  if (command.to) HD_TRY_VOID(parts_.notary.check_addressee(*command.to));
  return act;
}

Result<Act> Road::preview(const casework::Command& command, const Author& author) {
  HD_CHECK(staged_.has_value());
  HD_TRY(const CaseRef state, case_of(command));
  return decide_staged(state, command, author);
}

void Road::spoil(const Error& error) {
  HD_CHECK(staged_.has_value());
  staged_->broken = error;
}

// A joint investigation is proposed to each Party by a request of its own: all of them, or none.
Result<Submitted> Road::submit_staged(const casework::Command& command, const Author& author) {
  HD_TRY(Submitted first, say_staged(command, author));
  for (const Address& other : command.also) {
    casework::Command next = command;
    next.case_id = first.case_id;
    next.to = other;
    next.also.clear();
    HD_TRY(const Submitted asked, say_staged(next, author));
    (void)asked;
  }
  return first;
}

Result<Submitted> Road::say_staged(const casework::Command& command, const Author& author) {
  HD_TRY(CaseRef state, case_of(command));
  HD_TRY(const Act act, decide_staged(state, command, author));
  const std::string text = write_act(act);
  HD_TRY(Bytes signed_bytes, parts_.notary.sign(text, staged_->now));
  if (signed_bytes.size() > ActLimits::signed_bytes) {
    return Error{Code::too_large, "the act is over 256 KiB", "", "Send large data as evidence."};
  }
  const Digest digest = crypto::sha256(signed_bytes);
  HD_TRY(const journal::LeafIndex leaf,
         write_entry("act-committed", submission_event(act, digest, staged_->now)));
  const exchange::Waiting waiting{act.id, act.case_id, signed_bytes.size()};
  for (const Address& to : recipients(act)) {
    HD_TRY_VOID(archive_.enqueue(to, waiting, leaf));
    if (!outbox_.is_parked(to, act.case_id)) continue;
    HD_TRY_VOID(archive_.park(to.party, exchange::behind_parked(waiting)));
  }
  StoredAct stored{act.id, act.case_id, digest, std::move(signed_bytes), text, leaf};
  HD_TRY_VOID(take_in(act, std::move(stored), std::move(state)));
  staged_->after_commit.push_back([this, all = recipients(act), waiting] {
    for (const Address& to : all)
      outbox_.add(to, waiting);
  });
  return Submitted{act.id, act.case_id, act.request.value_or(act.id), leaf};
}

// Both roads meet here: the act joins the archive, the case and the projections.
Result<void> Road::take_in(const Act& act, StoredAct stored, CaseRef state) {
  staged_->touched.push_back(act.case_id);
  casework::CommittedAct committed{act, stored.digest};
  const journal::LeafIndex leaf = stored.leaf;
  HD_TRY_VOID(archive_.add_act(stored, act));
  if (state) {
    *state = casework::advance(std::move(*state), committed, parts_.law);
  } else {
    state = std::make_shared<casework::CaseState>(casework::fold({committed}, parts_.law));
  }
  HD_TRY_VOID(project(*state, act.request.value_or(act.id)));
  remember(act.case_id, std::move(state));
  for (ActObserver* observer : observers_)
    HD_TRY_VOID(observer->on_act(committed, leaf));
  staged_->acts.push_back(std::move(committed));
  return {};
}

Result<void> Road::project(const casework::CaseState& state, const ActId& request) {
  // A linked request changes the one it relies on (42(8)): all rows of the case are written.
  (void)request;
  for (const casework::RequestState& row : state.requests) {
    const auto waits_for = casework::waits_for(row);
    const casework::Clock* due = casework::first_due(row);
    HD_TRY_VOID(archive_.put_request(
        {row.id, state.id, row.body.measure, row.requesting.party, row.requested.party,
         std::string(casework::status_name(row.status)),
         waits_for ? waits_for->text() : std::string(), due != nullptr ? due->due : std::nullopt,
         row.requested_at, row.last_act_at,
         json::serialize(casework::queue_line(row, parts_.law, parts_.self.party)),
         row.body.emergency && waits_for.has_value()}));
  }
  return {};
}

// --------------------------------------------------------------------------------- foreign acts

Result<Reception> Road::receive(const Arrival& arrival, const PartyCode& peer) {
  HD_CHECK(staged_.has_value());
  return guarded(receive_staged(arrival, peer));
}

Result<Reception> Road::receive(ByteView sealed, const PartyCode& peer) {
  HD_TRY(const Arrival arrival, open_arrival(sealed, peer, parts_.notary));
  return receive(arrival, peer);
}

Result<Reception> Road::receive_staged(const Arrival& arrival, const PartyCode& peer) {
  if (!parts_.notary.is_ours(arrival.to)) {
    return Error{Code::wrong_addressee,
                 fmt::format("the delivery is for {}/{}, which is not an authority of this node",
                             arrival.to.party.text(), arrival.to.authority)};
  }
  Reception reception{peer, {}, {}, {}};
  for (const ArrivedAct& arrived : arrival.acts) {
    HD_TRY(ActOutcome outcome, receive_act(arrived, arrival.to, reception));
    if (auto* leaf = std::get_if<journal::LeafIndex>(&outcome)) {
      reception.receipts.push_back(*leaf);
    } else {
      reception.try_again.push_back(std::get<exchange::TryAgain>(std::move(outcome)));
    }
  }
  if (!reception.receipts.empty()) HD_TRY_VOID(archive_.received_from(peer, staged_->now));
  staged_->after_commit.push_back([this, peer] { outbox_.contact(peer); });
  return reception;
}

// An act that arrived before: the identical receipt. The same id with other bytes: a conflict.
Result<std::optional<Road::ActOutcome>> Road::seen_before(const Digest& digest, const Act& act) {
  HD_TRY(const std::optional<StoredAct> known, archive_.act(act.id));
  if (!known) return std::optional<ActOutcome>{};
  if (known->digest == digest) return std::optional(ActOutcome(known->leaf));
  return Error{Code::same_id_other_bytes,
               fmt::format("an act with id {} but other bytes was received before", act.id.text())};
}

Result<Road::ActOutcome> Road::receive_act(const ArrivedAct& arrived, const Address& to,
                                           Reception& reception) {
  const Digest& digest = arrived.digest;
  const PartyCode& from = reception.from;
  HD_TRY(const auto refused, archive_.refusal(digest));
  if (refused) return ActOutcome(*refused);

  if (!arrived.opened.ok()) return ActOutcome(try_again(digest, arrived.opened.error()));
  const auto signer = parts_.notary.signer(arrived.opened->signer, staged_->now);
  if (!signer.ok()) return ActOutcome(try_again(digest, signer.error()));
  const Act* const act = &arrived.opened->act;
  if (*signer != act->author.party || act->author.party != from) {
    return refuse(
        arrived,
        {Code::wrong_party, fmt::format("{} signed an act of {} in a delivery of {}",
                                        signer->text(), act->author.party.text(), from.text())},
        reception);
  }
  const auto before = seen_before(digest, *act);
  if (!before.ok() && is_ours_to_report(before.error().code)) return before.error();
  if (!before.ok()) return refuse(arrived, before.error(), reception);
  if (*before) return **before;

  HD_TRY(CaseRef state, load(act->case_id));
  const Address self{parts_.self.party, to.authority};
  const auto admitted = state ? casework::admit(*state, *act, parts_.law, self, staged_->now)
                              : casework::admit(std::nullopt, *act, parts_.law, self, staged_->now);
  if (!admitted.ok() && passes_by_itself(admitted.error().code)) {
    return ActOutcome(try_again(digest, admitted.error()));
  }
  if (!admitted.ok()) return refuse(arrived, admitted.error(), reception);

  HD_TRY(const journal::LeafIndex leaf,
         write_receipt_entry("act-received",
                             {exchange::ReceiptKind::delivery, act->id, digest, from,
                              parts_.self.party, staged_->now, "", ""},
                             reception));
  HD_TRY_VOID(take_in(
      *act, {act->id, act->case_id, digest, arrived.signed_bytes, arrived.opened->text, leaf},
      std::move(state)));
  return ActOutcome(leaf);
}

// Refusals are journalled too; the bytes are kept as evidence, and the receipt is a negative one.
Result<Road::ActOutcome> Road::refuse(const ArrivedAct& arrived, const Error& error,
                                      Reception& reception) {
  parts_.log.error("act-refused", error);
  HD_TRY(const journal::LeafIndex leaf,
         write_receipt_entry("act-refused",
                             {exchange::ReceiptKind::non_delivery, arrived.opened->act.id,
                              arrived.digest, reception.from, parts_.self.party, staged_->now,
                              code_text(error.code), error.what.substr(0, 1000)},
                             reception));
  HD_TRY_VOID(archive_.add_refusal(arrived.digest, arrived.signed_bytes, leaf));
  return ActOutcome(leaf);
}

// The answer, after the commit, is made of the same event and salt.
Result<journal::LeafIndex> Road::write_receipt_entry(const std::string& kind,
                                                     exchange::ReceiptEvent event,
                                                     Reception& reception) {
  journal::Entry entry{kind, staged_->now, exchange::write_event(event), {}};
  random_.fill(entry.salt);
  Reception::Written written{std::move(event), entry.salt};
  HD_TRY(const journal::LeafIndex leaf,
         parts_.journal.append(staged_->transaction, std::move(entry)));
  reception.written.emplace(leaf, std::move(written));
  return leaf;
}

Result<Reception::Written> Road::written_at(journal::LeafIndex leaf) {
  HD_TRY(const auto entry, parts_.journal.entry(leaf));
  if (!entry) return Error{Code::internal, "the journal has no entry for a receipt"};
  HD_TRY(const json::object event, parse_json_object(as_text(entry->event)));
  Reception::Written written;
  HD_TRY(written.event, exchange::read_event(event));
  written.salt = entry->salt;
  return written;
}

Result<exchange::Answer> Road::answer(const Reception& reception) {
  exchange::Answer answer{{}, reception.try_again};
  for (const journal::LeafIndex leaf : reception.receipts) {
    const auto now = reception.written.find(leaf);
    HD_TRY(Reception::Written written, now == reception.written.end()
                                           ? written_at(leaf)
                                           : Result<Reception::Written>(now->second));
    HD_TRY(journal::InclusionProof proof, parts_.journal.prove(leaf));
    answer.receipts.push_back({std::move(written.event), written.salt, std::move(proof)});
  }
  return answer;
}

// ------------------------------------------------------------------------------------- shipments

Result<Load> Road::load_shipment(const exchange::Shipment& shipment, Time now) {
  HD_TRY(Notary::Seal seal, parts_.notary.seal_for(shipment.to.party, now));
  HD_TRY(journal::NoteVerifier issuer, parts_.notary.journal_of(shipment.to.party));
  Load load{{parts_.self, shipment.to, {}}, std::move(seal), std::move(issuer)};
  load.delivery.acts.reserve(shipment.acts.size());
  HD_TRY(const store::Transaction reading, parts_.database.begin_reading());
  for (const ActId& id : shipment.acts) {
    HD_TRY(std::optional<Bytes> signed_bytes, archive_.signed_bytes(id));
    if (!signed_bytes) {
      return Error{Code::internal, "the outbox names an act that the archive lacks"};
    }
    load.delivery.acts.push_back(*std::move(signed_bytes));
  }
  return load;
}

Result<Bytes> Road::pack(const exchange::Shipment& shipment, Time now) {
  HD_TRY(const Load load, load_shipment(shipment, now));
  return load.pack();
}

void Road::shipment_failed(const Address& to, const Error& why, Time now) {
  outbox_.failed(to, why.what, now);
}

Result<exchange::Outbox::Outcome> Road::keep_receipts(const exchange::Shipment& shipment,
                                                      const CheckedAnswer& answer) {
  exchange::Outbox::Outcome outcome;
  const std::set<ActId> shipped(shipment.acts.begin(), shipment.acts.end());
  for (const CheckedReceipt& receipt : answer.receipts) {
    const exchange::ReceiptEvent& event = receipt.event;
    HD_TRY(const std::optional<Digest> digest, archive_.digest(event.act));
    if (!shipped.contains(event.act) || digest != event.act_digest ||
        event.to != shipment.to.party || event.from != parts_.self.party) {
      return Error{Code::bad_receipt, "a receipt is not for an act of this delivery"};
    }
    const bool delivered = event.kind == exchange::ReceiptKind::delivery;
    HD_TRY_VOID(delivered ? archive_.settle(event.act, event.to, receipt.text)
                          : archive_.keep_refusal(event.act, event.to, receipt.text));
    if (delivered) {
      outcome.receipted.push_back(event.act);
    } else {
      outcome.refused.push_back({event.act, event.code, event.reason});
    }
  }
  return outcome;
}

Result<exchange::Outbox::Outcome> Road::settle(const exchange::Shipment& shipment,
                                               const CheckedAnswer& answer) {
  HD_CHECK(staged_.has_value());
  return guarded(settle_staged(shipment, answer));
}

Result<exchange::Outbox::Outcome> Road::settle(const exchange::Shipment& shipment,
                                               std::string_view answer) {
  HD_TRY(const journal::NoteVerifier issuer, parts_.notary.journal_of(shipment.to.party));
  HD_TRY(const CheckedAnswer checked, check_answer(answer, issuer));
  return settle(shipment, checked);
}

Result<exchange::Outbox::Outcome> Road::settle_staged(const exchange::Shipment& shipment,
                                                      const CheckedAnswer& answer) {
  HD_TRY(exchange::Outbox::Outcome outcome, keep_receipts(shipment, answer));
  for (const exchange::TryAgain& row : answer.try_again) {
    parts_.log.warning(
        "act-not-taken",
        {{"code", row.code}, {"reason", row.reason}, {"party", shipment.to.party.text()}});
    const auto code = code_of(row.code);
    if (code && passes_by_itself(*code)) continue;
    for (const ActId& id : shipment.acts) {
      HD_TRY(const std::optional<Digest> digest, archive_.digest(id));
      if (digest == row.act_digest) {
        outcome.refused.push_back({id, row.code, row.reason});
      }
    }
  }
  for (const exchange::Parked& row : outbox_.to_park(shipment.to, outcome)) {
    HD_TRY_VOID(archive_.park(shipment.to.party, row));
  }
  if (!answer.receipts.empty()) {
    HD_TRY(const journal::LeafIndex leaf,
           write_entry("receipts", {{"kind", "receipts"},
                                    {"from", shipment.to.party.text()},
                                    {"count", answer.receipts.size()},
                                    {"sha256", hex(answer.digest)},
                                    {"at", format_time(staged_->now)}}));
    (void)leaf;
    HD_TRY_VOID(archive_.confirmed_by(shipment.to.party, staged_->now));
  }
  staged_->after_commit.push_back([this, to = shipment.to, outcome, now = staged_->now] {
    outbox_.answered(to, outcome, now);
  });
  return outcome;
}

Result<void> Road::retry(const PartyCode& party, const std::string& officer) {
  HD_CHECK(staged_.has_value());
  const auto staged = [&]() -> Result<void> {
    HD_TRY(const journal::LeafIndex leaf,
           write_entry("outbox-retried", {{"kind", "outbox-retried"},
                                          {"party", party.text()},
                                          {"officer", officer},
                                          {"at", format_time(staged_->now)}}));
    (void)leaf;
    return archive_.unpark(party);
  };
  const Result<void> done = guarded(staged());
  if (done.ok()) staged_->after_commit.push_back([this, party] { outbox_.retry(party); });
  return done;
}

// --------------------------------------------------------------------------------------- reading

Result<Road::CaseRef> Road::load(const CaseId& id) {
  if (const auto it = cases_.find(id); it != cases_.end()) {
    recent_.splice(recent_.begin(), recent_, it->second.place);
    return it->second.state;
  }
  HD_TRY(std::vector<casework::CommittedAct> acts, archive_.acts_of(id));
  if (acts.empty()) return CaseRef{};
  auto state = std::make_shared<casework::CaseState>(casework::fold(std::move(acts), parts_.law));
  remember(id, state);
  return state;
}

void Road::remember(const CaseId& id, CaseRef state) {
  if (const auto it = cases_.find(id); it != cases_.end()) {
    it->second.state = std::move(state);
    return;
  }
  recent_.push_front(id);
  cases_.emplace(id, Cached{std::move(state), recent_.begin()});
  if (recent_.size() > cases_cached_max) forget(CaseId(recent_.back()));
}

void Road::forget(const CaseId& id) {
  const auto it = cases_.find(id);
  if (it == cases_.end()) return;
  recent_.erase(it->second.place);
  cases_.erase(it);
}

Result<std::shared_ptr<const casework::CaseState>> Road::find_case(const CaseId& id) {
  HD_TRY(CaseRef state, load(id));
  if (!state) return Error{Code::unknown_case, "there is no such case on this node"};
  return std::shared_ptr<const casework::CaseState>(std::move(state));
}

Result<std::uint64_t> Road::rebuild() {
  HD_TRY_VOID(begin(Time{}));
  HD_TRY_VOID(archive_.clear_requests());
  HD_TRY(const std::vector<CaseId> ids, archive_.cases());
  for (const CaseId& id : ids) {
    forget(id);
    HD_TRY(const CaseRef state, load(id));
    HD_TRY_VOID(project(*state, {}));
  }
  HD_TRY(const Committed committed, commit());
  (void)committed;
  return ids.size();
}

}  // namespace haidang::node
