// Files that come in piece by piece, from an officer's browser, before they are ingested. Each
// piece is durable before it counts; what was counted survives a crash; a piece that was cut short
// does not. Afterwards the whole file takes the same road as any other: `ingest`.
#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <vector>

#include "acts/party.hpp"
#include "base/json.hpp"
#include "vault/machine.hpp"

namespace haidang::vault {

struct StagingLimits {
  std::size_t files_max = 64;               // that are not whole yet
  std::uint64_t bytes_max = 1ULL << 44;     // of one file
  std::chrono::hours longest_idle{7 * 24};  // then it is removed
};

struct StagedFile {
  std::string id;      // 128 random bits
  json::object about;  // the caller's own: whose, for which request, under which name
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  // that many bytes are here
  Time expires;
  [[nodiscard]] bool is_whole() const { return offset == size; }
};

// Thread-safe; pieces of one file are taken one after the other.
class Staging {
 public:
  // Takes up what an earlier process left, and removes what has expired.
  static Result<std::unique_ptr<Staging>> open(std::filesystem::path folder,
                                               const haidang::Clock& clock, Random& random,
                                               StagingLimits limits = {});

  // Errors: too_large; too_many_attempts when too many are unfinished; storage_failed.
  Result<StagedFile> create(std::uint64_t size, json::object about);
  Result<StagedFile> find(const std::string& id);  // not_found
  std::vector<StagedFile> list();
  // Errors: not_found; gap when `offset` is not where the file ends; too_large; chunk_mismatch
  // when the bytes do not have the digest that the sender gave; storage_full, storage_failed.
  Result<StagedFile> append(const std::string& id, std::uint64_t offset, ByteView bytes,
                            const std::optional<Digest>& sha256);
  void remove(const std::string& id);
  [[nodiscard]] std::filesystem::path path(const std::string& id) const;

 private:
  struct Row {
    StagedFile file;
    std::mutex mutex;  // held while a piece is written
  };
  Staging(std::filesystem::path folder, const haidang::Clock& clock, Random& random,
          StagingLimits limits)
      : folder_(std::move(folder)), clock_(clock), random_(random), limits_(limits) {}
  Result<void> load();
  Result<void> keep(const StagedFile& file);
  Result<std::shared_ptr<Row>> row(const std::string& id);
  void remove_expired();

  std::filesystem::path folder_;
  const haidang::Clock& clock_;
  Random& random_;
  StagingLimits limits_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Row>> rows_;
};

}  // namespace haidang::vault
