#include "directory/directory.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::directory {
namespace {

using crypto::Certificate;

bool same(const Certificate& a, const Certificate& b) {
  return a.fingerprint() == b.fingerprint();
}

// A key may stay, or become the one that was published ahead; nothing else. The same key under a
// new certificate of the same root (other hosts, a later end) has stayed.
bool follows(const KeySet& used, const Profile& pinned, Certificate KeySet::* purpose) {
  const Bytes key = (used.*purpose).public_key().spki();
  if (key == (pinned.keys.*purpose).public_key().spki()) return true;
  return pinned.next_keys && key == ((*pinned.next_keys).*purpose).public_key().spki();
}

Result<void> check_keys_follow(const Profile& profile, const Profile& pinned) {
  const struct {
    const char* name;
    Certificate KeySet::* purpose;
  } rows[] = {{"signing", &KeySet::signing},
              {"sealing", &KeySet::sealing},
              {"transport", &KeySet::transport}};
  for (const auto& row : rows) {
    if (follows(profile.keys, pinned, row.purpose)) continue;
    return Error{
        Code::key_changed,
        fmt::format("{} presents a {} key that it did not publish ahead", pinned.party.text(),
                    row.name),
        "a key may only change to the next key of the pinned profile; perhaps a profile in "
        "between was missed",
        "Ask them for the profiles that you missed and import those first."};
  }
  return {};
}

bool lists(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// What a journal key has signed must stay verifiable, so a Party cannot drop one silently.
Result<void> check_journal_follows(const Profile& profile, const Profile& pinned) {
  const auto kept = [&](const std::string& vkey) {
    return vkey == profile.journal_vkey || lists(profile.former_journal_vkeys, vkey);
  };
  if (kept(pinned.journal_vkey) &&
      std::all_of(pinned.former_journal_vkeys.begin(), pinned.former_journal_vkeys.end(), kept)) {
    return {};
  }
  return Error{Code::key_changed,
               fmt::format("{} no longer names a key of its journal", pinned.party.text()),
               "a journal key that was in use stays listed among the former ones",
               "Ask them for a profile that lists it."};
}

Error fingerprint_missing(const Profile& profile) {
  const std::string computed = fingerprint_words(profile);
  return {Code::fingerprint_mismatch,
          fmt::format("{} is not pinned yet, so its fingerprint is needed", profile.party.text()),
          "anyone can make a profile that names a Party",
          fmt::format("Telephone {} on a number that you know already and let them read their "
                      "fingerprint. Only if it is\n  {}\ntype: haidang party trust FILE "
                      "--fingerprint \"{}\"",
                      profile.name, computed, computed)};
}

// The right words are not shown here: they are to come from the telephone, not from the screen.
Error fingerprint_differs(const Profile& profile) {
  return {
      Code::fingerprint_mismatch,
      fmt::format("the fingerprint given is not that of this profile of {}", profile.party.text()),
      "a word was misheard, or the file is not the one that they made",
      "Let them read the words once more. If they still differ, do not trust the file: ask them "
      "to send it again."};
}

Result<void> check_fingerprint(const Profile& profile, const std::string& words) {
  if (same_words(words, fingerprint_words(profile))) return {};
  return fingerprint_differs(profile);
}

Error stale(std::string what) {
  return {Code::stale_profile, std::move(what), "a newer profile never gives way to an older one",
          "Ask the Party for its latest profile."};
}

Result<TrustOutcome> check_update(const Profile& profile, const Profile& pinned) {
  const std::string& code = pinned.party.text();
  if (!same(profile.root, pinned.root)) {
    return Error{Code::key_changed,
                 fmt::format("{} presents another root than the pinned one", code),
                 "a Party keeps its root; whoever made this profile does not have the pinned key",
                 "Telephone them on a number that you know already before anything else."};
  }
  if (profile.version < pinned.version) {
    return stale(fmt::format("version {} of {} is older than the pinned version {}",
                             profile.version, code, pinned.version));
  }
  if (profile.version == pinned.version) {
    if (write_profile(profile) == write_profile(pinned)) return TrustOutcome::unchanged;
    return stale(fmt::format("version {} of {} is pinned already, with another content",
                             profile.version, code));
  }
  HD_TRY_VOID(check_keys_follow(profile, pinned));
  HD_TRY_VOID(check_journal_follows(profile, pinned));
  return TrustOutcome::updated;
}

Error not_pinned(const PartyCode& party) {
  return {Code::not_pinned, fmt::format("{} is not pinned on this node", party.text()),
          "nothing is sent to or taken from a Party whose root is not known",
          "Import its profile: haidang party trust FILE"};
}

Error bad_row(std::string why) {
  return {Code::storage_failed, "the database does not hold the profile that was pinned",
          std::move(why), "Restore the database from a backup, and look for who changed it."};
}

}  // namespace

Result<std::unique_ptr<Directory>> Directory::open(store::Database& database, Time now) {
  HD_TRY_VOID(
      database.execute("CREATE TABLE IF NOT EXISTS party(code TEXT PRIMARY KEY,"
                       " version INTEGER NOT NULL, profile BLOB NOT NULL) STRICT, WITHOUT ROWID;"
                       "CREATE TABLE IF NOT EXISTS party_former_key(fingerprint TEXT PRIMARY KEY,"
                       " code TEXT NOT NULL, until_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"));
  std::unique_ptr<Directory> directory(new Directory(database));
  HD_TRY_VOID(directory->load_parties());
  HD_TRY_VOID(directory->load_former_keys(now));
  directory->index_signers();
  return directory;
}

Result<void> Directory::load_parties() {
  auto rows = database_.prepare("SELECT code, profile FROM party ORDER BY code");
  for (;;) {
    HD_TRY(const bool found, rows.step());
    if (!found) return {};
    Bytes bytes = rows.blob(1);
    auto profile = reopen_profile(bytes);
    if (!profile.ok()) return bad_row(profile.error().text());
    if (profile->party.text() != rows.text(0)) return bad_row("it is another Party's");
    PartyCode party = profile->party;
    parties_.emplace(std::move(party), Pinned{*std::move(profile), std::move(bytes)});
  }
}

Result<void> Directory::load_former_keys(Time now) {
  auto rows = database_.prepare(
      "SELECT fingerprint, code, until_ms FROM party_former_key WHERE until_ms >= ?");
  rows.bind(1, now);
  for (;;) {
    HD_TRY(const bool found, rows.step());
    if (!found) return {};
    const auto fingerprint = parse_digest(rows.text(0));
    auto party = PartyCode::parse(rows.text(1));
    if (!fingerprint.ok() || !party.ok()) return bad_row("a former key is damaged");
    former_signers_[*fingerprint] = {*std::move(party), rows.time_at(2)};
  }
}

Result<TrustOutcome> Directory::trust(ByteView signed_profile,
                                      std::optional<std::string> fingerprint, Time now) {
  HD_TRY(Profile profile, open_profile(signed_profile, now));
  if (fingerprint) {
    HD_TRY_VOID(check_fingerprint(profile, *fingerprint));
  }
  const auto pinned = parties_.find(profile.party);
  TrustOutcome outcome = TrustOutcome::added;
  if (pinned != parties_.end()) {
    HD_TRY(outcome, check_update(profile, pinned->second.profile));
  } else if (!fingerprint) {
    return fingerprint_missing(profile);
  }
  if (outcome == TrustOutcome::unchanged) return outcome;
  Pinned row{std::move(profile), to_bytes(signed_profile)};
  if (outcome == TrustOutcome::updated) {
    HD_TRY_VOID(keep_former_key(pinned->second.profile, now));
  }
  HD_TRY_VOID(store(row));
  const PartyCode party = row.profile.party;
  parties_.insert_or_assign(party, std::move(row));
  index_signers();
  return outcome;
}

Result<void> Directory::store(const Pinned& row) {
  return database_.cached("INSERT OR REPLACE INTO party(code, version, profile) VALUES(?, ?, ?)")
      .bind(1, row.profile.party.text())
      .bind(2, static_cast<std::int64_t>(row.profile.version))
      .bind(3, row.signed_bytes)
      .run();
}

Result<void> Directory::keep_former_key(const Profile& pinned, Time now) {
  const Certificate& former = pinned.keys.signing;
  const Time until = std::min<Time>(now + former_key_grace, former.not_after());
  HD_TRY_VOID(database_
                  .cached("INSERT OR REPLACE INTO party_former_key(fingerprint, code, until_ms)"
                          " VALUES(?, ?, ?)")
                  .bind(1, hex(former.fingerprint()))
                  .bind(2, pinned.party.text())
                  .bind(3, until)
                  .run());
  former_signers_.insert_or_assign(former.fingerprint(), Signer{pinned.party, until});
  return {};
}

Result<void> Directory::forget(const PartyCode& party) {
  if (!parties_.contains(party)) return not_pinned(party);
  HD_TRY_VOID(database_.cached("DELETE FROM party WHERE code = ?").bind(1, party.text()).run());
  HD_TRY_VOID(
      database_.cached("DELETE FROM party_former_key WHERE code = ?").bind(1, party.text()).run());
  parties_.erase(party);
  std::erase_if(former_signers_, [&](const auto& entry) { return entry.second.party == party; });
  index_signers();
  return {};
}

Result<const Directory::Pinned*> Directory::row(const PartyCode& party) const {
  const auto it = parties_.find(party);
  if (it == parties_.end()) return not_pinned(party);
  return &it->second;
}

Result<const Profile*> Directory::find(const PartyCode& party) const {
  HD_TRY(const Pinned* pinned, row(party));
  return &pinned->profile;
}

std::vector<const Profile*> Directory::all() const {
  std::vector<const Profile*> list;
  for (const auto& [party, pinned] : parties_)
    list.push_back(&pinned.profile);
  return list;
}

Result<Bytes> Directory::signed_profile(const PartyCode& party) const {
  HD_TRY(const Pinned* pinned, row(party));
  return pinned->signed_bytes;
}

void Directory::index_signers() {
  signers_ = former_signers_;
  const auto add = [this](const PartyCode& party, const Certificate& signing) {
    signers_.insert_or_assign(signing.fingerprint(), Signer{party, signing.not_after()});
  };
  for (const auto& [party, pinned] : parties_) {
    add(party, pinned.profile.keys.signing);
    if (pinned.profile.next_keys) add(party, pinned.profile.next_keys->signing);
  }
}

Result<PartyCode> Directory::signer(const Certificate& certificate, Time now) const {
  return signer(certificate.fingerprint(), now);
}

Result<PartyCode> Directory::signer(const Digest& fingerprint, Time now) const {
  const auto it = signers_.find(fingerprint);
  if (it == signers_.end()) {
    return Error{Code::unknown_signer, "no pinned profile holds the key that signed",
                 "the Party is not pinned here, or has changed its keys since",
                 "Import the Party's latest profile: haidang party trust FILE"};
  }
  if (now <= it->second.until) return it->second.party;
  return Error{Code::key_expired,
               fmt::format("the key of {} that signed is past its time", it->second.party.text()),
               "its certificate has expired, or was replaced a while ago",
               "Ask the Party to sign again with its present key."};
}

std::optional<PartyCode> Directory::transport(const Digest& fingerprint) const {
  for (const auto& [party, pinned] : parties_) {
    const Profile& profile = pinned.profile;
    if (profile.keys.transport.fingerprint() == fingerprint) return party;
    if (profile.next_keys && profile.next_keys->transport.fingerprint() == fingerprint) {
      return party;
    }
  }
  return std::nullopt;
}

Result<std::vector<Digest>> Directory::transport_fingerprints(const PartyCode& party) const {
  HD_TRY(const Profile* profile, find(party));
  std::vector<Digest> prints{profile->keys.transport.fingerprint()};
  if (profile->next_keys) prints.push_back(profile->next_keys->transport.fingerprint());
  return prints;
}

}  // namespace haidang::directory
