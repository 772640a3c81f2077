#include "check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.hpp"

namespace haidang::sim {
namespace {

void demand(bool holds, const std::string& otherwise) {
  if (!holds) throw Violation(otherwise);
}

std::string name_of(const SimNode& node) {
  return party_code(node.number()).text();
}

// --------------------------------------------------------------------------------- the journal

std::vector<Digest> leaf_hashes(SimNode& node) {
  std::vector<Digest> hashes;
  for (std::uint64_t i = 0; i < node.journal().size().value; ++i) {
    const auto entry = must(node.journal().entry(journal::LeafIndex{i}), "reading the journal");
    demand(entry.has_value(), "the journal has a hole");
    hashes.push_back(journal::hash_leaf(journal::leaf_entry(entry->salt, entry->event)));
  }
  return hashes;
}

// The audit verifies the signatures of the published heads.
journal::Checkpoint read_head(const journal::Head& head) {
  const journal::Note note = must(journal::parse_note(head.note), "reading a head");
  return must(journal::parse_checkpoint_text(note.text), "reading a head");
}

// Every head that was ever signed, published or not, is a prefix of the tree as it is now.
void check_heads(SimNode& node) {
  const std::vector<Digest> hashes = leaf_hashes(node);
  journal::Frontier tree;
  journal::TreeSize last;
  Digest last_root = tree.root();
  for (const journal::Head& head : node.heads().signed_heads()) {
    const journal::Checkpoint checkpoint = read_head(head);
    const std::string who =
        fmt::format("{} signed a head over {} entries", name_of(node), checkpoint.size.value);
    demand(checkpoint.size >= last, who + fmt::format(" after one over {}", last.value));
    demand(checkpoint.size.value <= hashes.size(), who + ", more than it has");
    while (tree.size() < checkpoint.size)
      tree.append(hashes[tree.size().value]);
    demand(tree.root() == checkpoint.root, who + " with another root: a fork");
    const auto proof =
        must(node.journal().prove_consistency(last, checkpoint.size), "proving consistency");
    demand(journal::verify_consistency(last, last_root, checkpoint.size, checkpoint.root, proof),
           who + " that is not consistent with the one before");
    last = checkpoint.size;
    last_root = checkpoint.root;
  }
}

void check_audit(SimNode& node) {
  const journal::Journal::Audit audit = must(node.journal().audit(), "auditing a journal");
  demand(audit.findings.empty(),
         name_of(node) + ": the audit finds: " +
             (audit.findings.empty() ? std::string() : audit.findings.front()));
}

bool goes_to(const Ledger::Sent& sent, std::string_view party) {
  return std::any_of(sent.to.begin(), sent.to.end(),
                     [party](const PartyCode& to) { return to.text() == party; });
}

// Each act stands exactly once in each journal, as committed or as received.
void check_entries(SimNode& node, const Ledger& ledger) {
  std::map<ActId, unsigned> seen;
  for (std::uint64_t i = 0; i < node.journal().size().value; ++i) {
    const auto entry = must(node.journal().entry(journal::LeafIndex{i}), "reading the journal");
    demand(entry->kind != "act-refused",
           name_of(node) + " refused an act for good: " + to_text(entry->event));
    if (entry->kind != "act-received" && entry->kind != "act-committed") continue;
    const auto event = must(parse_json_object(as_text(entry->event)), "reading an event");
    ++seen[must(ActId::parse(std::string(event.at("act").as_string())), "reading an event")];
  }
  for (const auto& [act, sent] : ledger.sent()) {
    if (sent.author.text() != name_of(node) && !goes_to(sent, name_of(node))) continue;
    const auto it = seen.find(act);
    const unsigned count = it == seen.end() ? 0 : it->second;
    demand(count == 1, fmt::format("act {} of {} stands {} times in the journal of {}", act.text(),
                                   sent.author.text(), count, name_of(node)));
    seen.erase(it);
  }
  demand(seen.empty(),
         fmt::format("the journal of {} holds an act that nobody committed", name_of(node)));
}

// ------------------------------------------------------------------------------ acts and receipts

// Heads that the issuer signed were verified by its audit; any other must verify here.
std::vector<std::string> heads_of(const SimNode& issuer) {
  std::vector<std::string> notes;
  for (const journal::Head& head : issuer.heads().signed_heads())
    notes.push_back(head.note);
  return notes;
}

void check_receipt(const node::StoredAct& sent, const node::StoredAct& received, SimNode& author,
                   const SimNode& issuer) {
  const auto texts = must(author.road().archive().receipts(sent.id), "reading receipts");
  const auto text = texts.find(issuer.party());
  demand(text != texts.end(),
         fmt::format("act {} has no receipt of {}", sent.id.text(), name_of(issuer)));
  const exchange::Receipt receipt =
      must(exchange::parse_receipt(text->second), "reading a receipt");
  std::vector<std::string> heads = heads_of(issuer);
  must(exchange::verify_receipt(receipt, issuer.verifier(), heads), "verifying a receipt");
  const exchange::ReceiptEvent& event = receipt.event;
  demand(event.kind == exchange::ReceiptKind::delivery && event.act == sent.id &&
             event.act_digest == sent.digest && event.from.text() == name_of(author) &&
             event.to.text() == name_of(issuer) && receipt.proof.index == received.leaf,
         fmt::format("the receipt for act {} says something else", sent.id.text()));
}

void check_act(const ActId& id, const Ledger::Sent& sent, SimNode& author, SimNode& addressee) {
  const auto here = must(author.road().archive().act(id), "reading an act");
  const auto there = must(addressee.road().archive().act(id), "reading an act");
  demand(here.has_value(), fmt::format("{} lost its act {}", sent.author.text(), id.text()));
  demand(there.has_value(), fmt::format("act {} of {} never reached {}", id.text(),
                                        sent.author.text(), name_of(addressee)));
  demand(here->digest == there->digest && here->signed_bytes == there->signed_bytes,
         fmt::format("act {} is not the same on both sides", id.text()));
  check_receipt(*here, *there, author, addressee);
}

// Each chain was committed in its order, without gaps, each act naming the one before.
void check_chains(SimNode& node, const CaseId& id) {
  struct End {
    std::uint64_t seq = 0;
    std::optional<Digest> digest;
  };
  std::map<PartyCode, End> ends;
  for (const auto& stored : must(node.road().archive().stored_acts_of(id), "reading a case")) {
    const Act act = must(parse_act(stored.text), "reading an act");
    End& end = ends[act.author.party];
    demand(act.seq == end.seq + 1 && act.prev == end.digest,
           fmt::format("{}: act {} of {} is out of order in case {}", name_of(node), act.seq,
                       act.author.party.text(), id.text()));
    end = {act.seq, stored.digest};
  }
}

// ----------------------------------------------------------------------------------------- cases

std::string folded(SimNode& node, const CaseId& id) {
  auto acts = must(node.road().archive().acts_of(id), "reading a case");
  return casework::describe(casework::fold(std::move(acts), node.road().law()));
}

void check_case(SimNode& node, const CaseId& id, const Nodes& nodes, const Register& parties) {
  check_chains(node, id);
  const auto state = must(node.road().find_case(id), "reading a case");
  const std::string own = casework::describe(*state);
  demand(own == folded(node, id),
         fmt::format("{}: what case {} became step by step is not what its acts fold to",
                     name_of(node), id.text()));
  demand(state->contradictions.empty(),
         fmt::format("{}: case {} accuses a Party that told one story", name_of(node), id.text()));
  for (const Address& member : state->parties) {
    SimNode& other = *nodes.at(parties.find(member.party)->number);
    const auto theirs = must(other.road().find_case(id), "reading a case of another Party");
    demand(casework::describe(*theirs) == own,
           fmt::format("{} and {} see case {} differently", name_of(node), member.party.text(),
                       id.text()));
  }
}

std::vector<std::string> request_rows(SimNode& node) {
  std::vector<std::string> rows;
  for (const auto& row : must(node.road().archive().requests(), "listing requests")) {
    rows.push_back(fmt::format("{} {} {} {} {} {} {} {} {}", row.id.text(), row.measure,
                               row.requesting.text(), row.requested.text(), row.status,
                               row.waits_for, row.due ? format_time(*row.due) : "",
                               format_time(row.requested_at), format_time(row.last_act_at)));
  }
  return rows;
}

void check_projections(SimNode& node) {
  const std::vector<std::string> before = request_rows(node);
  must(node.road().rebuild(), "rebuilding");
  demand(request_rows(node) == before, name_of(node) + ": rebuilding changes the queue");
}

void check_outbox(SimNode& node) {
  exchange::Outbox rows;
  must(node.road().archive().load_outbox(rows), "reading the outbox");
  demand(node.road().outbox().idle() && rows.idle(), name_of(node) + ": the outbox is not empty");
  for (const exchange::Backlog& row : node.road().outbox().backlog()) {
    demand(row.parked == 0,
           fmt::format("{}: an act to {} is parked", name_of(node), row.to.party.text()));
  }
}

}  // namespace

void check_journals(const Nodes& nodes) {
  for (const auto& node : nodes) {
    if (!node->is_up()) continue;
    check_heads(*node);
    check_audit(*node);
  }
}

void check_healed(const Nodes& nodes, const Register& parties, const Ledger& ledger) {
  for (const auto& node : nodes) {
    demand(node->is_idle(), name_of(*node) + ": long after the world has healed, something waits");
    check_entries(*node, ledger);
    check_outbox(*node);
  }
  for (const auto& [act, sent] : ledger.sent()) {
    for (const PartyCode& to : sent.to) {
      check_act(act, sent, *nodes.at(parties.find(sent.author)->number),
                *nodes.at(parties.find(to)->number));
    }
  }
  for (const auto& node : nodes) {
    for (const CaseId& id : must(node->road().archive().cases(), "listing cases")) {
      check_case(*node, id, nodes, parties);
    }
    check_projections(*node);
  }
}

}  // namespace haidang::sim
