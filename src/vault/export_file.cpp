#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "base/durable_file.hpp"
#include "crypto/digest.hpp"
#include "vault/pipeline.hpp"
#include "vault/vault.hpp"

namespace haidang::vault {
namespace {

namespace fs = std::filesystem;

// The file under its temporary name, beside its place; gone unless it was put there.
class PendingFile {
 public:
  explicit PendingFile(fs::path target) : target_(std::move(target)) {
    static std::atomic<unsigned> counter{0};
    pending_ = target_.parent_path() / fmt::format(".{}.part.{}.{}", target_.filename().string(),
                                                   ::getpid(), counter.fetch_add(1));
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  ~PendingFile() {
    if (!pending_.empty()) ::unlink(pending_.c_str());
  }

  [[nodiscard]] const fs::path& path() const { return pending_; }

  Result<void> put_in_place() {
    if (::rename(pending_.c_str(), target_.c_str()) != 0) {
      return storage_error("could not put in place " + target_.string(), errno);
    }
    pending_.clear();
    return sync_folder(target_.parent_path());
  }

 private:
  fs::path target_;
  fs::path pending_;
};

// The three stages: read, open and check the chunk; digest the file; write it.
class ExportPass {
 public:
  ExportPass(const ItemReader& item, const crypto::AeadKey& key, const BulkFile& out)
      : item_(item), out_(out), aead_(key) {}

  Result<void> run(const Progress& progress, const std::stop_token& stop) {
    const std::array<Stage, 3> stages{[this](Slot& slot) { return open(slot); },
                                      [this](Slot& slot) -> Result<void> {
                                        whole_.update(chunk_of(slot));
                                        return {};
                                      },
                                      [&, this](Slot& slot) { return write(slot, progress); }};
    const Geometry& geometry = item_.geometry();
    return run_belt(geometry.chunk_count(), geometry.chunk_size + crypto::aead_tag_bytes, stages,
                    stop);
  }

  Digest file_digest() { return whole_.finish(); }

 private:
  [[nodiscard]] ByteView chunk_of(const Slot& slot) const {
    return ByteView(slot.buffer.bytes()).first(item_.geometry().chunk_bytes(slot.index));
  }

  Result<void> open(Slot& slot) {
    HD_TRY([[maybe_unused]] const std::size_t size,
           item_.plain_chunk(slot.index, aead_, slot.buffer.bytes()));
    return {};
  }

  Result<void> write(Slot& slot, const Progress& progress) {
    const std::uint64_t offset = slot.index * item_.geometry().chunk_size;
    HD_TRY_VOID(out_.write_at(chunk_of(slot), offset));
    if (progress) progress(offset + chunk_of(slot).size(), item_.geometry().size);
    return {};
  }

  const ItemReader& item_;
  const BulkFile& out_;
  crypto::Aead aead_;
  crypto::Sha256 whole_;
};

}  // namespace

Result<Digest> export_file(const ItemReader& item, const Geometry& geometry,
                           const crypto::AeadKey& key, const fs::path& target,
                           const Progress& progress, std::stop_token stop, const Machine& machine) {
  HD_CHECK(item.geometry() == geometry);
  PendingFile pending(target);
  HD_TRY(const BulkFile out, BulkFile::open(pending.path(), O_CREAT | O_EXCL, machine));
  HD_TRY_VOID(out.reserve(geometry.size));
  ExportPass pass(item, key, out);
  HD_TRY_VOID(pass.run(progress, stop));
  HD_TRY_VOID(out.sync());
  HD_TRY_VOID(pending.put_in_place());
  return pass.file_digest();
}

}  // namespace haidang::vault
