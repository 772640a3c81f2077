#include "node/evidence_book.hpp"

#include <algorithm>

namespace haidang::node {
namespace {

// One item as a deliver body of its own: the same reader and writer as on the wire.
std::string write_facts(const ManifestItem& item) {
  return canonical(write_body(DeliverBody{{item}, ""}));
}

Result<ManifestItem> read_facts(std::string_view text) {
  HD_TRY(const json::object object, parse_json_object(text));
  HD_TRY(DeliverBody body, read_deliver(object));
  if (body.items.size() != 1) return Error{Code::internal, "an evidence row is damaged"};
  return std::move(body.items.front());
}

Result<ItemState> parse_state(std::string_view name) {
  for (const ItemState state : {ItemState::held, ItemState::offered, ItemState::complete}) {
    if (item_state_name(state) == name) return state;
  }
  return Error{Code::internal, "an evidence row has an unknown state"};
}

Result<EvidenceItem> read_item(const store::Statement& row) {
  EvidenceItem item;
  HD_TRY(item.facts, read_facts(row.text(0)));
  HD_TRY(item.case_id, CaseId::parse(row.text(1)));
  HD_TRY(item.request, ActId::parse(row.text(2)));
  if (!row.is_null(3)) {
    HD_TRY(item.deliver, ActId::parse(row.text(3)));
  }
  HD_TRY(item.holder, PartyCode::parse(row.text(4)));
  HD_TRY(item.state, parse_state(row.text(5)));
  item.wrapped_key = row.blob(6);
  return item;
}

vault::Geometry geometry_of(const ManifestItem& item) {
  return {item.id, item.size, item.chunk_size};
}

// Stores from before an item could go to several Parties hold one for each item.
Result<void> add_audience(store::Database& database) {
  auto& columns = database.cached("SELECT sum(pk > 0) FROM pragma_table_info('entitlement')");
  HD_TRY(const bool found, columns.step());
  const bool old = found && columns.integer(0) == 1;
  columns.reset();
  if (!old) return {};
  HD_TRY(store::Transaction transaction, database.begin());
  HD_TRY_VOID(
      database.execute("ALTER TABLE entitlement RENAME TO entitlement_of_one;"
                       "CREATE TABLE entitlement(item TEXT NOT NULL, party TEXT NOT NULL,"
                       " PRIMARY KEY(item, party)) STRICT, WITHOUT ROWID;"
                       "INSERT INTO entitlement SELECT item, party FROM entitlement_of_one;"
                       "DROP TABLE entitlement_of_one;"));
  return transaction.commit();
}

// Who may fetch the item: who is addressed, and the members that got a key as well.
std::vector<PartyCode> receivers(const Act& deliver, const ManifestItem& item) {
  std::vector<PartyCode> parties{deliver.to.party};
  for (const auto& [party, key] : item.audience)
    parties.push_back(party);
  return parties;
}

}  // namespace

std::string_view item_state_name(ItemState state) {
  switch (state) {
    case ItemState::held:
      return "held";
    case ItemState::offered:
      return "offered";
    case ItemState::complete:
      return "complete";
  }
  return "held";
}

vault::Geometry EvidenceItem::geometry() const {
  return geometry_of(facts);
}

Result<std::unique_ptr<EvidenceBook>> EvidenceBook::open(store::Database& database,
                                                         PartyCode self) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS evidence(item TEXT PRIMARY KEY, facts TEXT NOT NULL,"
      " case_id TEXT NOT NULL, request TEXT NOT NULL, deliver TEXT, holder TEXT NOT NULL,"
      " state TEXT NOT NULL, wrapped_key BLOB NOT NULL, position INTEGER NOT NULL)"
      " STRICT;"
      "CREATE INDEX IF NOT EXISTS evidence_case ON evidence(case_id);"
      "CREATE INDEX IF NOT EXISTS evidence_sha256 ON"
      " evidence(json_extract(facts, '$.items[0].sha256'));"
      "CREATE TABLE IF NOT EXISTS entitlement(item TEXT NOT NULL, party TEXT NOT NULL,"
      " PRIMARY KEY(item, party)) STRICT, WITHOUT ROWID;"));
  HD_TRY_VOID(add_audience(database));
  std::unique_ptr<EvidenceBook> book(new EvidenceBook(database, std::move(self)));
  HD_TRY_VOID(book->load_entitlements());
  return book;
}

Result<void> EvidenceBook::add(const EvidenceItem& item) {
  auto& insert = database_->cached(
      "INSERT INTO evidence(item, facts, case_id, request, deliver, holder, state, wrapped_key, "
      "position)"
      " VALUES(?,?,?,?,?,?,?,?,(SELECT count(*) FROM evidence))");
  insert.bind(1, item.facts.id.text()).bind(2, write_facts(item.facts));
  insert.bind(3, item.case_id.text()).bind(4, item.request.text());
  if (item.deliver) insert.bind(5, item.deliver->text());
  insert.bind(6, item.holder.text()).bind(7, item_state_name(item.state));
  return insert.bind(8, ByteView(item.wrapped_key)).run();
}

Result<std::vector<EvidenceItem>> EvidenceBook::read_all(store::Statement& row) {
  std::vector<EvidenceItem> items;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return items;
    HD_TRY(EvidenceItem item, read_item(row));
    items.push_back(std::move(item));
  }
}

Result<std::optional<EvidenceItem>> EvidenceBook::find(const ItemId& id) {
  auto& row = database_->cached(
      "SELECT facts, case_id, request, deliver, holder, state, wrapped_key FROM evidence"
      " WHERE item=?");
  HD_TRY(std::vector<EvidenceItem> items, read_all(row.bind(1, id.text())));
  if (items.empty()) return std::optional<EvidenceItem>{};
  return std::optional(std::move(items.front()));
}

Result<std::vector<EvidenceItem>> EvidenceBook::of_request(const ActId& request) {
  auto& row = database_->cached(
      "SELECT facts, case_id, request, deliver, holder, state, wrapped_key FROM evidence"
      " WHERE request=? ORDER BY position");
  return read_all(row.bind(1, request.text()));
}

Result<std::vector<EvidenceItem>> EvidenceBook::of_case(const CaseId& case_id) {
  auto& row = database_->cached(
      "SELECT facts, case_id, request, deliver, holder, state, wrapped_key FROM evidence"
      " WHERE case_id=? ORDER BY position");
  return read_all(row.bind(1, case_id.text()));
}

Result<std::vector<EvidenceItem>> EvidenceBook::given_by_others(const Digest& sha256) {
  auto& row = database_->cached(
      "SELECT facts, case_id, request, deliver, holder, state, wrapped_key FROM evidence"
      " WHERE json_extract(facts, '$.items[0].sha256')=? AND holder<>? ORDER BY position");
  return read_all(row.bind(1, hex(sha256)).bind(2, self_.text()));
}

Result<std::vector<EvidenceItem>> EvidenceBook::newest() {
  return read_all(database_->cached(
      "SELECT facts, case_id, request, deliver, holder, state, wrapped_key FROM evidence"
      " ORDER BY position DESC LIMIT 1000"));
}

Result<std::vector<EvidenceItem>> EvidenceBook::wanted() {
  return read_all(database_->cached(
      "SELECT facts, case_id, request, deliver, holder, state, wrapped_key FROM evidence"
      " WHERE state='offered' ORDER BY position"));
}

Result<void> EvidenceBook::set_key(const ItemId& id, ByteView wrapped_key) {
  return database_->cached("UPDATE evidence SET wrapped_key=? WHERE item=?")
      .bind(1, wrapped_key)
      .bind(2, id.text())
      .run();
}

Result<void> EvidenceBook::set_complete(const ItemId& id) {
  return database_->cached("UPDATE evidence SET state='complete' WHERE item=?")
      .bind(1, id.text())
      .run();
}

Result<void> EvidenceBook::on_act(const casework::CommittedAct& committed, journal::LeafIndex) {
  const Act& act = committed.act;
  if (act.kind != ActKind::deliver) return {};
  HD_TRY(const DeliverBody body, read_deliver(act.body));
  for (const ManifestItem& facts : body.items) {
    if (act.author.party == self_) {
      for (const PartyCode& party : receivers(act, facts))
        HD_TRY_VOID(database_->cached("INSERT OR REPLACE INTO entitlement(item, party) VALUES(?,?)")
                        .bind(1, facts.id.text())
                        .bind(2, party.text())
                        .run());
      HD_TRY_VOID(database_->cached("UPDATE evidence SET deliver=? WHERE item=?")
                      .bind(1, act.id.text())
                      .bind(2, facts.id.text())
                      .run());
      continue;
    }
    // Who only hears of it, in a joint investigation, gets no key and fetches nothing.
    const auto ours = facts.audience.find(self_);
    if (act.to.party != self_ && ours == facts.audience.end()) continue;
    // An id that is known already is never overwritten by another Party's word.
    HD_TRY(const auto known, find(facts.id));
    if (known) continue;
    EvidenceItem item;
    item.facts = facts;
    if (act.to.party != self_) item.facts.wrapped_key = ours->second;
    item.facts.audience.clear();  // the keys of others
    item.case_id = act.case_id;
    item.request = act.request.value();
    item.deliver = act.id;
    item.holder = act.author.party;
    item.state = ItemState::offered;
    HD_TRY_VOID(add(item));
  }
  return {};
}

void EvidenceBook::on_committed(const casework::CommittedAct& committed) {
  const Act& act = committed.act;
  if (act.kind != ActKind::deliver || act.author.party != self_) return;
  const auto body = read_deliver(act.body);
  if (!body.ok()) return;
  const std::lock_guard lock(mutex_);
  for (const ManifestItem& facts : body->items) {
    entitlements_[facts.id] = {receivers(act, facts), geometry_of(facts)};
  }
}

Result<void> EvidenceBook::load_entitlements() {
  auto& row = database_->cached(
      "SELECT e.facts, t.party FROM entitlement t JOIN evidence e ON e.item = t.item");
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return {};
    HD_TRY(const ManifestItem facts, read_facts(row.text(0)));
    HD_TRY(const PartyCode party, PartyCode::parse(row.text(1)));
    const std::lock_guard lock(mutex_);
    Entitlement& entitlement = entitlements_[facts.id];
    entitlement.geometry = geometry_of(facts);
    entitlement.parties.push_back(party);
  }
}

std::optional<vault::Geometry> EvidenceBook::entitled(const ItemId& id,
                                                      const PartyCode& party) const {
  const std::lock_guard lock(mutex_);
  const auto it = entitlements_.find(id);
  if (it == entitlements_.end()) return std::nullopt;
  const auto& parties = it->second.parties;
  if (std::find(parties.begin(), parties.end(), party) == parties.end()) return std::nullopt;
  return it->second.geometry;
}

}  // namespace haidang::node
