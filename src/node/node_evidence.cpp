// Evidence through a running node. Every use of an item's key is a journal entry that is committed
// before the vault gives the key out.
#include <fmt/format.h>

#include <algorithm>

#include "node/node_state.hpp"
#include "node/package_source.hpp"
#include "node/speaking.hpp"
#include "node/use_rules.hpp"

namespace haidang::node {
namespace {

constexpr std::size_t readers_kept = 16;

json::object describe_item(const EvidenceItem& item) {
  json::object out =
      write_body(DeliverBody{{item.facts}, ""}).at("items").get_array().at(0).get_object();
  out.erase("wrapped_key");
  out.erase("audience");  // keys for others; who they are the request tells
  out["request"] = item.request.text();
  out["case"] = item.case_id.text();
  out["holder"] = item.holder.text();
  out["state"] = item_state_name(item.state);
  out["delivered_by"] = nullptr;
  if (item.deliver) out["delivered_by"] = item.deliver->text();
  return out;
}

Result<const casework::RequestState*> request_in(const casework::CaseState& state,
                                                 const ActId& id) {
  const casework::RequestState* request = state.find(id);
  if (request == nullptr) return Error{Code::unknown_request, "the case has no such request"};
  return request;
}

// Which of our authorities the request is with: we may have asked, been asked, or been told; of
// another member's, in a joint investigation, the one that is in it.
const std::string& our_authority(const casework::CaseState& state,
                                 const casework::RequestState& request, const Road& road) {
  const PartyCode& self = road.self().party;
  if (request.requesting.party == self) return request.requesting.authority;
  if (request.requested.party == self) return request.requested.authority;
  const auto it = std::find_if(state.parties.begin(), state.parties.end(),
                               [&](const Address& member) { return member.party == self; });
  return it != state.parties.end() ? it->authority : road.self().authority;
}

}  // namespace

std::filesystem::path Node::evidence_folder() const {
  return state_->parts.layout.evidence();
}

Result<json::object> Node::add_item(const NewItem& item, const Actor& actor) {
  State& state = *state_;
  HD_TRY_VOID(check_file_name(item.facts.name));
  // The files must be there and be what is claimed before anything is recorded about them.
  const vault::Geometry geometry{item.facts.id, item.facts.size, item.facts.chunk_size};
  HD_TRY(const vault::ItemReader reader,
         vault::ItemReader::open(state.parts.layout.evidence(), geometry));
  HD_TRY(const std::vector<Digest> digests, reader.chunk_digests());
  if (vault::chunk_root(digests) != item.facts.chunk_root) {
    return Error{Code::chunk_mismatch, "the ingested chunks do not give the root that was named"};
  }
  EvidenceItem row;
  row.facts = item.facts;
  row.request = item.request;
  row.holder = state.parts.config.self.party;
  row.wrapped_key = state.safe.wrap(item.facts.id, item.key, state.parts.random);
  HD_TRY(const Committed committed, state.write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const auto request, road.archive().request_by_prefix(item.request.text()));
    if (!request) return Error{Code::unknown_request, "there is no such request on this node"};
    row.case_id = request->case_id;
    HD_TRY(const auto known, state.book->find(item.facts.id));
    if (known) return Error{Code::already_exists, "the item is registered already"};
    HD_TRY_VOID(state.book->add(row));
    HD_TRY(const auto leaf, road.record("evidence-added", {{"item", item.facts.id.text()},
                                                           {"case", row.case_id.text()},
                                                           {"sha256", hex(item.facts.sha256)},
                                                           {"size", item.facts.size},
                                                           {"officer", actor.officer}}));
    (void)leaf;
    return {};
  }));
  (void)committed;
  state.emit({"evidence", {{"item", item.facts.id.text()}, {"state", "held"}}});
  return describe_item(row);
}

Result<json::array> Node::items(const ActId& request) {
  return state_->sequencer->read([&](Road&) -> Result<json::array> {
    HD_TRY(const std::vector<EvidenceItem> rows, state_->book->of_request(request));
    json::array list;
    for (const EvidenceItem& row : rows)
      list.push_back(describe_item(row));
    return list;
  });
}

Result<json::array> Node::all_items() {
  return state_->sequencer->read([&](Road&) -> Result<json::array> {
    HD_TRY(const std::vector<EvidenceItem> rows, state_->book->newest());
    json::array list;
    for (const EvidenceItem& row : rows)
      list.push_back(describe_item(row));
    return list;
  });
}

// The only way to a key: an entry that names item, purpose and person, committed; then the vault.
Result<crypto::AeadKey> Node::State::unwrap_for(const EvidenceItem& item, std::string_view purpose,
                                                const std::string& who) {
  journal::LeafIndex leaf;
  HD_TRY(const Committed committed, write_and_wait([&](Road& open_road) -> Result<void> {
           HD_TRY(leaf, open_road.record("evidence-access", {{"item", item.facts.id.text()},
                                                             {"case", item.case_id.text()},
                                                             {"purpose", purpose},
                                                             {"officer", who}}));
           return {};
         }));
  for (const journal::CommittedEntry& entry : committed.entries) {
    if (entry.index() == leaf) return safe.unwrap(item.facts.id, item.wrapped_key, entry);
  }
  return Error{Code::internal, "the access entry is missing from its group"};
}

// ------------------------------------------------------------------------------- serving a peer

Result<std::shared_ptr<vault::ItemReader>> Node::State::reader(const vault::Geometry& geometry) {
  const std::lock_guard guard(readers_mutex);
  const auto it = std::find_if(readers.begin(), readers.end(),
                               [&](const auto& row) { return row.first == geometry.item; });
  if (it != readers.end()) {
    readers.splice(readers.begin(), readers, it);
    return readers.front().second;
  }
  HD_TRY(vault::ItemReader opened, vault::ItemReader::open(parts.layout.evidence(), geometry));
  readers.emplace_front(geometry.item, std::make_shared<vault::ItemReader>(std::move(opened)));
  if (readers.size() > readers_kept) readers.pop_back();
  return readers.front().second;
}

Result<Bytes> Node::chunk_digests(const ItemId& item, const PartyCode& peer) {
  const auto geometry = state_->book->entitled(item, peer);
  if (!geometry) return Error{Code::not_entitled, "the item was not delivered to this Party"};
  HD_TRY(const auto reader, state_->reader(*geometry));
  HD_TRY(const std::vector<Digest> digests, reader->chunk_digests());
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const auto row, state_->book->find(item));
    if (!row) return Error{Code::unknown_item, "there is no such item on this node"};
    HD_TRY(const auto leaf, road.record("evidence-fetched", {{"item", item.text()},
                                                             {"case", row->case_id.text()},
                                                             {"by", peer.text()}}));
    (void)leaf;
    return {};
  }));
  (void)committed;
  Bytes list;
  list.reserve(digests.size() * sizeof(Digest));
  for (const Digest& digest : digests)
    append(list, digest);
  return list;
}

Result<Bytes> Node::chunk(const ItemId& item, std::uint64_t index, const PartyCode& peer) {
  const auto geometry = state_->book->entitled(item, peer);
  if (!geometry) return Error{Code::not_entitled, "the item was not delivered to this Party"};
  if (index >= geometry->chunk_count()) {
    return Error{Code::not_found, fmt::format("the item has no chunk {}", index)};
  }
  HD_TRY(const auto reader, state_->reader(*geometry));
  return reader->sealed_chunk(index);
}

// ------------------------------------------------------------------------------------ retrieving

std::vector<EvidenceItem> Node::State::wanted() {
  auto rows = sequencer->read([this](Road&) { return book->wanted(); });
  if (!rows.ok()) parts.log.error("evidence-not-listed", rows.error());
  return rows.ok() ? *std::move(rows) : std::vector<EvidenceItem>{};
}

Result<PeerAddress> Node::State::address_of(const PartyCode& holder) {
  const auto peer = known(holder);
  if (!peer) return Error{Code::not_pinned, "the Party is not pinned here"};
  if (peer->address.endpoint.empty()) {
    return Error{Code::peer_unreachable, "the Party has no endpoint to fetch evidence from"};
  }
  return peer->address;
}

// The sender wrapped the key to our authority; the first use re-wraps it under our own vault key.
Result<crypto::AeadKey> Node::State::key_for(const EvidenceItem& item) {
  EvidenceItem own = item;
  if (own.wrapped_key.empty()) {
    HD_TRY(const Committed committed, write_and_wait([&](Road&) -> Result<void> {
             HD_TRY(const std::string plain, notary->open_sealed(item.facts.wrapped_key));
             crypto::AeadKey key{};
             if (plain.size() != key.size()) {
               return Error{Code::malformed, "the item key in the manifest is not 32 bytes"};
             }
             std::copy(plain.begin(), plain.end(), key.begin());
             own.wrapped_key = safe.wrap(item.facts.id, key, parts.random);
             return book->set_key(item.facts.id, own.wrapped_key);
           }));
    (void)committed;
  }
  return unwrap_for(own, "receive", "node");
}

// All items of a delivery here and verified: the retrieval receipt goes out by itself.
Result<void> Node::State::finished(const EvidenceItem& item) {
  HD_TRY(const Committed committed, write_and_wait([&](Road& open_road) -> Result<void> {
           HD_TRY_VOID(book->set_complete(item.facts.id));
           HD_TRY(const auto leaf, open_road.record("evidence-received",
                                                    {{"item", item.facts.id.text()},
                                                     {"case", item.case_id.text()},
                                                     {"from", item.holder.text()},
                                                     {"chunk_root", hex(item.facts.chunk_root)}}));
           (void)leaf;
           HD_TRY(const std::vector<EvidenceItem> rows, book->of_case(item.case_id));
           RetrievedBody body;
           for (const EvidenceItem& row : rows) {
             if (row.deliver != item.deliver) continue;
             if (row.state != ItemState::complete) return {};
             body.items.push_back(row.facts.id);
           }
           const casework::Command command{item.case_id, std::nullopt, ActKind::retrieved,
                                           item.request, write_body(body)};
           HD_TRY(const auto case_state, open_road.find_case(item.case_id));
           HD_TRY(const casework::RequestState* request, request_in(*case_state, item.request));
           const auto submitted = open_road.submit(
               command, Author{"node", our_authority(*case_state, *request, open_road)});
           if (!submitted.ok()) parts.log.error("retrieval-not-receipted", submitted.error());
           return {};
         }));
  (void)committed;
  emit({"evidence", {{"item", item.facts.id.text()}, {"state", "complete"}}});
  return {};
}

void Node::State::progress(const EvidenceItem& item, std::uint64_t chunks_missing) {
  emit({"evidence",
        {{"item", item.facts.id.text()},
         {"state", "arriving"},
         {"chunks", item.facts.chunk_count},
         {"chunks_missing", chunks_missing}}});
}

}  // namespace haidang::node
