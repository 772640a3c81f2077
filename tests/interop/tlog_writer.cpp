// Writes what a node publishes into a folder, as any web server would serve it, for clients that
// know nothing of this project: tlog_writer FOLDER [ENTRIES]
//
//   checkpoint tile/... tile/entries/...   the log
//   vkey                                   who signs it
//   older.checkpoint                       an earlier head of the same log
//   forked.checkpoint                      a head of that size over other entries, by the same key
//   index.tlog-proof                       the receipt of one entry, and its leaf in index.leaf
#include <fmt/core.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "base/durable_file.hpp"
#include "journal/journal.hpp"
#include "journal/tile.hpp"

using namespace haidang;
using namespace haidang::journal;

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t group = 5000;
constexpr std::uint64_t older_size = 12'345;
constexpr LeafIndex receipted{300};

// A failure ends the program: there is nothing to clean up and nobody to tell but the test.
template <class T>
T must(Result<T> result) {
  if (!result.ok()) {
    fmt::print(stderr, "tlog_writer: {}\n", result.error().text());
    std::exit(1);
  }
  return *std::move(result);
}
void must(const Result<void>& result) {
  if (result.ok()) return;
  fmt::print(stderr, "tlog_writer: {}\n", result.error().text());
  std::exit(1);
}

Entry entry_of(std::uint64_t number, std::string_view history) {
  Entry entry{"sample", Time{}, {{"number", number}, {"history", history}}, {}};
  for (std::size_t i = 0; i < 8; ++i)
    entry.salt[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return entry;
}

struct Log {
  store::Database database = store::Database::in_memory();
  std::unique_ptr<SqliteHeadStore> heads =
      must(SqliteHeadStore::open(store::Database::in_memory()));
  std::unique_ptr<Journal> journal;
  std::string_view history;

  Log(const NoteSigner& signer, std::optional<fs::path> tiles, std::string_view named)
      : journal(must(Journal::open(database, *heads, signer, std::move(tiles)))), history(named) {}

  std::string grow_to(std::uint64_t size) {
    while (journal->size().value < size) {
      const std::uint64_t end = std::min(size, journal->size().value + group);
      store::Transaction transaction = must(database.begin());
      for (std::uint64_t number = journal->size().value; number < end; ++number)
        must(journal->append(transaction, entry_of(number, history)));
      must(transaction.commit());
      (void)journal->committed();
      must(journal->publish());
    }
    return journal->head()->note;
  }
};

void write(const fs::path& file, ByteView bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << as_text(bytes);
  if (!out.flush()) must(Result<void>(storage_error("could not write " + file.string(), errno)));
}

void write_tile(Log& log, const fs::path& folder, const TileAddress& address) {
  const std::string path = tile_path(address);
  write(folder / path, must(log.journal->tile(path)));
}

// The journal itself has written the full tiles; the rest is what it would answer.
void write_the_rest(Log& log, const fs::path& folder) {
  const TreeSize size = log.journal->size();
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
    const unsigned width = partial_width_at(level, size);
    if (width > 0) {
      write_tile(log, folder, {TileKind::hashes, level, full_tiles_at(level, size), width});
    }
  }
  for (std::uint64_t index = 0; index < full_tiles_at(0, size); ++index)
    write_tile(log, folder, {TileKind::entries, 0, index, tile_width_max});
  if (const unsigned width = partial_width_at(0, size); width > 0) {
    write_tile(log, folder, {TileKind::entries, 0, full_tiles_at(0, size), width});
  }
}

void write_receipt(Log& log, const fs::path& folder) {
  const auto proof = must(log.journal->prove(receipted));
  const auto stored = must(log.journal->entry(receipted));
  write(folder / "index.tlog-proof", as_bytes(write_proof(proof)));
  write(folder / "index.leaf", leaf_entry(stored->salt, stored->event));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: tlog_writer FOLDER [ENTRIES]\n");
    return 2;
  }
  const fs::path folder = fs::absolute(argv[1]);
  const std::uint64_t size = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 70'305;
  const Ed25519NoteSigner signer("node.xa.example/journal",
                                 crypto::PrivateKey::generate(crypto::KeyKind::ed25519));
  Log log(signer, folder, "as it was");
  Log fork(signer, std::nullopt, "as it was not");
  write(folder / "older.checkpoint", as_bytes(log.grow_to(older_size)));
  write(folder / "forked.checkpoint", as_bytes(fork.grow_to(older_size)));
  write(folder / "checkpoint", as_bytes(log.grow_to(size)));
  write(folder / "vkey", as_bytes(signer.verifier().vkey() + "\n"));
  write_the_rest(log, folder);
  write_receipt(log, folder);
  return 0;
}
