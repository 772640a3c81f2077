// What the tests of this room share: a folder that vanishes, seeded bytes, small items.
#pragma once
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/durable_file.hpp"
#include "vault/chunk.hpp"
#include "vault/vault.hpp"

namespace haidang::vault::test {

namespace fs = std::filesystem;

inline constexpr std::uint32_t chunk = 4096;  // bytes, of the items made here

// SplitMix64 (Steele, Lea and Flood, 2014): the same bytes for the same seed on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out)
      byte = static_cast<std::uint8_t>(next() >> 56);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    return bits ^ (bits >> 31);
  }

  std::uint64_t state_;
};

class TestFolder {
 public:
  TestFolder() {
    static std::atomic<unsigned> counter{0};
    path_ = fs::temp_directory_path() / ("haidang-vault-" + std::to_string(::getpid()) + "-" +
                                         std::to_string(counter.fetch_add(1)));
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ec;
    fs::remove_all(path_, ec);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] fs::path items() const { return path_ / "items"; }
  [[nodiscard]] std::size_t entries(const fs::path& folder) const {
    if (!fs::exists(folder)) return 0;
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
  }

 private:
  fs::path path_;
};

inline Bytes seeded_bytes(std::size_t size, std::uint64_t seed) {
  Bytes out(size);
  SeededRandom(seed).fill(out);
  return out;
}

inline fs::path write_source(const TestFolder& folder, ByteView bytes) {
  const fs::path path = folder.path() / "source.bin";
  std::ofstream(path, std::ios::binary | std::ios::trunc) << as_text(bytes);
  return path;
}

inline Bytes read_all(const fs::path& path) {
  return read_file(path, 1U << 30).value();
}

inline void flip_bit(const fs::path& path, std::uint64_t offset) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(static_cast<std::streamoff>(offset));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(static_cast<char>(byte ^ 1));
}

inline fs::path item_folder(const fs::path& items, const ItemId& id) {
  return items / id.text();
}
inline fs::path incoming_folder(const fs::path& items, const ItemId& id) {
  return items / (".incoming-" + id.text());
}

// An item in a vault of its own, as the delivering side has it.
struct Delivered {
  TestFolder folder;
  Bytes plain;
  Ingested item;
  std::vector<Digest> digests;

  Delivered(std::size_t size, std::uint32_t chunk_size, std::uint64_t seed = 1)
      : plain(seeded_bytes(size, seed)) {
    SeededRandom random(seed + 1000);
    const fs::path source = write_source(folder, plain);
    item =
        ingest(source, folder.items(), ItemId::random(random), random, {}, {}, chunk_size).value();
    digests = reader().chunk_digests().value();
  }

  [[nodiscard]] ItemReader reader() const {
    return ItemReader::open(folder.items(), item.geometry).value();
  }
  [[nodiscard]] fs::path file(std::string_view name) const {
    return item_folder(folder.items(), item.geometry.item) / name;
  }
  [[nodiscard]] std::uint64_t count() const { return item.geometry.chunk_count(); }
  [[nodiscard]] Bytes sealed(std::uint64_t index) const {
    return reader().sealed_chunk(index).value();
  }
  [[nodiscard]] Result<ItemWriter> receive(const fs::path& items,
                                           const Machine& machine = this_machine()) const {
    return ItemWriter::open(items, item.geometry, item.chunk_root, digests, item.key, machine);
  }
  // The item as it stands complete in `items`, decrypted and checked chunk by chunk.
  [[nodiscard]] Result<Bytes> plain_in(const fs::path& items) const {
    HD_TRY(const ItemReader there, ItemReader::open(items, item.geometry));
    crypto::Aead aead(item.key);
    Bytes whole;
    Bytes piece;
    for (std::uint64_t index = 0; index < count(); ++index) {
      HD_TRY_VOID(there.plain_chunk(index, aead, piece));
      append(whole, piece);
    }
    return whole;
  }
};

}  // namespace haidang::vault::test
