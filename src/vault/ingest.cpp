#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/durable_file.hpp"
#include "crypto/digest.hpp"
#include "vault/chunk.hpp"
#include "vault/pipeline.hpp"

namespace haidang::vault {
namespace {

namespace fs = std::filesystem;

// The file that is taken in, and the means to tell that it changed meanwhile.
class Source {
 public:
  static Result<Source> open(const fs::path& path) {
    HD_TRY(Descriptor file, open_file(path, O_RDONLY | O_NOCTTY));
    Source source(std::move(file), path.string());
    HD_TRY(source.at_open_, source.look());
    if (!S_ISREG(source.at_open_.st_mode)) {
      return Error{Code::bad_value, source.name_ + " is not a plain file",
                   "only plain files are taken in as evidence",
                   "Image the device or pack the folder first, and take in that file."};
    }
    return source;
  }

  [[nodiscard]] std::uint64_t size() const { return static_cast<std::uint64_t>(at_open_.st_size); }

  Result<void> read(std::span<std::uint8_t> out, std::uint64_t offset) const {
    read_ahead(file_.get(), offset + out.size(), 2 * out.size());
    HD_TRY(const std::size_t n, read_fully(file_.get(), out, offset));
    if (n != out.size()) return changed();
    return {};
  }

  [[nodiscard]] Result<void> check_unchanged() const {
    HD_TRY(const struct stat now, look());
    const bool same = now.st_size == at_open_.st_size &&
                      now.st_mtim.tv_sec == at_open_.st_mtim.tv_sec &&
                      now.st_mtim.tv_nsec == at_open_.st_mtim.tv_nsec;
    if (!same) return changed();
    return {};
  }

 private:
  Source(Descriptor file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}

  [[nodiscard]] Result<struct stat> look() const {
    struct stat info{};
    if (::fstat(file_.get(), &info) == 0) return info;
    return storage_error("could not read " + name_, errno);
  }

  [[nodiscard]] Error changed() const {
    return {Code::bad_value, name_ + " changed while it was taken in",
            "its size or its time of change is another one than at the beginning",
            "Let the other program finish with the file, then take it in again."};
  }

  Descriptor file_;
  std::string name_;
  struct stat at_open_{};
};

// A folder that vanishes with everything in it unless it was put in place.
class IncomingFolder {
 public:
  static Result<std::unique_ptr<IncomingFolder>> create(const ItemPaths& paths) {
    HD_TRY_VOID(make_durable_folder(paths.items, FileMode::private_to_owner));
    std::error_code ec;
    if (fs::exists(paths.complete, ec) || fs::exists(paths.incoming, ec)) {
      return Error{Code::already_exists, "an item with this identifier is in the vault already"};
    }
    if (::mkdir(paths.incoming.c_str(), 0700) != 0) {
      return storage_error("could not make the folder " + paths.incoming.string(), errno);
    }
    return std::make_unique<IncomingFolder>(paths);
  }

  explicit IncomingFolder(ItemPaths paths) : paths_(std::move(paths)) {}
  IncomingFolder(const IncomingFolder&) = delete;
  IncomingFolder& operator=(const IncomingFolder&) = delete;
  ~IncomingFolder() {
    std::error_code ec;
    fs::remove_all(paths_.incoming, ec);  // not there any more once it is in place
  }

  Result<void> keep() { return put_in_place(paths_); }

 private:
  ItemPaths paths_;
};

// The three stages of one pass: read and digest the file; digest and seal the chunk; write it.
// Each member is used by one stage only.
class IngestPass {
 public:
  IngestPass(const Source& source, const Ingested& item, const BulkFile& data,
             const BulkFile& chunks)
      : source_(source), item_(item), data_(data), chunks_(chunks), aead_(item.key) {}

  Result<void> run(const Progress& progress, const std::stop_token& stop) {
    const std::array<Stage, 3> stages{[this](Slot& slot) { return read(slot); },
                                      [this](Slot& slot) { return seal(slot); },
                                      [&, this](Slot& slot) { return write(slot, progress); }};
    const Geometry& geometry = item_.geometry;
    return run_belt(geometry.chunk_count(), geometry.chunk_size + crypto::aead_tag_bytes, stages,
                    stop);
  }

  Digest file_digest() { return whole_.finish(); }
  [[nodiscard]] Digest root() const { return frontier_.root(); }

 private:
  [[nodiscard]] std::span<std::uint8_t> chunk_of(const Slot& slot) const {
    return slot.buffer.bytes().first(item_.geometry.chunk_bytes(slot.index));
  }
  [[nodiscard]] std::span<std::uint8_t> sealed_of(const Slot& slot) const {
    return slot.buffer.bytes().first(chunk_of(slot).size() + crypto::aead_tag_bytes);
  }
  [[nodiscard]] std::uint64_t offset_of(const Slot& slot) const {
    return slot.index * item_.geometry.chunk_size;
  }

  Result<void> read(Slot& slot) {
    HD_TRY_VOID(source_.read(chunk_of(slot), offset_of(slot)));
    whole_.update(chunk_of(slot));
    return {};
  }

  Result<void> seal(Slot& slot) {
    const std::span<std::uint8_t> chunk = chunk_of(slot);
    slot.digest = crypto::sha256(chunk);
    frontier_.append(journal::hash_leaf(slot.digest));
    aead_.seal(chunk_nonce(slot.index), chunk_associated_data(item_.geometry, slot.index), chunk,
               sealed_of(slot));
    return {};
  }

  Result<void> write(Slot& slot, const Progress& progress) {
    const ByteView tag = ByteView(sealed_of(slot)).last(crypto::aead_tag_bytes);
    const ChunkRecord record = chunk_record(slot.digest, tag);
    HD_TRY_VOID(data_.write_at(chunk_of(slot), offset_of(slot)));
    HD_TRY_VOID(chunks_.write_at(record, slot.index * chunk_record_bytes));
    if (progress) progress(offset_of(slot) + chunk_of(slot).size(), item_.geometry.size);
    return {};
  }

  const Source& source_;
  const Ingested& item_;
  const BulkFile& data_;
  const BulkFile& chunks_;
  crypto::Sha256 whole_;
  crypto::Aead aead_;
  journal::Frontier frontier_;
};

}  // namespace

Result<Ingested> ingest(const fs::path& source_path, const fs::path& items, ItemId id,
                        Random& random, const Progress& progress, std::stop_token stop,
                        std::uint32_t chunk_size, const Machine& machine) {
  HD_TRY(const Source source, Source::open(source_path));
  Ingested item;
  item.geometry = {.item = std::move(id), .size = source.size(), .chunk_size = chunk_size};
  HD_TRY_VOID(check_geometry(item.geometry));
  random.fill(item.key);

  const ItemPaths paths(items, item.geometry.item);
  HD_TRY(const auto folder, IncomingFolder::create(paths));
  HD_TRY(const BulkFile data, BulkFile::open(paths.incoming / "data", O_CREAT | O_EXCL, machine));
  HD_TRY(const BulkFile chunks,
         BulkFile::open(paths.incoming / "chunks", O_CREAT | O_EXCL, machine));
  HD_TRY_VOID(data.reserve(item.geometry.size));
  HD_TRY_VOID(chunks.reserve(item.geometry.chunk_count() * chunk_record_bytes));

  IngestPass pass(source, item, data, chunks);
  HD_TRY_VOID(pass.run(progress, stop));
  HD_TRY_VOID(source.check_unchanged());
  HD_TRY_VOID(data.sync());
  HD_TRY_VOID(chunks.sync());
  HD_TRY_VOID(folder->keep());
  item.sha256 = pass.file_digest();
  item.chunk_root = pass.root();
  return item;
}

Result<std::size_t> remove_abandoned(const fs::path& items) {
  std::size_t count = 0;
  std::error_code ec;
  std::vector<fs::path> abandoned;
  for (const auto& entry : fs::directory_iterator(items, ec)) {
    if (!entry.path().filename().string().starts_with(incoming_prefix)) continue;
    if (!fs::exists(entry.path() / "progress")) abandoned.push_back(entry.path());
  }
  if (ec && ec != std::errc::no_such_file_or_directory) {
    return storage_error("could not read " + items.string(), ec.value());
  }
  for (const fs::path& folder : abandoned) {
    fs::remove_all(folder, ec);
    if (ec) return storage_error("could not remove " + folder.string(), ec.value());
    ++count;
  }
  return count;
}

}  // namespace haidang::vault
