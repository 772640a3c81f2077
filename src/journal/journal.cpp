#include "journal/journal.hpp"

#include <fmt/format.h>

#include "crypto/digest.hpp"
#include "journal/audit.hpp"
#include "journal/entry_table.hpp"
#include "journal/tiled_tree.hpp"

namespace haidang::journal {
namespace {

constexpr std::uint8_t leaf_type = 0x01;  // domain separation: a salted commitment
constexpr std::size_t kind_bytes_max = 64;

LeafEntry leaf_of(const Salt& salt, ByteView event) {
  LeafEntry leaf{leaf_type};
  const Digest commitment = crypto::sha256(salt, event);
  std::copy(commitment.begin(), commitment.end(), leaf.begin() + 1);
  return leaf;
}

Error altered(std::string what, std::string why) {
  return {Code::journal_altered, std::move(what), std::move(why),
          "Do not sign anything; see which entry it is: haidang journal verify"};
}

Error behind(TreeSize size, TreeSize head) {
  return {Code::journal_behind_head,
          fmt::format("the journal has {} entries, but a head over {} was signed", size.value,
                      head.value),
          "was its database restored from a backup?",
          "Restore the newest copy; what was signed since cannot be taken back."};
}

Error not_published(std::string_view path) {
  return {Code::not_found, fmt::format("there is no tile '{}'", path),
          "no signed head covers such a tile"};
}

// A head from the store is ours, of the size it is filed under.
Result<Checkpoint> open_own_head(const Head& head, const NoteVerifier& verifier) {
  auto checkpoint = open_checkpoint(head.note, verifier);
  const std::string what = fmt::format("the head of size {} was altered", head.size.value);
  if (!checkpoint.ok()) return altered(what, checkpoint.error().what);
  if (checkpoint->size != head.size) return altered(what, "it is signed for another size");
  return checkpoint;
}

}  // namespace

Bytes leaf_entry(const Salt& salt, ByteView event) {
  return to_bytes(leaf_of(salt, event));
}

struct Journal::State {
  State(EntryTable table, HeadStore& head_store, const NoteSigner& note_signer,
        std::optional<std::filesystem::path> folder)
      : entries(table),
        heads(head_store),
        signer(note_signer),
        tiles(folder),
        tree(TileStore(table, std::move(folder))) {}

  struct Staged {
    Digest leaf_hash{};
    CommittedEntry entry;
  };
  // The first head that covers any leaf of [from, head.size).
  struct Covering {
    LeafIndex from;
    Head head;
    Digest root{};
  };

  [[nodiscard]] TreeSize published() const { return head ? head->size : TreeSize{}; }
  Result<void> start();
  Result<const Covering*> covering_head(LeafIndex leaf);
  Result<InclusionProof> prove(LeafIndex leaf, const HashReader& read);
  Result<Covering> sign();
  Result<void> settle();
  void publish(Covering next);
  Result<Bytes> entry_bundle(const TileAddress& address);

  EntryTable entries;
  HeadStore& heads;
  const NoteSigner& signer;
  std::optional<std::filesystem::path> tiles;
  TiledTree tree;  // the committed entries
  std::optional<Head> head;
  std::vector<Staged> staged;
  std::optional<Covering> covering;
  std::optional<Covering> unconfirmed;  // signed, but the store has not said that it took it
  std::optional<Error> moved;           // somebody else signs: never sign again
};

// -------------------------------------------------------------------------------------- opening

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(store::Database& database, HeadStore& heads,
                                               const NoteSigner& signer,
                                               std::optional<std::filesystem::path> tiles) {
  HD_TRY(const EntryTable entries, EntryTable::open(database));
  auto state = std::make_unique<State>(entries, heads, signer, std::move(tiles));
  HD_TRY_VOID(state->start());
  return std::unique_ptr<Journal>(new Journal(std::move(state)));
}

Result<void> Journal::State::start() {
  HD_TRY(const TreeSize size, entries.size());
  HD_TRY(head, heads.latest());
  if (published() > size) return behind(size, published());
  std::optional<Checkpoint> checkpoint;
  if (head) {
    HD_TRY(checkpoint, open_own_head(*head, signer.verifier()));
  }
  HD_TRY_VOID(tree.load(entries, size, published()));
  if (!checkpoint) return {};
  HD_TRY(const Digest root, root_at(head->size, tree.reader()));
  if (root == checkpoint->root) return {};
  return altered("the journal is not the one that was signed",
                 fmt::format("the root of its first {} entries is not that of the signed head",
                             head->size.value));
}

// ------------------------------------------------------------------------------------ appending

Result<LeafIndex> Journal::append(store::Transaction& transaction, Entry entry) {
  HD_CHECK(&transaction.database() == &state_->entries.database());
  HD_CHECK(!entry.kind.empty() && entry.kind.size() <= kind_bytes_max);
  const std::string event = canonical(entry.event);
  if (event.size() > event_bytes_max) {
    return Error{Code::too_large, "the journal entry is too large",
                 fmt::format("{} bytes; at most {}", event.size(), event_bytes_max)};
  }
  const LeafIndex index{state_->tree.size().value + state_->staged.size()};
  const LeafEntry leaf = leaf_of(entry.salt, as_bytes(event));
  HD_TRY_VOID(state_->entries.add(index, entry, as_bytes(event), leaf));
  state_->staged.push_back(
      {hash_leaf(leaf), CommittedEntry(index, std::move(entry.kind), std::move(entry.event))});
  return index;
}

Result<void> Journal::erase_event(store::Transaction& transaction, LeafIndex leaf) {
  HD_CHECK(&transaction.database() == &state_->entries.database());
  if (leaf >= LeafIndex{size().value}) {
    return Error{Code::not_found, fmt::format("the journal has no entry {}", leaf.value)};
  }
  return state_->entries.erase(leaf);
}

std::vector<CommittedEntry> Journal::committed() {
  std::vector<CommittedEntry> entries;
  entries.reserve(state_->staged.size());
  for (State::Staged& staged : state_->staged) {
    state_->tree.append(staged.leaf_hash);
    entries.push_back(std::move(staged.entry));
  }
  state_->staged.clear();
  return entries;
}

void Journal::rolled_back() {
  state_->staged.clear();
}

// ----------------------------------------------------------------------------------- publishing

Result<Journal::State::Covering> Journal::State::sign() {
  HD_TRY(const Digest root, root_at(tree.size(), tree.reader()));
  const Checkpoint checkpoint{signer.verifier().name(), tree.size(), root};
  Note note{checkpoint_text(checkpoint), {}};
  note.signatures.push_back(signer.sign(note.text));
  return Covering{LeafIndex{published().value}, Head{checkpoint.size, write_note(note)}, root};
}

// The store may fail after it has taken the head (a lost connection, a failed flush): what it holds
// afterwards decides.
Result<void> Journal::State::settle() {
  if (!unconfirmed) return {};
  HD_TRY(std::optional<Head> last, heads.latest());
  const bool taken = last && last->note == unconfirmed->head.note;
  if (taken) publish(*std::move(unconfirmed));
  unconfirmed.reset();
  return {};
}

void Journal::State::publish(Covering next) {
  head = next.head;
  covering = std::move(next);
  tree.published(head->size);
}

Result<Head> Journal::publish() {
  State& state = *state_;
  if (state.moved) return *state.moved;
  HD_TRY_VOID(state.settle());
  if (state.head && state.head->size == size()) return *state.head;
  HD_TRY_VOID(state.tree.write_tiles(state.published()));
  HD_TRY(state.unconfirmed, state.sign());
  const Head& next = state.unconfirmed->head;
  if (auto swapped = state.heads.compare_and_swap(state.published(), next); !swapped.ok()) {
    if (swapped.error().code == Code::head_moved) state.moved = swapped.error();
    return swapped.error();
  }
  state.publish(*std::move(state.unconfirmed));
  state.unconfirmed.reset();
  return *state.head;
}

std::optional<Head> Journal::head() const {
  return state_->head;
}

TreeSize Journal::size() const {
  return state_->tree.size();
}

// -------------------------------------------------------------------------------------- proving

Result<const Journal::State::Covering*> Journal::State::covering_head(LeafIndex leaf) {
  if (covering && leaf >= covering->from && leaf.value < covering->head.size.value) {
    return &*covering;
  }
  HD_TRY(std::optional<Head> found, heads.first_covering(leaf));
  if (!found || found->size > published()) {
    return Error{Code::unavailable, fmt::format("no signed head covers entry {} yet", leaf.value),
                 "", "Ask again after the next head is published."};
  }
  HD_TRY(const Checkpoint checkpoint, open_own_head(*found, signer.verifier()));
  covering = Covering{leaf, *std::move(found), checkpoint.root};
  return &*covering;
}

// Checked before it is handed out: a tile that was altered under us must not become a receipt.
Result<InclusionProof> Journal::State::prove(LeafIndex leaf, const HashReader& read) {
  HD_TRY(const Covering* const cover, covering_head(leaf));
  HD_TRY(std::vector<Digest> path, prove_inclusion(leaf, cover->head.size, read));
  HD_TRY(const Digest leaf_hash, read(0, leaf.value));
  if (!verify_inclusion(leaf_hash, leaf, cover->head.size, path, cover->root)) {
    return altered(fmt::format("entry {} cannot be proved", leaf.value),
                   "its tiles do not lead to the signed head");
  }
  return InclusionProof{leaf, std::move(path), cover->head.note};
}

Result<InclusionProof> Journal::prove(LeafIndex leaf) {
  return state_->prove(leaf, state_->tree.reader());
}

Result<std::vector<InclusionProof>> Journal::prove_range(LeafIndex first, std::uint64_t count) {
  if (count > prove_count_max) {
    return Error{Code::too_large, "too many proofs at once",
                 fmt::format("{}; at most {}", count, prove_count_max)};
  }
  const HashReader read = state_->tree.reader();
  std::vector<InclusionProof> proofs;
  proofs.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    HD_TRY(InclusionProof proof, state_->prove(LeafIndex{first.value + i}, read));
    proofs.push_back(std::move(proof));
  }
  return proofs;
}

Result<std::vector<Digest>> Journal::prove_consistency(TreeSize older, TreeSize newer) {
  if (newer > state_->published()) {
    return Error{Code::unavailable, fmt::format("no signed head covers size {} yet", newer.value),
                 "", "Ask again after the next head is published."};
  }
  return journal::prove_consistency(older, newer, state_->tree.reader());
}

// -------------------------------------------------------------------------------------- reading

Result<std::optional<Journal::StoredEntry>> Journal::entry(LeafIndex leaf) {
  if (leaf.value >= size().value) return std::optional<StoredEntry>{};
  return state_->entries.entry(leaf);
}

// C2SP tlog-tiles, "Log entries": up to 256 entries, each after its length (big-endian, 16 bits).
Result<Bytes> Journal::State::entry_bundle(const TileAddress& address) {
  HD_TRY(const std::vector<LeafEntry> leaves,
         entries.leaves(LeafIndex{address.index * tile_width_max}, address.width));
  Bytes bundle;
  bundle.reserve(leaves.size() * (2 + leaf_entry_bytes));
  for (const LeafEntry& leaf : leaves) {
    bundle.push_back(0);
    bundle.push_back(leaf_entry_bytes);
    haidang::append(bundle, leaf);
  }
  return bundle;
}

Result<Bytes> Journal::tile(std::string_view path) {
  const auto address = parse_tile_path(path);
  if (!address.ok()) return not_published(path);
  const std::uint64_t end = address->index * tile_width_max + address->width;
  if (end > hashes_at(address->level, state_->published())) return not_published(path);
  if (address->kind == TileKind::entries) return state_->entry_bundle(*address);
  return state_->tree.tile(address->level, address->index, address->width);
}

Result<Journal::Audit> Journal::audit() {
  return audit_journal({state_->entries.database(), state_->heads, state_->signer.verifier(),
                        state_->tiles, size()});
}

}  // namespace haidang::journal
