// The acts: who signed them, each Party's chain, what the other side's receipts and the maker's
// journal say about the very same bytes.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crypto/digest.hpp"
#include "proof/examination.hpp"

namespace haidang::proof {
namespace {

// The single-writer chains of the case, followed in the package's order.
class Chains {
 public:
  // What is wrong with this act's place, or empty.
  [[nodiscard]] std::string judge(const Act& act) const {
    const auto own = chains_.find(act.author.party);
    const std::uint64_t length = own == chains_.end() ? 0 : own->second.size();
    if (act.seq != length + 1) {
      return fmt::format(
          "it is number {} of the acts of {}, but number {} is due here: an act is "
          "missing or in the wrong place",
          act.seq, act.author.party.text(), length + 1);
    }
    const std::optional<Digest> head =
        length == 0 ? std::nullopt : std::optional(own->second.back());
    if (act.prev != head) return "it does not follow on the act before it of the same Party";
    for (const auto& [party, seen] : act.seen) {
      const auto other = chains_.find(party);
      const std::uint64_t before = other == chains_.end() ? 0 : other->second.size();
      if (seen.acts <= before) continue;
      return fmt::format("its author had seen {} acts of {}, but {} stand before it", seen.acts,
                         party.text(), before);
    }
    return {};
  }
  // Members of a joint investigation, art. 48, who were told different acts under one number, as
  // their own acts say; or empty.
  [[nodiscard]] std::string contradicted(const Act& act) const {
    for (const auto& [party, seen] : act.seen) {
      const auto other = chains_.find(party);
      if (!seen.last || other == chains_.end() || seen.acts > other->second.size()) continue;
      if (other->second[seen.acts - 1] == *seen.last) continue;
      return fmt::format(
          "{} signed that act {} of {} is another one, of SHA-256 {}: either {} told two stories, "
          "or "
          "this act does not tell the truth",
          act.author.party.text(), seen.acts, party.text(), hex(*seen.last), party.text());
    }
    return {};
  }
  void advance(const PartyCode& party, const Digest& digest) { chains_[party].push_back(digest); }

 private:
  std::map<PartyCode, std::vector<Digest>> chains_;  // of the signed acts
};

void remember_items(Examination& exam, const Act& act, std::size_t number) {
  if (act.kind != ActKind::deliver) return;
  auto body = read_deliver(act.body);
  if (!body.ok()) return;  // check_body has said so
  for (ManifestItem& item : body->items) {
    const auto key = std::pair(act.id, item.id);
    exam.delivered[key] = {std::move(item), number};
  }
}

void check_against_index(Examination& exam, const std::string& file, const Act& act,
                         const IndexedAct& row) {
  if (act.id != row.id || act.author.party != row.party || act.kind != row.kind) {
    exam.altered(file, "the index of the package describes another act");
  }
  if (act.case_id != exam.index.case_id) exam.altered(file, "it belongs to another case");
  if (const auto body = check_body(act); !body.ok()) exam.failed(file, body.error());
}

// The act in the signed bytes, if they are good.
std::optional<Act> open_act(Examination& exam, const std::string& name, const IndexedAct& row,
                            const Bytes& bytes) {
  const std::string file = name + ".p7m";
  const auto opened = crypto::open_signed(bytes, ActLimits::signed_bytes);
  if (!opened.ok()) {
    exam.failed(file, opened.error());
    return std::nullopt;
  }
  const Bytes* text = exam.text(name + ".json");
  if (text != nullptr && *text != opened->content) {
    exam.altered(name + ".json", "this is not the text that was signed");
  }
  auto act = parse_act(as_text(opened->content));
  if (!act.ok()) {
    exam.failed(file, act.error());
    return std::nullopt;
  }
  examine_signer(exam, file, act->author.party, *opened);
  check_against_index(exam, file, *act, row);
  return *std::move(act);
}

void examine_act(Examination& exam, std::size_t number, Chains& chains) {
  const IndexedAct& row = exam.index.acts[number - 1];
  const std::string name = names::act(number, row.party, row.kind);
  const std::string file = name + ".p7m";
  const Bytes* bytes = exam.text(file);
  if (bytes == nullptr) {
    if (!exam.tags.contains(file)) exam.altered(file, "the index lists this act; it is missing");
    return chains.advance(row.party, row.sha256);
  }
  const Digest digest = crypto::sha256(*bytes);
  if (digest != row.sha256) exam.altered(file, "this is not the act that the index lists");
  if (!exam.act_numbers.emplace(digest, number).second) exam.altered(file, "it is there twice");
  auto act = open_act(exam, name, row, *bytes);
  if (act) {
    if (const std::string wrong = chains.judge(*act); !wrong.empty()) exam.altered(file, wrong);
    if (const std::string two = chains.contradicted(*act); !two.empty()) exam.remark(file, two);
    remember_items(exam, *act, number);
  }
  chains.advance(act ? act->author.party : row.party, digest);
  if (act) exam.report.acts.push_back({number, *std::move(act), digest, {}, {}});
}

// Acts that stand in acts/ without being in the index would be read by people as if they counted.
void tell_stray_acts(Examination& exam) {
  std::set<std::string> listed;
  for (std::size_t i = 0; i < exam.index.acts.size(); ++i) {
    const std::string name = names::act(i + 1, exam.index.acts[i].party, exam.index.acts[i].kind);
    listed.insert({name + ".p7m", name + ".json"});
  }
  for (const auto& [path, bytes] : exam.texts) {
    if (path.starts_with("acts/") && !listed.contains(path)) {
      exam.altered(path, "the index of the package does not list this act");
    }
  }
}

ActFact* find_fact(Examination& exam, const Digest& digest) {
  const auto number = exam.act_numbers.find(digest);
  if (number == exam.act_numbers.end()) return nullptr;
  auto& facts = exam.report.acts;  // by number
  const auto it = std::lower_bound(
      facts.begin(), facts.end(), number->second,
      [](const ActFact& fact, std::size_t wanted) { return fact.number < wanted; });
  return it == facts.end() || it->number != number->second ? nullptr : &*it;
}

// Two heads of one size must have one root: otherwise the journal tells two histories.
void remember_head(Examination& exam, std::string_view subject, const journal::Checkpoint& head) {
  const auto [it, fresh] = exam.heads.emplace(std::pair(head.origin, head.size.value), head.root);
  if (!fresh && it->second != head.root) {
    exam.altered(subject, "the journal " + head.origin + " shows two different histories");
  }
}

// The leaf stands under a head of this Party's journal.
Result<journal::Checkpoint> prove(const directory::Profile& issuer,
                                  const journal::InclusionProof& proof, ByteView leaf) {
  Result<journal::Checkpoint> outcome = Error{Code::malformed, "the profile has no journal key"};
  for (const std::string& vkey : journal_vkeys(issuer)) {
    HD_TRY(const journal::NoteVerifier verifier, journal::NoteVerifier::parse(vkey));
    outcome = journal::verify_proof(proof, leaf, verifier);
    if (outcome.ok()) return outcome;
  }
  return outcome;
}

enum class Proven { yes, no };
Proven check_proof(Examination& exam, std::string_view subject, const PartyCode& party,
                   const journal::InclusionProof& proof, const SaltedEvent& event) {
  const auto profile = exam.profiles.find(party);
  if (profile == exam.profiles.end()) {
    exam.cannot_tell(subject,
                     "without the profile of " + party.text() + " its journal cannot be checked");
    return Proven::no;
  }
  const auto head = prove(profile->second, proof, event.leaf());
  if (!head.ok()) {
    exam.failed(subject, head.error());
    return Proven::no;
  }
  remember_head(exam, subject, *head);
  return Proven::yes;
}

void take_receipt(Examination& exam, const std::string& file, const ReceiptFile& receipt,
                  ActFact& fact) {
  const ActEvent& about = receipt.about;
  const auto all = recipients(fact.act);
  const bool went_there = std::any_of(all.begin(), all.end(),
                                      [&about](const Address& to) { return to.party == about.to; });
  if (about.act != fact.act.id || about.from != fact.act.author.party || !went_there) {
    return exam.altered(file, "it does not describe the act whose bytes it names");
  }
  if (about.kind != "delivery" && about.kind != "non-delivery") {
    return exam.altered(file, "it is not a receipt but '" + about.kind + "'");
  }
  if (check_proof(exam, file, about.to, receipt.proof, receipt.salted) == Proven::no) return;
  if (about.kind == "delivery") {
    fact.received_at = about.at;
  } else {
    exam.remark(file, fmt::format("{} refused act {} on arrival", about.to.text(), fact.number));
  }
}

void examine_receipt(Examination& exam, const std::string& file) {
  if (!file.starts_with("receipts/") || !is_safe_path(file)) {
    return exam.altered(names::index, "it lists a receipt outside receipts/");
  }
  const Bytes* bytes = exam.text(file);
  if (bytes == nullptr) {
    if (!exam.tags.contains(file))
      exam.altered(file, "the index lists this receipt; it is missing");
    return;
  }
  const auto receipt = parse_receipt_file(as_text(*bytes));
  if (!receipt.ok()) return exam.failed(file, receipt.error());
  if (!exam.act_numbers.contains(receipt->about.sha256)) {
    return exam.altered(file, "it is a receipt for an act that is not in the package (id " +
                                  receipt->about.act.text() + ")");
  }
  ActFact* fact = find_fact(exam, receipt->about.sha256);
  if (fact != nullptr) take_receipt(exam, file, *receipt, *fact);
}

std::optional<journal::InclusionProof> read_proof(Examination& exam, const std::string& file) {
  const Bytes* bytes = exam.text(file);
  if (bytes == nullptr) {
    if (!exam.tags.contains(file)) exam.cannot_tell(file, "this journal proof is not there");
    return std::nullopt;
  }
  auto proof = journal::parse_proof(as_text(*bytes));
  if (proof.ok()) return *std::move(proof);
  exam.failed(file, proof.error());
  return std::nullopt;
}

void examine_act_entry(Examination& exam, std::size_t number) {
  const std::string file = names::act_event(number);
  const Bytes* bytes = exam.text(file);
  const auto proof = read_proof(exam, names::act_proof(number));
  if (bytes == nullptr) {
    if (!exam.tags.contains(file)) exam.cannot_tell(file, "this journal entry is not there");
    return;
  }
  const auto event = parse_salted_event(as_text(*bytes));
  if (!event.ok()) return exam.failed(file, event.error());
  const auto about = read_act_event(event->event);
  if (!about.ok()) return exam.failed(file, about.error());
  const IndexedAct& row = exam.index.acts[number - 1];
  if (about->sha256 != row.sha256 || about->act != row.id) {
    return exam.altered(file, "the journal entry is about other bytes than this act");
  }
  const PartyCode& maker = exam.index.maker.party;
  if (!proof || check_proof(exam, names::act_proof(number), maker, *proof, *event) == Proven::no) {
    return;
  }
  if (ActFact* fact = find_fact(exam, row.sha256)) fact->journal_index = proof->index.value;
}

void examine_custody(Examination& exam) {
  const Bytes* bytes = exam.text(names::custody);
  if (bytes == nullptr) return;
  const auto events = parse_custody(as_text(*bytes));
  if (!events.ok()) return exam.failed(names::custody, events.error());
  if (events->size() != exam.index.custody_events) {
    exam.altered(names::custody, fmt::format("it has {} entries; the index says {}", events->size(),
                                             exam.index.custody_events));
  }
  std::optional<std::uint64_t> before;
  for (std::size_t i = 0; i < events->size(); ++i) {
    const std::string file = names::custody_proof(i + 1);
    const auto proof = read_proof(exam, file);
    if (!proof) continue;
    const SaltedEvent& event = (*events)[i];
    if (check_proof(exam, file, exam.index.maker.party, *proof, event) == Proven::no) continue;
    if (before && *before >= proof->index.value) {
      exam.altered(names::custody, fmt::format("line {} is out of the journal's order", i + 1));
    }
    before = proof->index.value;
    exam.report.custody.push_back({proof->index.value, canonical(event.event)});
  }
}

}  // namespace

void examine_acts(Examination& exam) {
  Chains chains;
  for (std::size_t number = 1; number <= exam.index.acts.size(); ++number) {
    examine_act(exam, number, chains);
  }
  tell_stray_acts(exam);
}

void examine_receipts(Examination& exam) {
  for (const std::string& file : exam.index.receipts)
    examine_receipt(exam, file);
  std::string without;
  for (const ActFact& fact : exam.report.acts) {
    const bool own = fact.act.author.party == exam.index.maker.party;
    if (!own || fact.received_at) continue;
    without += (without.empty() ? "" : ", ") + std::to_string(fact.number);
  }
  if (without.empty()) return;
  exam.remark("receipts", "no receipt shows that the other Party received act " + without);
}

void examine_journal(Examination& exam) {
  std::string unlogged;
  for (std::size_t number = 1; number <= exam.index.acts.size(); ++number) {
    if (exam.index.acts[number - 1].logged) {
      examine_act_entry(exam, number);
    } else {
      unlogged += (unlogged.empty() ? "" : ", ") + std::to_string(number);
    }
  }
  if (!unlogged.empty()) {
    exam.cannot_tell("proofs",
                     "the package does not show where the maker's journal has act " + unlogged);
  }
  examine_custody(exam);
}

}  // namespace haidang::proof
