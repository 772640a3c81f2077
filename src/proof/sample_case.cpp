#include "proof/sample_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/durable_file.hpp"
#include "crypto/digest.hpp"
#include "proof/file_hash.hpp"

namespace haidang::proof {
namespace {

constexpr std::string_view start = "2026-03-01T08:00:00Z";

// A sample that cannot be made is a bug of ours.
template <class T>
T sure(Result<T> result) {
  HD_CHECK(result.ok());
  return *std::move(result);
}
void sure(Result<void> result) {
  HD_CHECK(result.ok());
}

directory::NewParty plan_for(const std::string& code, const std::string& name, Time now) {
  return {sure(PartyCode::parse(code)),
          name,
          {{"contact-point",
            name + " contact point",
            {"contact-point"},
            {"en"},
            "24/7",
            "UTC",
            "+000 1",
            "contact@example.org"}},
          "https://localhost:4430",
          {"localhost"},
          now};
}

// Bytes that look like evidence and are the same for the same seed.
Bytes sample_bytes(std::uint64_t size, std::uint64_t seed) {
  Bytes bytes(size);
  std::uint64_t state = seed;
  for (std::uint8_t& byte : bytes) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    byte = static_cast<std::uint8_t>(state >> 56U);
  }
  return bytes;
}

std::vector<Digest> chunk_digests(const Bytes& bytes, std::uint32_t chunk_size) {
  std::vector<Digest> digests;
  for (std::size_t at = 0; at < bytes.size(); at += chunk_size) {
    const std::size_t count = std::min<std::size_t>(chunk_size, bytes.size() - at);
    digests.push_back(crypto::sha256(ByteView(bytes).subspan(at, count)));
  }
  return digests;
}

Address contact_point(const SampleParty& party) {
  return {party.profile().party, "contact-point"};
}

json::object act_event(std::string_view kind, const Act& act, const Digest& digest) {
  return {{"kind", kind},
          {"act", act.id.text()},
          {"sha256", hex(digest)},
          {"from", act.author.party.text()},
          {"to", act.to.party.text()},
          {"at", format_time(act.issued_at)}};
}

Bytes receipt_file(const LoggedEvent& logged) {
  return to_bytes(canonical(json::object{{"haidang_receipt", 1},
                                         {"event", sure(parse_json(as_text(logged.event)))},
                                         {"salt", hex(logged.salt)},
                                         {"proof", journal::write_proof(logged.proof)}}));
}

json::object note(const std::string& text) {
  return write_body(NoteBody{text, {}});
}

RequestBody preservation() {
  RequestBody body;
  body.measure = "preservation";
  body.legal_bases = {"uncc"};
  body.offence = "UNCC-07";
  body.contents = {{"necessity", "The provider deletes such data after seven days."}};
  return body;
}

}  // namespace

SampleParty::SampleParty(const std::string& code, const std::string& name, Time now)
    : made_(directory::make_party(plan_for(code, name, now))),
      signed_profile_(sure(directory::sign_profile(made_.profile, made_.keys.root))),
      database_(store::Database::in_memory()) {
  const auto verifier = sure(journal::NoteVerifier::parse(made_.profile.journal_vkey));
  note_signer_ = std::make_unique<journal::Ed25519NoteSigner>(verifier.name(), made_.keys.journal);
  heads_ = sure(journal::SqliteHeadStore::open(store::Database::in_memory()));
  journal_ = sure(journal::Journal::open(database_, *heads_, *note_signer_, std::nullopt));
}

Bytes SampleParty::sign(ByteView content, Time at) const {
  return sure(crypto::sign(content, made_.profile.keys.signing, made_.keys.signing, at));
}

LoggedEvent SampleParty::log(const std::string& kind, const json::object& event, Time at) {
  journal::Entry entry{kind, at, event, {}};
  random_.fill(entry.salt);
  store::Transaction transaction = sure(database_.begin());
  const journal::LeafIndex leaf = sure(journal_->append(transaction, entry));
  sure(transaction.commit());
  journal_->committed();
  sure(journal_->publish());
  return {to_bytes(canonical(event)), entry.salt, sure(journal_->prove(leaf))};
}

SampleCase::SampleCase(SampleOptions options)
    : options_(options),
      now_(sure(parse_time(start))),
      aurelia_("XA", "Aurelia", now_),
      borealia_("XB", "Borealia", now_) {
  if (options_.two_stories) ceteria_.emplace("XC", "Ceteria", now_);
  source_.case_id = CaseId::random(random_);
  add_item("disk.img", options_.image_bytes, 7);
  add_item("100% notes.txt", 40, 11);
  add_item("empty.log", 0, 13);
  speak(aurelia_, borealia_, ActKind::request, write_body(preservation()));
  speak(borealia_, aurelia_, ActKind::acknowledge, note("Received by the duty officer."));
  speak(borealia_, aurelia_, ActKind::accept, note("Granted."));
  speak(borealia_, aurelia_, ActKind::deliver, write_body(DeliverBody{items_, "As requested."}));
  RetrievedBody retrieved;
  for (const ManifestItem& item : items_)
    retrieved.items.push_back(item.id);
  for (const ManifestItem& item : items_)
    add_custody(item);
  speak(aurelia_, borealia_, ActKind::retrieved, write_body(retrieved));
  speak(borealia_, aurelia_, ActKind::close, note("Finished."));
  if (ceteria_) contradict();
  source_.maker = contact_point(aurelia_);
  source_.officer = "an.officer";
  source_.made_at = now_ + std::chrono::hours(1);
  source_.profiles = {aurelia_.signed_profile(), borealia_.signed_profile()};
  if (ceteria_) source_.profiles.push_back(ceteria_->signed_profile());
  source_.sign = [this](ByteView bytes) -> Result<Bytes> {
    return aurelia_.sign(bytes, source_.made_at);
  };
}

void SampleCase::join(Act& act) const {
  for (const SampleParty* party : {&aurelia_, &borealia_, &*ceteria_}) {
    const PartyCode& code = party->profile().party;
    if (code != act.author.party && code != act.to.party) act.also = {contact_point(*party)};
  }
  act.seen.clear();
  for (const auto& [party, chain] : chains_) {
    if (party != act.author.party && chain.length > 0) act.seen[party] = {chain.length, chain.head};
  }
}

void SampleCase::contradict() {
  Digest& told = chains_[borealia_.profile().party].head;
  told.front() ^= 1U;
  speak(*ceteria_, aurelia_, ActKind::notify, note("We have seen the close."));
  told.front() ^= 1U;
}

void SampleCase::add_item(const std::string& name, std::uint64_t size, std::uint64_t seed) {
  const Bytes bytes = sample_bytes(size, seed);
  ManifestItem item;
  item.id = ItemId::random(random_);
  item.name = name;
  item.size = size;
  item.sha256 = crypto::sha256(bytes);
  item.chunk_size = options_.chunk_size;
  std::vector<Digest> digests = chunk_digests(bytes, options_.chunk_size);
  item.chunk_count = digests.size();
  item.chunk_root = chunk_tree_root(digests);
  item.wrapped_key = to_bytes("a wrapped key");
  item.acquired_at = std::string(start);
  item.acquired_by = "Examiner 12";
  item.acquisition_tool = "imager 3.1";
  item.source = "provider's export";
  item.note = "read-only";
  items_.push_back(item);
  const auto write = [size, seed](const std::filesystem::path& target) -> Result<Digest> {
    const Bytes plain = sample_bytes(size, seed);
    HD_TRY_VOID(write_durable(target, plain));
    return crypto::sha256(plain);
  };
  source_.items.push_back({item, std::move(digests), write});
}

void SampleCase::add_custody(const ManifestItem& item) {
  now_ += std::chrono::minutes(1);
  const json::object event{{"kind", "evidence-access"},
                           {"item", item.id.text()},
                           {"officer", "an.officer"},
                           {"purpose", "court package"},
                           {"at", format_time(now_)}};
  source_.custody.push_back(aurelia_.log("evidence-access", event, now_));
}

void SampleCase::speak(SampleParty& author, SampleParty& other, ActKind kind, json::object body) {
  now_ += std::chrono::minutes(10);
  Chain& chain = chains_[author.profile().party];
  Act act;
  act.id = ActId::random(random_);
  act.case_id = source_.case_id;
  act.author = contact_point(author);
  act.officer = "an.officer";
  act.to = contact_point(other);
  act.seq = ++chain.length;
  if (act.seq > 1) act.prev = chain.head;
  if (const auto seen = chains_[other.profile().party].length; seen > 0) {
    act.seen[other.profile().party] = {seen};
  }
  if (ceteria_) join(act);
  act.issued_at = now_;
  act.kind = kind;
  if (kind == ActKind::request) {
    request_ = act.id;
  } else {
    act.request = request_;
  }
  act.body = std::move(body);
  const Bytes bytes = author.sign(as_bytes(write_act(act)), now_);
  const Digest digest = crypto::sha256(bytes);
  chain.head = digest;
  const bool ours = &author == &aurelia_;
  const LoggedEvent sent = author.log("act-committed", act_event("submission", act, digest), now_);
  const LoggedEvent received = other.log("act-received", act_event("delivery", act, digest), now_);
  source_.acts.push_back({bytes, ours ? sent : received});
  if (ours) source_.receipts.push_back({"", receipt_file(received)});
}

}  // namespace haidang::proof
