// For tests: a node's journal on disk or in memory, which can be stopped, damaged and started
// again.
#pragma once
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "journal/journal.hpp"

namespace haidang::journal {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "journal_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Entry sample_entry(std::uint64_t number) {
  Entry entry{"sample", Time{Millis(1'700'000'000'000)}, {{"number", number}}, {}};
  entry.salt[0] = static_cast<std::uint8_t>(number);
  entry.salt[1] = static_cast<std::uint8_t>(number >> 8U);
  return entry;
}

inline Bytes sample_leaf(std::uint64_t number) {
  const Entry entry = sample_entry(number);
  return leaf_entry(entry.salt, as_bytes(canonical(entry.event)));
}

// The root that a journal of the first `size` samples must have.
inline Digest sample_root(std::uint64_t size) {
  Frontier frontier;
  for (std::uint64_t i = 0; i < size; ++i)
    frontier.append(hash_leaf(sample_leaf(i)));
  return frontier.root();
}

// One process with a journal over handed-in stores; entry i is sample i.
class Writer {
 public:
  Writer(store::Database& database, HeadStore& heads, const NoteSigner& signer,
         std::optional<std::filesystem::path> tiles)
      : database_(database),
        signer_(signer),
        journal_(Journal::open(database, heads, signer, std::move(tiles)).value()) {}

  Journal& operator*() { return *journal_; }
  Journal* operator->() { return journal_.get(); }

  void stage(store::Transaction& transaction, std::uint64_t count) {
    const std::uint64_t first = journal_->size().value;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto index = journal_->append(transaction, sample_entry(first + i));
      REQUIRE(index.value() == LeafIndex{first + i});
    }
  }
  void commit(std::uint64_t count) {
    auto transaction = database_.begin();
    stage(*transaction, count);
    REQUIRE(transaction->commit().ok());
    REQUIRE(journal_->committed().size() == count);
  }
  Head publish(std::uint64_t count) {
    commit(count);
    return journal_->publish().value();
  }
  [[nodiscard]] Checkpoint checkpoint() const {
    return open_checkpoint(journal_->head()->note, signer_.verifier()).value();
  }
  [[nodiscard]] bool proves(std::uint64_t number) {
    const auto proof = journal_->prove({number});
    return proof.ok() && verify_proof(*proof, sample_leaf(number), signer_.verifier()).ok();
  }

 private:
  store::Database& database_;
  const NoteSigner& signer_;
  std::unique_ptr<Journal> journal_;
};

inline Ed25519NoteSigner new_signer() {
  return {"node.xa.example/journal", crypto::PrivateKey::generate(crypto::KeyKind::ed25519)};
}

struct InMemory {
  store::Database database = store::Database::in_memory();
  std::unique_ptr<SqliteHeadStore> heads =
      SqliteHeadStore::open(store::Database::in_memory()).value();
  Ed25519NoteSigner signer = new_signer();

  Writer start() { return {database, *heads, signer, std::nullopt}; }
};

// The files of one node. While nothing runs they can be copied and changed.
class OnDisk {
 public:
  struct Running {
    store::Database database;
    std::unique_ptr<SqliteHeadStore> heads;
    Writer writer;
    Running(const OnDisk& node, store::Database opened)
        : database(std::move(opened)),
          heads(node.open_heads()),
          writer(database, *heads, node.signer, node.tiles()) {}
  };

  [[nodiscard]] std::filesystem::path rows() const { return folder.path() / "node.db"; }
  [[nodiscard]] std::filesystem::path tiles() const { return folder.path() / "journal"; }
  [[nodiscard]] std::filesystem::path tile(std::string_view name) const { return tiles() / name; }
  [[nodiscard]] store::Database open_rows() const {
    return store::Database::open(rows(), store::Sync::normal).value();
  }
  [[nodiscard]] std::unique_ptr<SqliteHeadStore> open_heads() const {
    auto opened = store::Database::open(folder.path() / "heads.db", store::Sync::normal);
    return SqliteHeadStore::open(*std::move(opened)).value();
  }
  [[nodiscard]] std::unique_ptr<Running> start() const {
    return std::make_unique<Running>(*this, open_rows());
  }
  [[nodiscard]] Code start_code() const {
    auto database = open_rows();
    const auto heads_opened = open_heads();
    const auto opened = Journal::open(database, *heads_opened, signer, tiles());
    return opened.ok() ? Code::internal : opened.error().code;
  }

  TemporaryFolder folder;
  Ed25519NoteSigner signer = new_signer();
};

inline void flip_bit(const std::filesystem::path& file, std::size_t byte) {
  std::fstream io(file, std::ios::in | std::ios::out | std::ios::binary);
  io.seekg(static_cast<std::streamoff>(byte));
  const char old = static_cast<char>(io.get());
  io.seekp(static_cast<std::streamoff>(byte));
  io.put(static_cast<char>(old ^ 1));
  REQUIRE(io.good());
}

}  // namespace haidang::journal
