#include "journal/journal.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/durable_file.hpp"
#include "journal/journal_fixture.hpp"

using namespace haidang;
using namespace haidang::journal;

namespace {

namespace fs = std::filesystem;

// Fails as a store whose connection breaks: before the head is taken, or after.
class BreakingHeadStore final : public HeadStore {
 public:
  enum class Break { never, before, after };

  explicit BreakingHeadStore(HeadStore& heads) : heads_(heads) {}
  void break_next(Break how) { how_ = how; }

  Result<std::optional<Head>> latest() override { return heads_.latest(); }
  Result<std::optional<Head>> first_covering(LeafIndex leaf) override {
    return heads_.first_covering(leaf);
  }
  Result<void> compare_and_swap(TreeSize expected, const Head& next) override {
    const Break how = std::exchange(how_, Break::never);
    if (how != Break::before) {
      auto swapped = heads_.compare_and_swap(expected, next);
      if (!swapped.ok() || how == Break::never) return swapped;
    }
    return Error{Code::storage_failed, "the connection to the head store broke"};
  }

 private:
  HeadStore& heads_;
  Break how_ = Break::never;
};

Code code_of(const auto& result) {
  return result.ok() ? Code::internal : result.error().code;
}

void spoil_leaf(store::Database database, std::int64_t index) {
  auto update = database.prepare("UPDATE journal_entry SET leaf = zeroblob(33) WHERE idx = ?");
  REQUIRE(update.bind(1, index).run().ok());
}

}  // namespace

// ---------------------------------------------------------------------------------- bad paths

TEST_CASE("an entry that is too large is refused and leaves no gap") {
  InMemory node;
  Writer writer = node.start();
  auto transaction = node.database.begin();
  Entry entry = sample_entry(0);
  entry.event["text"] = std::string(event_bytes_max, 'a');
  CHECK(code_of(writer->append(*transaction, entry)) == Code::too_large);
  writer.stage(*transaction, 1);
}

TEST_CASE("entries of a transaction that was rolled back never were") {
  InMemory node;
  Writer writer = node.start();
  {
    auto transaction = node.database.begin();
    writer.stage(*transaction, 3);
  }
  writer->rolled_back();
  CHECK(writer->size() == TreeSize{0});
  CHECK(!writer->entry({0}).value());
  writer.publish(2);
  CHECK(writer.checkpoint().root == sample_root(2));
}

TEST_CASE("what no signed head covers has no proof and no tile") {
  InMemory node;
  Writer writer = node.start();
  CHECK(code_of(writer->prove({0})) == Code::unavailable);
  writer.publish(5);
  writer.commit(300);
  CHECK(code_of(writer->prove({5})) == Code::unavailable);
  CHECK(code_of(writer->prove({UINT64_MAX})) == Code::unavailable);
  CHECK(code_of(writer->prove_range({4}, 2)) == Code::unavailable);
  CHECK(code_of(writer->prove_range({0}, prove_count_max + 1)) == Code::too_large);
  CHECK(code_of(writer->prove_consistency({1}, {6})) == Code::unavailable);
  CHECK(code_of(writer->prove_consistency({4}, {3})) == Code::bad_value);
  for (const std::string_view path :
       {"tile/0/000", "tile/0/000.p/6", "tile/entries/000", "tile/entries/000.p/6",
        "tile/0/001.p/1", "tile/1/000.p/1", "tile/63/000.p/1",
        "tile/0/x036/x028/x797/x018/x963/967", "", "checkpoint", "tile/0/../000"}) {
    CAPTURE(path);
    CHECK(code_of(writer->tile(path)) == Code::not_found);
  }
  CHECK(writer->tile("tile/0/000.p/5").ok());
  CHECK(writer->tile("tile/0/000.p/2").ok());
}

TEST_CASE("a restored backup does not open below the head that was signed") {
  const OnDisk node;
  const fs::path backup = node.folder.path() / "backup.db";
  node.start()->writer.publish(10);
  fs::copy_file(node.rows(), backup);
  node.start()->writer.publish(1);
  fs::copy_file(backup, node.rows(), fs::copy_options::overwrite_existing);
  CHECK(node.start_code() == Code::journal_behind_head);
}

TEST_CASE("a restored backup that grew other entries does not open either") {
  const OnDisk node;
  const fs::path backup = node.folder.path() / "backup.db";
  node.start()->writer.publish(10);
  fs::copy_file(node.rows(), backup);
  node.start()->writer.publish(2);
  fs::copy_file(backup, node.rows(), fs::copy_options::overwrite_existing);
  auto rows = node.open_rows();
  REQUIRE(rows.execute("INSERT INTO journal_entry SELECT idx + 9, kind, at, event, salt, leaf "
                       "FROM journal_entry WHERE idx IN (1, 2)")
              .ok());
  CHECK(node.start_code() == Code::journal_altered);
}

TEST_CASE("a journal does not open if an entry at its right edge was altered or removed") {
  const OnDisk node;
  node.start()->writer.publish(300);
  spoil_leaf(node.open_rows(), 299);
  CHECK(node.start_code() == Code::journal_altered);
  REQUIRE(node.open_rows().execute("DELETE FROM journal_entry WHERE idx = 280").ok());
  CHECK(node.start_code() == Code::journal_altered);
}

TEST_CASE("a journal does not open under a head that another key signed") {
  const OnDisk node;
  node.start()->writer.publish(3);
  auto database = node.open_rows();
  const auto heads = node.open_heads();
  const Ed25519NoteSigner stranger = new_signer();
  CHECK(code_of(Journal::open(database, *heads, stranger, node.tiles())) == Code::journal_altered);
}

TEST_CASE("of two journals on one head store the second stops signing for good") {
  InMemory node;
  InMemory twin;
  Writer writer = node.start();
  Writer other(twin.database, *node.heads, node.signer, std::nullopt);
  writer.publish(2);
  other.commit(3);
  CHECK(code_of(other->publish()) == Code::head_moved);
  CHECK(code_of(other->publish()) == Code::head_moved);
  CHECK(!other->head());
  CHECK(node.heads->latest().value()->size == TreeSize{2});
}

TEST_CASE("of two journals on one database the second cannot append") {
  InMemory node;
  Writer writer = node.start();
  Writer other = node.start();
  writer.commit(1);
  auto transaction = node.database.begin();
  CHECK(code_of(other->append(*transaction, sample_entry(0))) == Code::head_moved);
}

TEST_CASE("a head that the store took before its connection broke is the head") {
  InMemory node;
  BreakingHeadStore heads(*node.heads);
  Writer writer(node.database, heads, node.signer, std::nullopt);
  writer.commit(2);
  heads.break_next(BreakingHeadStore::Break::after);
  CHECK(code_of(writer->publish()) == Code::storage_failed);
  CHECK(!writer->head());
  writer.commit(1);
  CHECK(writer->publish().value().size == TreeSize{3});
  CHECK(writer->prove({0})->checkpoint == node.heads->first_covering({0}).value()->note);
  CHECK(node.heads->first_covering({0}).value()->size == TreeSize{2});
}

TEST_CASE("a head that the store did not take is signed anew") {
  InMemory node;
  BreakingHeadStore heads(*node.heads);
  Writer writer(node.database, heads, node.signer, std::nullopt);
  writer.commit(2);
  heads.break_next(BreakingHeadStore::Break::before);
  CHECK(code_of(writer->publish()) == Code::storage_failed);
  writer.commit(1);
  CHECK(writer->publish().value().size == TreeSize{3});
  CHECK(node.heads->first_covering({0}).value()->size == TreeSize{3});
}

TEST_CASE("a leftover file with other hashes stops the signing and stays as it was") {
  const OnDisk node;
  const auto running = node.start();
  running->writer.publish(255);
  REQUIRE(make_durable_folder(node.tile("tile/0"), FileMode::shared_read).ok());
  REQUIRE(write_durable(node.tile("tile/0/000"), Bytes(8192, 7)).ok());
  running->writer.commit(1);
  CHECK(code_of(running->writer->publish()) == Code::journal_altered);
  CHECK(read_file(node.tile("tile/0/000"), 8192).value() == Bytes(8192, 7));
  CHECK(running->heads->latest().value()->size == TreeSize{255});
}

TEST_CASE("a journal does not open over an altered tile at its right edge") {
  const OnDisk node;
  node.start()->writer.publish(600);
  flip_bit(node.tile("tile/0/000"), 100);
  CHECK(node.start_code() == Code::journal_altered);
}

TEST_CASE("an altered tile deep in the tree never becomes a proof") {
  const OnDisk node;
  node.start()->writer.publish(65'600);
  flip_bit(node.tile("tile/0/000"), 100);
  const auto running = node.start();
  CHECK(code_of(running->writer->prove({5})) == Code::journal_altered);
  CHECK(running->writer.proves(400));
}

// --------------------------------------------------------------------------------- good paths

TEST_CASE("a crash between commit and publication loses nothing") {
  const OnDisk node;
  {
    const auto running = node.start();
    running->writer.publish(200);
    running->writer.commit(400);
  }
  const auto running = node.start();
  CHECK(running->writer->size() == TreeSize{600});
  CHECK(running->writer->head()->size == TreeSize{200});
  REQUIRE(running->writer->publish().ok());
  CHECK(running->writer.checkpoint().root == sample_root(600));
  CHECK(fs::file_size(node.tile("tile/0/001")) == 8192);
  CHECK(!fs::exists(node.tile("tile/0/002")));
  for (const std::uint64_t leaf : {0, 199, 200, 255, 256, 599})
    CHECK(running->writer.proves(leaf));
}

TEST_CASE("the files of full tiles are what the journal serves") {
  const OnDisk node;
  const auto running = node.start();
  running->writer.publish(520);
  for (const std::string path : {"tile/0/000", "tile/0/001"})
    CHECK(read_file(node.tile(path), 8192).value() == running->writer->tile(path).value());
  const Bytes upper = running->writer->tile("tile/1/000.p/2").value();
  std::vector<Digest> hashes;
  for (std::uint64_t i = 256; i < 512; ++i)
    hashes.push_back(hash_leaf(sample_leaf(i)));
  const Digest second = root_of_leaf_hashes(hashes);
  CHECK(std::equal(second.begin(), second.end(), upper.begin() + 32, upper.end()));
}

TEST_CASE("a file that was lost is made again from the entries") {
  const OnDisk node;
  node.start()->writer.publish(600);
  const Bytes before = read_file(node.tile("tile/0/001"), 8192).value();
  fs::remove_all(node.tiles());
  const auto running = node.start();
  CHECK(running->writer.proves(300));
  CHECK(read_file(node.tile("tile/0/001"), 8192).value() == before);
}

TEST_CASE("an entry bundle holds each entry after its length") {
  InMemory node;
  Writer writer = node.start();
  writer.publish(258);
  const Bytes bundle = writer->tile("tile/entries/001.p/2").value();
  REQUIRE(bundle.size() == 70);
  Bytes expected{0, 33};
  append(expected, sample_leaf(256));
  append(expected, Bytes{0, 33});
  append(expected, sample_leaf(257));
  CHECK(bundle == expected);
  CHECK(writer->tile("tile/entries/000")->size() == 256 * 35);
}

TEST_CASE("a receipt is the same bytes for ever") {
  const OnDisk node;
  std::string receipt;
  {
    const auto running = node.start();
    running->writer.publish(4);
    receipt = write_proof(running->writer->prove({3}).value());
    running->writer.publish(500);
    CHECK(write_proof(running->writer->prove({3}).value()) == receipt);
  }
  const auto running = node.start();
  CHECK(write_proof(running->writer->prove({300}).value()) != receipt);
  CHECK(write_proof(running->writer->prove({3}).value()) == receipt);
}

TEST_CASE("publishing again without new entries gives the same head") {
  InMemory node;
  Writer writer = node.start();
  const Head empty = writer->publish().value();
  CHECK(writer.checkpoint().root == empty_root());
  CHECK(writer->publish().value().note == empty.note);
  const Head head = writer.publish(7);
  CHECK(writer->publish().value().note == head.note);
}

TEST_CASE("a committed entry says which entry it is and can be read back") {
  InMemory node;
  Writer writer = node.start();
  auto transaction = node.database.begin();
  const Entry entry = sample_entry(0);
  REQUIRE(writer->append(*transaction, entry).ok());
  REQUIRE(transaction->commit().ok());
  const auto committed = writer->committed();
  REQUIRE(committed.size() == 1);
  CHECK(committed[0].index() == LeafIndex{0});
  CHECK(committed[0].kind() == "sample");
  CHECK(committed[0].event() == entry.event);
  const auto stored = writer->entry({0}).value();
  REQUIRE(stored);
  CHECK(stored->kind == "sample");
  CHECK(stored->at == entry.at);
  CHECK(as_text(stored->event) == canonical(entry.event));
  CHECK(stored->salt == entry.salt);
}

TEST_CASE("an erased event is gone, its proof and its tree are not") {
  InMemory node;
  Writer writer = node.start();
  writer.publish(5);
  const std::string receipt = write_proof(writer->prove({2}).value());
  auto transaction = node.database.begin();
  CHECK(code_of(writer->erase_event(*transaction, {5})) == Code::not_found);
  REQUIRE(writer->erase_event(*transaction, {2}).ok());
  REQUIRE(transaction->commit().ok());
  CHECK(writer->entry({2}).value()->event.empty());
  CHECK(writer->entry({2}).value()->salt == Salt{});
  CHECK(write_proof(writer->prove({2}).value()) == receipt);
  CHECK(writer->audit()->findings.empty());
}

TEST_CASE("no byte of an erased event is left in the database's file") {
  const OnDisk node;
  const auto holds_event = [&] {
    const Bytes file = read_file(node.rows(), std::size_t{1} << 24U).value();
    return as_text(file).find(R"({"number":2})") != std::string_view::npos;
  };
  node.start()->writer.publish(5);
  CHECK(holds_event());
  {
    const auto running = node.start();
    auto transaction = running->database.begin();
    REQUIRE(running->writer->erase_event(*transaction, {2}).ok());
    REQUIRE(transaction->commit().ok());
  }
  CHECK(!holds_event());
}

TEST_CASE("a range of proofs stands under the heads that cover each leaf first") {
  InMemory node;
  Writer writer = node.start();
  for (const std::uint64_t count : {3, 256, 41})
    writer.publish(count);
  const auto proofs = writer->prove_range({0}, 300).value();
  REQUIRE(proofs.size() == 300);
  for (std::uint64_t leaf = 0; leaf < 300; ++leaf) {
    const auto head = verify_proof(proofs[leaf], sample_leaf(leaf), node.signer.verifier());
    CHECK(head->size == TreeSize{leaf < 3 ? 3U : leaf < 259 ? 259U : 300U});
    CHECK(write_proof(proofs[leaf]) == write_proof(writer->prove({leaf}).value()));
  }
}

TEST_CASE("each signed head is proved to have grown from each earlier one") {
  InMemory node;
  Writer writer = node.start();
  std::vector<Checkpoint> heads;
  for (const std::uint64_t count : {1, 254, 1, 1, 300, 600}) {
    writer.publish(count);
    heads.push_back(writer.checkpoint());
  }
  for (const Checkpoint& newer : heads) {
    for (const Checkpoint& older : heads) {
      if (older.size > newer.size) continue;
      const auto proof = writer->prove_consistency(older.size, newer.size).value();
      CHECK(verify_consistency(older.size, older.root, newer.size, newer.root, proof));
    }
  }
}

TEST_CASE("a tree of three tile levels is the same after it was opened again") {
  InMemory node;
  constexpr std::uint64_t size = 66'000;
  {
    Writer writer = node.start();
    writer.publish(1);
    writer.publish(size - 1);
    CHECK(writer.checkpoint().root == sample_root(size));
  }
  Writer writer = node.start();
  for (const std::uint64_t leaf : {0, 1, 255, 256, 65'535, 65'536, 65'999})
    CHECK(writer.proves(leaf));
  CHECK(writer->tile("tile/1/000")->size() == 8192);
  CHECK(writer->tile("tile/2/000.p/1")->size() == 32);
  CHECK(writer->audit()->findings.empty());
}

TEST_CASE("whatever is committed, rolled back, published and opened again, the tree is right") {
  CHECK(rc::check([](const std::vector<std::uint8_t>& steps) {
    InMemory node;
    auto writer = std::make_unique<Writer>(node.start());
    std::uint64_t size = 0;
    for (const std::uint8_t step : steps) {
      const std::uint64_t count = step / 4;
      if (step % 4 == 0) {
        auto transaction = node.database.begin();
        writer->stage(*transaction, count);
        (*writer)->rolled_back();
      } else if (step % 4 == 1) {
        writer.reset();
        writer = std::make_unique<Writer>(node.start());
      } else {
        writer->commit(count);
        size += count;
        if (step % 4 == 3) RC_ASSERT((*writer)->publish().ok());
      }
    }
    RC_ASSERT((*writer)->publish().ok());
    RC_ASSERT(writer->checkpoint().root == sample_root(size));
    RC_ASSERT(size == 0 || writer->proves(size / 2));
    RC_ASSERT((*writer)->audit()->findings.empty());
  }));
}
