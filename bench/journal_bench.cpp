// The journal against the hashing that it cannot do without. "Bare" is SHA-256 of the same
// messages, as many and as long: event (salted), leaf and node for each entry.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "base/json.hpp"
#include "crypto/digest.hpp"
#include "journal/journal.hpp"

using namespace haidang;
using namespace haidang::journal;

namespace {

constexpr std::int64_t entries = 1'000'000;
constexpr std::uint64_t group = 256;

Entry entry_of(std::uint64_t number) {
  Entry entry{
      "bench", Time{}, {{"act", "00000000000000000000000000000000"}, {"number", number}}, {}};
  for (std::size_t i = 0; i < 8; ++i)
    entry.salt[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return entry;
}

// A failure here is a broken build, not a slow one.
template <class T>
T must(Result<T> result) {
  if (!result.ok()) std::abort();
  return *std::move(result);
}

struct Node {
  store::Database database;
  std::unique_ptr<SqliteHeadStore> heads =
      must(SqliteHeadStore::open(store::Database::in_memory()));
  Ed25519NoteSigner signer{"bench", crypto::PrivateKey::generate(crypto::KeyKind::ed25519)};
  std::optional<std::filesystem::path> tiles;
  std::unique_ptr<Journal> journal;

  explicit Node(store::Database opened) : database(std::move(opened)) { start(); }
  void start() { journal = must(Journal::open(database, *heads, signer, tiles)); }

  void commit(std::uint64_t count) {
    auto transaction = must(database.begin());
    const std::uint64_t first = journal->size().value;
    for (std::uint64_t i = 0; i < count; ++i)
      must(journal->append(transaction, entry_of(first + i)));
    if (!transaction.commit().ok()) std::abort();
    benchmark::DoNotOptimize(journal->committed());
  }
  void grow_to(std::uint64_t size) {
    while (journal->size().value < size) {
      commit(std::min(group, size - journal->size().value));
      must(journal->publish());
    }
  }
};

void bare_hashes(benchmark::State& state) {
  const Bytes event(16 + canonical(entry_of(123'456).event).size());
  const Bytes leaf(34);
  const Bytes node(65);
  for (auto unused : state) {
    for (std::int64_t i = 0; i < entries; ++i) {
      benchmark::DoNotOptimize(crypto::sha256(event));
      benchmark::DoNotOptimize(crypto::sha256(leaf));
      benchmark::DoNotOptimize(crypto::sha256(node));
    }
  }
  state.SetItemsProcessed(state.iterations() * entries);
}

void tree_alone(benchmark::State& state) {
  const Bytes event(16 + canonical(entry_of(123'456).event).size());
  for (auto unused : state) {
    Frontier frontier;
    for (std::int64_t i = 0; i < entries; ++i)
      frontier.append(hash_leaf(leaf_entry(Salt{}, event)));
    benchmark::DoNotOptimize(frontier.root());
  }
  state.SetItemsProcessed(state.iterations() * entries);
}

// Insert, commit, sign, and a proof for each entry, in groups of 256, in memory.
void append_with_proof(benchmark::State& state) {
  for (auto unused : state) {
    Node node(store::Database::in_memory());
    for (std::int64_t done = 0; done < entries; done += group) {
      const std::uint64_t count = std::min<std::uint64_t>(group, entries - done);
      node.commit(count);
      must(node.journal->publish());
      benchmark::DoNotOptimize(
          must(node.journal->prove_range(LeafIndex{static_cast<std::uint64_t>(done)}, count)));
    }
  }
  state.SetItemsProcessed(state.iterations() * entries);
}

void append_alone(benchmark::State& state) {
  for (auto unused : state) {
    Node node(store::Database::in_memory());
    for (std::int64_t done = 0; done < entries; done += group)
      node.commit(std::min<std::uint64_t>(group, entries - done));
  }
  state.SetItemsProcessed(state.iterations() * entries);
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "bench_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A node of a million entries on disk, made once.
struct Large {
  Folder folder;
  Node node{must(store::Database::open(folder.path() / "node.db"))};
  Large() {
    node.tiles = folder.path();
    node.start();
    for (std::int64_t done = 0; done < entries; done += 10'000)
      node.commit(10'000);
    must(node.journal->publish());
  }
};

Large& large() {
  static Large made;
  return made;
}

void open_one_million(benchmark::State& state) {
  Node& node = large().node;
  for (auto unused : state)
    node.start();
}

// Leaves far from each other: each proof reads tiles that are not in memory.
void prove_anywhere(benchmark::State& state) {
  Node& node = large().node;
  std::uint64_t leaf = 0;
  for (auto unused : state) {
    leaf = (leaf + 617'957) % entries;
    benchmark::DoNotOptimize(must(node.journal->prove(LeafIndex{leaf})));
  }
  state.SetItemsProcessed(state.iterations());
}

void prove_group(benchmark::State& state) {
  Node& node = large().node;
  std::uint64_t first = 0;
  for (auto unused : state) {
    first = (first + 617'984) % (entries - group);
    benchmark::DoNotOptimize(must(node.journal->prove_range(LeafIndex{first}, group)));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(group));
}

// What one act costs: a durable commit, a durable head, one proof; both databases on this disk.
void one_durable_entry(benchmark::State& state) {
  const Folder folder;
  Node node(must(store::Database::open(folder.path() / "node.db")));
  node.heads = must(SqliteHeadStore::open(must(store::Database::open(folder.path() / "heads.db"))));
  node.tiles = folder.path();
  node.start();
  for (auto unused : state) {
    const LeafIndex leaf{node.journal->size().value};
    node.commit(1);
    must(node.journal->publish());
    benchmark::DoNotOptimize(must(node.journal->prove(leaf)));
  }
  state.SetItemsProcessed(state.iterations());
}

void audit_one_million(benchmark::State& state) {
  Node& node = large().node;
  for (auto unused : state) {
    if (!must(node.journal->audit()).findings.empty()) std::abort();
  }
  state.SetItemsProcessed(state.iterations() * entries);
}

}  // namespace

BENCHMARK(bare_hashes)->Unit(benchmark::kMillisecond);
BENCHMARK(tree_alone)->Unit(benchmark::kMillisecond);
BENCHMARK(append_alone)->Unit(benchmark::kMillisecond);
BENCHMARK(append_with_proof)->Unit(benchmark::kMillisecond);
BENCHMARK(one_durable_entry)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(prove_anywhere)->Unit(benchmark::kMicrosecond);
BENCHMARK(prove_group)->Unit(benchmark::kMicrosecond);
BENCHMARK(open_one_million)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(audit_one_million)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
