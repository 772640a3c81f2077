// The texts of a package that are ours: its index (evidence/package.json), journal events with
// their salts, receipts, chunk lists, the hashdeep list and the trust policy; and where each file
// stands. Pure: bytes to values and back. docs/formats.md, "Court package".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "acts/body.hpp"
#include "directory/profile.hpp"
#include "journal/journal.hpp"

namespace haidang::proof {

namespace names {
constexpr std::string_view declaration = "bagit.txt";
constexpr std::string_view info = "bag-info.txt";
constexpr std::string_view payload_manifest = "manifest-sha256.txt";
constexpr std::string_view tag_manifest = "tagmanifest-sha256.txt";
constexpr std::string_view seal = "seal/tagmanifest.p7s";
constexpr std::string_view index = "evidence/package.json";
constexpr std::string_view hashdeep = "evidence/hashdeep.txt";
constexpr std::string_view custody = "evidence/custody.jsonl";
constexpr std::string_view policy = "proofs/policy.txt";
std::string act(std::size_t number, const PartyCode& party, ActKind kind);  // without extension
std::string act_event(std::size_t number);
std::string act_proof(std::size_t number);
std::string custody_proof(std::size_t number);
std::string chunks(const ItemId& item);
std::string root(const PartyCode& party);
std::string profile(const PartyCode& party);
// '%' would need an escape in BagIt that sha256sum does not know: it becomes '_' in the path; the
// true name is in the signed act.
std::string evidence(const ManifestItem& item);
}  // namespace names

struct FormatLimits {
  static constexpr std::size_t index_bytes = 32UL * 1024 * 1024;
  static constexpr std::size_t acts = 20'000;
  static constexpr std::size_t items = 10'000;
  static constexpr std::size_t custody_events = 100'000;
  static constexpr std::size_t event_bytes = 64UL * 1024;
  static constexpr std::size_t parties = 64;
};

struct IndexedAct {
  ActId id;
  PartyCode party;
  ActKind kind = ActKind::request;
  Digest sha256{};      // of the signed bytes
  bool logged = false;  // its place in the maker's journal is in the package
};

struct IndexedItem {
  ManifestItem item;  // without the wrapped key, which is for the receiver alone
  ActId delivered_by;
};

struct Index {
  CaseId case_id;
  Address maker;
  std::string officer;
  Time made_at;
  std::vector<PartyCode> parties;
  std::vector<IndexedAct> acts;  // in case order; the first is number 1
  std::vector<IndexedItem> items;
  std::vector<std::string> receipts;  // files
  std::uint64_t custody_events = 0;
};
std::string write_index(const Index& index);
// Errors: malformed, unsupported_version and those of the members.
Result<Index> parse_index(std::string_view text);

// A journal event as it was logged, with the salt of its commitment (journal::leaf_entry).
struct SaltedEvent {
  json::object event;
  journal::Salt salt{};
  [[nodiscard]] Bytes leaf() const;
};
std::string write_salted_event(const SaltedEvent& event);  // one line, without its end
// The line must be in its one canonical form: the bytes are what was hashed.
Result<SaltedEvent> parse_salted_event(std::string_view line);
Result<std::vector<SaltedEvent>> parse_custody(std::string_view text);

// What a journal event says about an act ("submission", "delivery", "non-delivery").
struct ActEvent {
  std::string kind;
  ActId act;
  Digest sha256{};
  PartyCode from;
  PartyCode to;
  std::optional<Time> at;
};
Result<ActEvent> read_act_event(const json::object& event);

// {"haidang_receipt":1,"event":{...},"salt":hex,"proof":tlog-proof text}
struct ReceiptFile {
  SaltedEvent salted;
  ActEvent about;
  journal::InclusionProof proof;
};
Result<ReceiptFile> parse_receipt_file(std::string_view text);

std::string write_chunk_list(const std::vector<Digest>& digests);
Result<std::vector<Digest>> parse_chunk_list(std::string_view text);

std::string write_hashdeep(const std::vector<IndexedItem>& items);
// Every key that may verify heads of a Party's journal: the present one, then the former ones.
std::vector<std::string> journal_vkeys(const directory::Profile& profile);
// C2SP tlog-policy: one log line for each of these keys, no witness required.
std::string write_policy(const std::vector<directory::Profile>& profiles);

// The same item, member by member, as far as the index repeats the signed manifest.
bool same_facts(const ManifestItem& a, const ManifestItem& b);

}  // namespace haidang::proof
