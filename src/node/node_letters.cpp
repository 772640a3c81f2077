// Acts and packages on paper: what the node knows of a case and its Parties, handed to the room
// `letters`.
#include "node/node_letters.hpp"

#include <algorithm>

#include "letters/compose.hpp"
#include "letters/custody.hpp"
#include "letters/render.hpp"

namespace haidang::node {
namespace {

letters::Correspondent correspondent(const directory::Profile& profile) {
  letters::Correspondent who{profile.name, {}};
  for (const directory::AuthorityInfo& authority : profile.authorities)
    who.offices[authority.id] = {authority.name, authority.time_zone};
  return who;
}

// The first language of those that the authority works in and that we speak.
std::optional<wording::Language> language_of(const directory::Profile& profile,
                                             const std::string& authority) {
  const directory::AuthorityInfo* info = profile.authority(authority);
  if (info == nullptr) return std::nullopt;
  for (const std::string& tag : info->languages) {
    if (const auto language = wording::Language::find(tag)) return language;
  }
  return std::nullopt;
}

// How these are called, and, where no language was chosen, those in which they work.
letters::Setting setting_of(Node::State& state, Road& road, const std::vector<Address>& parties,
                            std::vector<wording::Language> languages) {
  letters::Setting setting{road.law(), {}, std::move(languages)};
  const bool choose = setting.languages.empty();
  for (const Address& who : parties) {
    const directory::Profile* profile = &state.parts.profile;
    if (who.party != profile->party) {
      const auto pinned = state.directory->find(who.party);
      if (!pinned.ok()) continue;  // forgotten since: called by its code
      profile = *pinned;
    }
    setting.parties[who.party] = correspondent(*profile);
    const auto language = choose ? language_of(*profile, who.authority) : std::nullopt;
    auto& chosen = setting.languages;
    if (language && std::find(chosen.begin(), chosen.end(), *language) == chosen.end())
      chosen.push_back(*language);
  }
  if (setting.languages.empty()) setting.languages.emplace_back();
  return setting;
}

struct Gathered {
  std::shared_ptr<const casework::CaseState> state;
  letters::Setting setting;
};

Result<Gathered> gather(Node::State& state, Road& road, const ActId& id,
                        const std::vector<wording::Language>& languages) {
  HD_TRY(const auto stored, road.archive().act(id));
  if (!stored) return Error{Code::not_found, "there is no such act on this node"};
  HD_TRY(const Act act, parse_act(stored->text));
  HD_TRY(auto found, road.find_case(stored->case_id));
  return Gathered{std::move(found), setting_of(state, road, {act.author, act.to}, languages)};
}

// We first, then the others that speak in the case.
std::vector<Address> parties_of(const casework::CaseState& state, const Address& self) {
  std::vector<Address> parties{self};
  for (const casework::CommittedAct& entry : state.timeline) {
    for (const Address& who : {entry.act.author, entry.act.to}) {
      if (who.party != self.party && who != parties.back()) parties.push_back(who);
    }
  }
  return parties;
}

Result<letters::CustodyRecord> record_of(const proof::PackageSource& source,
                                         const casework::CaseState& state) {
  letters::CustodyRecord record{state, source.maker, source.officer, source.made_at, {}, {}, {}};
  for (const proof::PackagedItem& item : source.items)
    record.items.push_back(item.item);
  for (const proof::LoggedEvent& logged : source.custody) {
    HD_TRY(json::object event, parse_json_object(as_text(logged.event)));
    record.entries.push_back({logged.proof.index.value, std::move(event)});
  }
  return record;
}

}  // namespace

Result<Bytes> Node::letter(const ActId& id, const std::vector<wording::Language>& languages) {
  State& state = *state_;
  HD_TRY(const Gathered gathered,
         state.sequencer->read([&](Road& road) { return gather(state, road, id, languages); }));
  HD_TRY(const letters::Letter letter, letters::letter_of(*gathered.state, id, gathered.setting));
  return letters::render(letter);  // on the caller's thread: drawing takes its time
}

Result<PaperMaker> papers_of(Node::State& state, Road& road, const CaseId& id) {
  HD_TRY(auto found, road.find_case(id));
  const auto parties = parties_of(*found, state.parts.config.self);
  return PaperMaker{std::move(found), setting_of(state, road, parties, {})};
}

Result<std::vector<proof::PackagedDocument>> PaperMaker::make(const proof::PackageSource& source,
                                                              const Digest& payload) const {
  HD_TRY(letters::CustodyRecord record, record_of(source, *state));
  record.payload = payload;
  HD_TRY(Bytes custody, letters::render(letters::custody_report_of(record, setting)));
  HD_TRY(Bytes certificate, letters::render(letters::certificate_of(record, setting)));
  std::vector<proof::PackagedDocument> papers;
  papers.push_back({"custody.pdf", std::move(custody)});
  papers.push_back({"certificate.pdf", std::move(certificate)});
  return papers;
}

}  // namespace haidang::node
