// Which evidence items this node holds, for which case, under which wrapped key; and which Party
// may fetch which item. Rows change inside the road's transactions.
#pragma once
#include <mutex>
#include <unordered_map>

#include "node/road.hpp"
#include "vault/vault.hpp"

namespace haidang::node {

enum class ItemState {
  held,      // added here
  offered,   // delivered to us, not all chunks here yet
  complete,  // delivered to us, all chunks here and verified
};
std::string_view item_state_name(ItemState state);

struct EvidenceItem {
  ManifestItem facts;  // wrapped_key: as it came from the sender; empty for our own
  CaseId case_id;
  ActId request;
  std::optional<ActId> deliver;  // the act that delivers it
  PartyCode holder;              // who added it
  ItemState state = ItemState::held;
  Bytes wrapped_key;  // under our vault key; empty until we have it
  [[nodiscard]] vault::Geometry geometry() const;
};

class EvidenceBook final : public ActObserver {
 public:
  static Result<std::unique_ptr<EvidenceBook>> open(store::Database& database, PartyCode self);

  Result<void> add(const EvidenceItem& item);
  Result<std::optional<EvidenceItem>> find(const ItemId& id);
  Result<std::vector<EvidenceItem>> of_request(const ActId& request);
  Result<std::vector<EvidenceItem>> of_case(const CaseId& case_id);
  // Copies of one file that other Parties delivered, first come first.
  Result<std::vector<EvidenceItem>> given_by_others(const Digest& sha256);
  Result<std::vector<EvidenceItem>> newest();  // first; a thousand at most
  Result<std::vector<EvidenceItem>> wanted();  // offered, oldest first
  Result<void> set_key(const ItemId& id, ByteView wrapped_key);
  Result<void> set_complete(const ItemId& id);

  // Deliver acts: ours entitle the addressee and the audience, theirs offer items to us.
  Result<void> on_act(const casework::CommittedAct& act, journal::LeafIndex leaf) override;
  void on_committed(const casework::CommittedAct& act) override;

  // From any thread: the geometry if this Party may fetch the item.
  std::optional<vault::Geometry> entitled(const ItemId& id, const PartyCode& party) const;

 private:
  EvidenceBook(store::Database& database, PartyCode self)
      : database_(&database), self_(std::move(self)) {}
  Result<void> load_entitlements();
  Result<std::vector<EvidenceItem>> read_all(store::Statement& row);

  struct Entitlement {
    std::vector<PartyCode> parties;
    vault::Geometry geometry;
  };
  store::Database* database_;
  PartyCode self_;
  mutable std::mutex mutex_;
  std::unordered_map<ItemId, Entitlement> entitlements_;
};

}  // namespace haidang::node
