#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <utility>

#include "base/durable_file.hpp"
#include "vault/chunk.hpp"
#include "vault/disk.hpp"
#include "vault/progress.hpp"

namespace haidang::vault {
namespace {

namespace fs = std::filesystem;

Error other_item(const ItemId& id) {
  return {Code::same_id_other_bytes,
          "the vault holds an item with the identifier " + id.text() + " but other contents",
          "the root of its chunks is another one",
          "Ask the Party that delivered it which of the two manifests is right."};
}

// One writer to an item: the lock goes with the descriptor, so also at SIGKILL.
Result<void> lock_item(int fd) {
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return {};
  if (errno != EWOULDBLOCK) return storage_error("could not lock the item", errno);
  return Error{Code::locked, "the item is being received already", "another writer has it open",
               "Wait until it is done."};
}

bool has_length(int fd, std::uint64_t bytes) {
  struct stat info{};
  return ::fstat(fd, &info) == 0 && static_cast<std::uint64_t>(info.st_size) == bytes;
}

}  // namespace

struct ItemWriter::State {
  State(const fs::path& items, const Geometry& shape, const Digest& item_root,
        const Machine& its_machine)
      : paths(items, shape.item), geometry(shape), root(item_root), machine(its_machine) {}

  // Opening: one of complete, resumed, begun.
  Result<void> open();
  Result<void> adopt_complete();
  Result<void> open_files();
  Result<std::optional<ProgressFile>> earlier_progress() const;
  Result<void> resume(ProgressFile earlier);
  Result<void> begin();
  void take_over(ProgressFile progress_file);

  // Storing.
  Result<void> check_shape(std::uint64_t index, std::size_t sealed_bytes) const;
  struct Ticket {
    std::uint64_t failures;  // as of when the chunk's writes began
  };
  std::optional<Ticket> ticket_for(std::uint64_t index) const;
  Result<void> verify_and_write(std::uint64_t index, ByteView sealed, const AlignedBuffer& buffer);
  Result<void> mark_written(std::uint64_t index, Ticket ticket);
  Result<void> put_mark(std::uint64_t index, ChunkState chunk);

  // Making durable. The caller holds sync_mutex.
  Result<void> sync_if_due();
  Result<void> sync();
  Result<void> mark_durable(const std::vector<std::uint64_t>& indices);
  void forget_unsynced(const std::vector<std::uint64_t>& indices);
  Result<void> finish();

  AlignedBuffer borrow();
  void give_back(AlignedBuffer buffer);

  const ItemPaths paths;
  const Geometry geometry;
  const Digest root;
  const Machine& machine;
  std::vector<Digest> digests;
  crypto::AeadKey key{};
  std::optional<BulkFile> data;
  std::optional<BulkFile> chunks;
  Descriptor progress;

  std::mutex sync_mutex;  // one sync at a time; taken before `mutex`
  bool finished = false;  // guarded by sync_mutex

  mutable std::mutex mutex;  // guards what follows; never held during a sync or a chunk's work
  std::vector<ChunkState> states;
  std::uint64_t missing = 0;
  std::vector<std::uint64_t> unsynced;  // all chunks that are `written`
  std::uint64_t unsynced_bytes = 0;
  std::uint64_t failures = 0;  // of syncs: after one, no earlier write can be believed
  std::vector<AlignedBuffer> idle;
};

// ---- opening

Result<void> ItemWriter::State::open() {
  std::error_code ec;
  if (fs::exists(paths.complete, ec)) return adopt_complete();
  if (fs::exists(paths.incoming, ec)) {
    HD_TRY_VOID(open_files());
    HD_TRY(auto earlier, earlier_progress());
    if (earlier) return resume(*std::move(earlier));
  }
  return begin();
}

// The item came in before (its writer may have died between the rename and the caller's next step).
Result<void> ItemWriter::State::adopt_complete() {
  HD_TRY(const ItemReader reader, ItemReader::open(paths.items, geometry));
  HD_TRY(const std::vector<Digest> held, reader.chunk_digests());
  if (held != digests) return other_item(geometry.item);
  std::error_code ec;
  fs::remove(paths.complete / "progress", ec);
  states.assign(digests.size(), ChunkState::durable);
  finished = true;
  return {};
}

Result<void> ItemWriter::State::open_files() {
  HD_TRY(data, BulkFile::open(paths.incoming / "data", O_CREAT, machine));
  HD_TRY(chunks, BulkFile::open(paths.incoming / "chunks", O_CREAT, machine));
  return lock_item(data->fd());
}

// Nothing when there is none that can be relied on: then everything is fetched again.
Result<std::optional<ProgressFile>> ItemWriter::State::earlier_progress() const {
  const std::size_t bytes = progress_header_bytes + chunk_count_max;
  const auto text = read_file(paths.incoming / "progress", bytes);
  if (!text.ok() && text.error().code == Code::storage_failed) return text.error();
  if (!text.ok()) return std::optional<ProgressFile>{};
  auto parsed = parse_progress(*text);
  if (!parsed.ok()) return std::optional<ProgressFile>{};
  if (parsed->root != root || parsed->size != geometry.size ||
      parsed->chunk_size != geometry.chunk_size) {
    return other_item(geometry.item);
  }
  if (!has_length(data->fd(), geometry.size) ||
      !has_length(chunks->fd(), digests.size() * chunk_record_bytes)) {
    return std::optional<ProgressFile>{};
  }
  return std::optional(*std::move(parsed));
}

// A new boot's progress replaces the old one whole: were the boot id written first, old `written`
// marks could be read as this boot's.
Result<void> ItemWriter::State::resume(ProgressFile earlier) {
  if (settle_boot(earlier, machine.boot_id()) == BootChange::another_boot) {
    HD_TRY_VOID(write_durable(paths.incoming / "progress", write_progress(earlier),
                              FileMode::private_to_owner));
  }
  HD_TRY(progress, open_file(paths.incoming / "progress", O_RDWR));
  take_over(std::move(earlier));
  return {};
}

// `progress` comes last: a folder without it holds nothing that counts.
Result<void> ItemWriter::State::begin() {
  HD_TRY_VOID(make_durable_folder(paths.items, FileMode::private_to_owner));
  HD_TRY_VOID(make_durable_folder(paths.incoming, FileMode::private_to_owner));
  if (!data) HD_TRY_VOID(open_files());
  HD_TRY_VOID(data->reserve(geometry.size));
  HD_TRY_VOID(chunks->reserve(digests.size() * chunk_record_bytes));
  HD_TRY_VOID(data->sync());
  HD_TRY_VOID(chunks->sync());
  ProgressFile fresh{.boot_id = machine.boot_id(),
                     .size = geometry.size,
                     .chunk_size = geometry.chunk_size,
                     .root = root,
                     .chunks = std::vector<ChunkState>(digests.size(), ChunkState::missing)};
  HD_TRY_VOID(write_durable(paths.incoming / "progress", write_progress(fresh),
                            FileMode::private_to_owner));
  HD_TRY(progress, open_file(paths.incoming / "progress", O_RDWR));
  take_over(std::move(fresh));
  return {};
}

void ItemWriter::State::take_over(ProgressFile progress_file) {
  states = std::move(progress_file.chunks);
  for (std::uint64_t index = 0; index < states.size(); ++index) {
    if (states[index] == ChunkState::missing) ++missing;
    if (states[index] == ChunkState::written) unsynced.push_back(index);
  }
}

// ---- storing

Result<void> ItemWriter::State::check_shape(std::uint64_t index, std::size_t sealed_bytes) const {
  if (index >= digests.size()) {
    return Error{Code::chunk_mismatch,
                 fmt::format("item {} has no chunk {}", geometry.item.text(), index),
                 fmt::format("the manifest names {} chunks", digests.size())};
  }
  const std::size_t expected = geometry.chunk_bytes(index) + crypto::aead_tag_bytes;
  if (sealed_bytes == expected) return {};
  return chunk_error(geometry, index,
                     fmt::format("it has {} bytes instead of {}", sealed_bytes, expected));
}

std::optional<ItemWriter::State::Ticket> ItemWriter::State::ticket_for(std::uint64_t index) const {
  const std::scoped_lock lock(mutex);
  if (states[index] != ChunkState::missing) return std::nullopt;
  return Ticket{failures};
}

// The buffer first takes the plain chunk, then, aligned for O_DIRECT, the ciphertext.
Result<void> ItemWriter::State::verify_and_write(std::uint64_t index, ByteView sealed,
                                                 const AlignedBuffer& buffer) {
  const ByteView cipher = sealed.first(sealed.size() - crypto::aead_tag_bytes);
  const std::span<std::uint8_t> room = buffer.bytes().first(cipher.size());
  crypto::Aead aead(key);
  HD_TRY_VOID(open_chunk(geometry, index, aead, digests[index], sealed, room));
  std::ranges::copy(cipher, room.begin());
  HD_TRY_VOID(data->write_at(room, index * geometry.chunk_size));
  return chunks->write_at(chunk_record(digests[index], sealed.last(crypto::aead_tag_bytes)),
                          index * chunk_record_bytes);
}

Result<void> ItemWriter::State::mark_written(std::uint64_t index, Ticket ticket) {
  const std::scoped_lock lock(mutex);
  if (failures != ticket.failures) {
    return Error{Code::storage_failed, "a chunk could not be stored for certain",
                 "the disk failed while it was written"};
  }
  if (states[index] != ChunkState::missing) return {};  // another thread brought it too
  HD_TRY_VOID(put_mark(index, ChunkState::written));
  states[index] = ChunkState::written;
  --missing;
  unsynced.push_back(index);
  unsynced_bytes += geometry.chunk_bytes(index);
  return {};
}

Result<void> ItemWriter::State::put_mark(std::uint64_t index, ChunkState chunk) {
  const std::array<std::uint8_t, 1> byte{static_cast<std::uint8_t>(chunk)};
  return write_fully(machine, progress.get(), byte, progress_header_bytes + index);
}

// ---- making durable

// Other threads go on meanwhile; one that finds a sync under way leaves it to that one.
Result<void> ItemWriter::State::sync_if_due() {
  {
    const std::scoped_lock lock(mutex);
    if (unsynced_bytes < machine.sync_interval_bytes()) return {};
  }
  const std::unique_lock one_at_a_time(sync_mutex, std::try_to_lock);
  if (!one_at_a_time.owns_lock() || finished) return {};
  return sync();
}

Result<void> ItemWriter::State::sync() {
  std::vector<std::uint64_t> indices;
  {
    const std::scoped_lock lock(mutex);
    indices = std::exchange(unsynced, {});
    unsynced_bytes = 0;
  }
  auto synced = data->sync();
  if (synced.ok()) synced = chunks->sync();
  if (!synced.ok()) {
    forget_unsynced(indices);
    return synced;
  }
  HD_TRY_VOID(mark_durable(indices));
  return sync_file(machine, progress.get());
}

Result<void> ItemWriter::State::mark_durable(const std::vector<std::uint64_t>& indices) {
  const std::scoped_lock lock(mutex);
  for (const std::uint64_t index : indices) {
    states[index] = ChunkState::durable;
    HD_TRY_VOID(put_mark(index, ChunkState::durable));
  }
  return {};
}

// After a failed fdatasync the kernel may have dropped the pages and calls them clean: a second
// call would succeed and prove nothing. So what was written since the last good one is missing
// again.
void ItemWriter::State::forget_unsynced(const std::vector<std::uint64_t>& indices) {
  const std::scoped_lock lock(mutex);
  ++failures;
  unsynced.insert(unsynced.end(), indices.begin(), indices.end());
  for (const std::uint64_t index : std::exchange(unsynced, {})) {
    states[index] = ChunkState::missing;
    ++missing;
    // If even this fails the mark says `written`, and the next open in this boot believes it; the
    // chunk is then caught by its tag when it is read.
    static_cast<void>(put_mark(index, ChunkState::missing));
  }
  unsynced_bytes = 0;
}

Result<void> ItemWriter::State::finish() {
  const std::scoped_lock one_at_a_time(sync_mutex);
  if (finished) return {};
  {
    const std::scoped_lock lock(mutex);
    if (missing > 0) {
      return Error{
          Code::gap,
          fmt::format("{} chunks of item {} have not arrived", missing, geometry.item.text()), "",
          "Nothing: they are fetched, then the item is completed."};
    }
  }
  HD_TRY_VOID(sync());
  HD_TRY_VOID(put_in_place(paths));
  finished = true;
  std::error_code ec;
  fs::remove(paths.complete / "progress", ec);
  return sync_folder(paths.complete);
}

AlignedBuffer ItemWriter::State::borrow() {
  {
    const std::scoped_lock lock(mutex);
    if (!idle.empty()) {
      AlignedBuffer buffer = std::move(idle.back());
      idle.pop_back();
      return buffer;
    }
  }
  return AlignedBuffer(geometry.chunk_size);
}

void ItemWriter::State::give_back(AlignedBuffer buffer) {
  const std::scoped_lock lock(mutex);
  idle.push_back(std::move(buffer));
}

// ---- the face

ItemWriter::ItemWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ItemWriter::ItemWriter(ItemWriter&&) noexcept = default;
ItemWriter& ItemWriter::operator=(ItemWriter&&) noexcept = default;
ItemWriter::~ItemWriter() = default;

Result<ItemWriter> ItemWriter::open(const fs::path& items, const Geometry& geometry,
                                    const Digest& root, std::vector<Digest> digests,
                                    const crypto::AeadKey& key, const Machine& machine) {
  HD_TRY_VOID(check_geometry(geometry));
  if (digests.size() != geometry.chunk_count() || chunk_root(digests) != root) {
    return Error{Code::chunk_mismatch,
                 "the list of chunks of item " + geometry.item.text() +
                     " is not the one that the manifest names",
                 "its Merkle root is another one"};
  }
  auto state = std::make_unique<State>(items, geometry, root, machine);
  state->digests = std::move(digests);
  state->key = key;
  std::error_code ec;
  const bool is_new = !fs::exists(state->paths.incoming, ec);
  if (const auto opened = state->open(); !opened.ok()) {
    if (is_new) fs::remove_all(state->paths.incoming, ec);
    return opened.error();
  }
  return ItemWriter(std::move(state));
}

std::vector<std::uint64_t> ItemWriter::missing(std::size_t count_max) const {
  const std::scoped_lock lock(state_->mutex);
  std::vector<std::uint64_t> out;
  if (state_->missing == 0) return out;
  for (std::uint64_t index = 0; index < state_->states.size() && out.size() < count_max; ++index) {
    if (state_->states[index] == ChunkState::missing) out.push_back(index);
  }
  return out;
}

std::uint64_t ItemWriter::missing_count() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->missing;
}

Result<void> ItemWriter::put(std::uint64_t index, ByteView sealed) {
  HD_TRY_VOID(state_->check_shape(index, sealed.size()));
  const auto ticket = state_->ticket_for(index);
  if (!ticket) return {};
  AlignedBuffer buffer = state_->borrow();
  const auto stored = state_->verify_and_write(index, sealed, buffer);
  state_->give_back(std::move(buffer));
  HD_TRY_VOID(stored);
  HD_TRY_VOID(state_->mark_written(index, *ticket));
  return state_->sync_if_due();
}

Result<void> ItemWriter::finish() {
  return state_->finish();
}

}  // namespace haidang::vault
