#include "vault/staging.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "crypto/digest.hpp"
#include "vault/disk.hpp"

namespace haidang::vault {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t about_bytes_max = std::size_t{64} * 1024;
constexpr std::string_view row_ending = ".json";

json::object write_row(const StagedFile& file) {
  return {{"about", file.about},
          {"size", file.size},
          {"offset", file.offset},
          {"expires", format_time(file.expires)}};
}

Result<StagedFile> read_row(const std::string& id, const fs::path& path) {
  constexpr std::int64_t most = std::int64_t{1} << 52;
  HD_TRY(const Bytes bytes, read_file(path, about_bytes_max));
  HD_TRY(const json::object object, parse_json_object(as_text(bytes)));
  ObjectReader in(object, "staged file");
  StagedFile file;
  file.id = id;
  HD_TRY(file.about, in.object("about"));
  HD_TRY(const std::int64_t size, in.integer("size", 0, most));
  HD_TRY(const std::int64_t offset, in.integer("offset", 0, size));
  HD_TRY(file.expires, in.time("expires"));
  HD_TRY_VOID(in.finish());
  file.size = static_cast<std::uint64_t>(size);
  file.offset = static_cast<std::uint64_t>(offset);
  return file;
}

Error unknown() {
  return {Code::not_found, "there is no such unfinished file",
          "it may have expired, or been finished already", "Choose the file again."};
}

}  // namespace

fs::path Staging::path(const std::string& id) const {
  return folder_ / id;
}

Result<std::unique_ptr<Staging>> Staging::open(fs::path folder, const haidang::Clock& clock,
                                               Random& random, StagingLimits limits) {
  HD_TRY_VOID(make_durable_folder(folder, FileMode::private_to_owner));
  std::unique_ptr<Staging> staging(new Staging(std::move(folder), clock, random, limits));
  HD_TRY_VOID(staging->load());
  return staging;
}

// What cannot be read, or has no row, is of nobody: removed.
Result<void> Staging::load() {
  std::error_code ec;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, ec)) {
    if (entry.path().extension() != row_ending) continue;
    const std::string id = entry.path().stem().string();
    auto file = is_id_text(id) ? read_row(id, entry.path()) : Result<StagedFile>(unknown());
    if (!file.ok()) continue;
    auto row = std::make_shared<Row>();
    row->file = *std::move(file);
    rows_[id] = std::move(row);
  }
  if (ec) return storage_error("the folder of unfinished files cannot be read", ec.value());
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, ec)) {
    if (!rows_.contains(entry.path().stem().string())) fs::remove(entry.path(), ec);
  }
  remove_expired();
  return {};
}

Result<void> Staging::keep(const StagedFile& file) {
  return write_durable(folder_ / (file.id + std::string(row_ending)),
                       as_bytes(json::serialize(write_row(file))), FileMode::private_to_owner);
}

Result<std::shared_ptr<Staging::Row>> Staging::row(const std::string& id) {
  remove_expired();
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(id);
  if (found == rows_.end()) return unknown();
  return found->second;
}

void Staging::remove_expired() {
  std::vector<std::string> expired;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, row] : rows_) {
      if (row->file.expires <= clock_.now()) expired.push_back(id);
    }
  }
  for (const std::string& id : expired)
    remove(id);
}

Result<StagedFile> Staging::create(std::uint64_t size, json::object about) {
  if (size > limits_.bytes_max) return Error{Code::too_large, "the file is too large to be sent"};
  remove_expired();
  StagedFile file{random_id_text(random_), std::move(about), size, 0,
                  clock_.now() + limits_.longest_idle};
  const std::lock_guard lock(mutex_);
  if (rows_.size() >= limits_.files_max) {
    return Error{Code::too_many_attempts, "too many files are unfinished on this node", "",
                 "Finish or remove some of them first."};
  }
  HD_TRY(const Descriptor data, open_file(path(file.id), O_WRONLY | O_CREAT | O_EXCL));
  (void)data;
  HD_TRY_VOID(keep(file));
  auto row = std::make_shared<Row>();
  row->file = file;
  rows_[file.id] = std::move(row);
  return file;
}

Result<StagedFile> Staging::find(const std::string& id) {
  HD_TRY(const auto found, row(id));
  const std::lock_guard lock(found->mutex);
  return found->file;
}

std::vector<StagedFile> Staging::list() {
  remove_expired();
  const std::lock_guard lock(mutex_);
  std::vector<StagedFile> out;
  for (const auto& [id, row] : rows_)
    out.push_back(row->file);
  return out;
}

Result<StagedFile> Staging::append(const std::string& id, std::uint64_t offset, ByteView bytes,
                                   const std::optional<Digest>& sha256) {
  HD_TRY(const auto found, row(id));
  const std::lock_guard lock(found->mutex);
  StagedFile next = found->file;
  if (offset != next.offset) {
    return Error{Code::gap, fmt::format("the file has {} bytes here, not {}", next.offset, offset)};
  }
  if (bytes.size() > next.size - next.offset) {
    return Error{Code::too_large, "these are more bytes than the file was said to have"};
  }
  if (sha256 && crypto::sha256(bytes) != *sha256) {
    return Error{Code::chunk_mismatch, "the bytes were altered on the way", "",
                 "Send the same piece again."};
  }
  HD_TRY(const Descriptor data, open_file(path(id), O_WRONLY));
  HD_TRY_VOID(write_fully(this_machine(), data.get(), bytes, offset));
  HD_TRY_VOID(sync_file(this_machine(), data.get()));
  next.offset += bytes.size();
  next.expires = clock_.now() + limits_.longest_idle;
  HD_TRY_VOID(keep(next));
  found->file = next;
  return next;
}

// The row first: bytes without one are of nobody when the node starts again.
void Staging::remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  std::error_code ec;
  fs::remove(folder_ / (id + std::string(row_ending)), ec);
  fs::remove(path(id), ec);
  rows_.erase(id);
}

}  // namespace haidang::vault
