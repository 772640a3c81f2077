#include "node/package_source.hpp"

#include <fmt/format.h>

#include "node/node_letters.hpp"
#include "node/node_state.hpp"

namespace haidang::node {
namespace {

Result<proof::LoggedEvent> logged(journal::Journal& journal, journal::LeafIndex leaf) {
  HD_TRY(auto entry, journal.entry(leaf));
  if (!entry) return Error{Code::internal, "the journal has no entry for a packaged act"};
  proof::LoggedEvent event{std::move(entry->event), entry->salt, {}};
  HD_TRY(event.proof, journal.prove(leaf));
  return event;
}

// Acts in the case's own order, each with its place in our journal.
Result<std::vector<proof::PackagedAct>> packaged_acts(Node::State& state, const CaseId& id) {
  HD_TRY(const auto case_state, state.road->find_case(id));
  std::vector<proof::PackagedAct> acts;
  for (const casework::CommittedAct& committed : case_state->timeline) {
    HD_TRY(auto stored, state.road->archive().act(committed.act.id));
    if (!stored) return Error{Code::internal, "the archive lacks an act of the case"};
    HD_TRY(proof::LoggedEvent event, logged(*state.journal, stored->leaf));
    acts.push_back({std::move(stored->signed_bytes), std::move(event)});
  }
  return acts;
}

Result<std::vector<proof::PackagedReceipt>> packaged_receipts(Node::State& state,
                                                              const CaseId& id) {
  HD_TRY(const auto case_state, state.road->find_case(id));
  std::vector<proof::PackagedReceipt> receipts;
  for (const casework::CommittedAct& committed : case_state->timeline) {
    HD_TRY(const auto given, state.road->archive().receipts(committed.act.id));
    for (const auto& [party, text] : given)
      receipts.push_back({"", to_bytes(text)});
  }
  return receipts;
}

Result<std::vector<Bytes>> packaged_profiles(Node::State& state, const CaseId& id) {
  HD_TRY(const auto case_state, state.road->find_case(id));
  std::vector<Bytes> profiles;
  for (const Address& member : case_state->parties) {
    if (member.party == state.parts.config.self.party) continue;
    HD_TRY(Bytes profile, state.directory->signed_profile(member.party));
    profiles.push_back(std::move(profile));
  }
  HD_TRY(Bytes own, own_signed_profile(state.parts.layout));
  profiles.push_back(std::move(own));
  return profiles;
}

Result<proof::PackagedItem> packaged_item(Node::State& state, const EvidenceItem& item,
                                          const std::string& officer) {
  HD_TRY(const crypto::AeadKey key, state.unwrap_for(item, "court package", officer));
  HD_TRY(const auto reader, state.reader(item.geometry()));
  HD_TRY(std::vector<Digest> digests, reader->chunk_digests());
  const vault::Geometry geometry = item.geometry();
  return proof::PackagedItem{item.facts, std::move(digests),
                             [reader, geometry, key](const std::filesystem::path& target) {
                               return vault::export_file(*reader, geometry, key, target, {}, {});
                             }};
}

}  // namespace

Result<proof::PackageSource> gather_package(Node::State& state, const CaseId& id,
                                            const std::string& officer) {
  HD_TRY(const std::vector<EvidenceItem> items,
         state.sequencer->read([&](Road&) { return state.book->of_case(id); }));
  proof::PackageSource source;
  for (const EvidenceItem& item : items) {
    if (!item.deliver || item.state == ItemState::offered) continue;
    HD_TRY(proof::PackagedItem packaged, packaged_item(state, item, officer));
    source.items.push_back(std::move(packaged));
  }
  source.case_id = id;
  source.maker = state.parts.config.self;
  source.officer = officer;
  source.made_at = state.parts.clock.now();
  const Result<void> gathered = state.sequencer->read([&](Road& road) -> Result<void> {
    HD_TRY(source.acts, packaged_acts(state, id));
    HD_TRY(source.receipts, packaged_receipts(state, id));
    HD_TRY(source.profiles, packaged_profiles(state, id));
    HD_TRY(const std::vector<journal::LeafIndex> custody, road.archive().custody_of(id));
    for (const journal::LeafIndex leaf : custody) {
      HD_TRY(proof::LoggedEvent event, logged(*state.journal, leaf));
      source.custody.push_back(std::move(event));
    }
    return {};
  });
  if (!gathered.ok()) return gathered.error();
  source.sign = [&state](ByteView bytes) {
    return state.sequencer->read(
        [&](Road&) { return state.notary->sign(as_text(bytes), state.parts.clock.now()); });
  };
  return source;
}

Result<json::object> Node::make_package(const CaseId& id, const std::string& officer) {
  State& state = *state_;
  HD_TRY(proof::PackageSource source, gather_package(state, id, officer));
  HD_TRY(const PaperMaker papers,
         state.sequencer->read([&](Road& road) { return papers_of(state, road, id); }));
  source.documents = [&](const Digest& payload) { return papers.make(source, payload); };
  const auto stamp = state.parts.clock.now().time_since_epoch().count();
  const auto folder =
      state.parts.layout.packages() / fmt::format("EP-{}-{}", id.text().substr(0, 8), stamp);
  HD_TRY(const proof::PackageSummary summary, proof::make_package(source, folder));
  return json::object{{"folder", summary.folder.string()},
                      {"case", id.text()},
                      {"items", source.items.size()},
                      {"acts", source.acts.size()},
                      {"evidence_bytes", summary.evidence_bytes},
                      {"seal", hex(summary.seal)}};
}

}  // namespace haidang::node
