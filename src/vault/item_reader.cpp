#include <fcntl.h>

#include "vault/chunk.hpp"
#include "vault/disk.hpp"

namespace haidang::vault {

struct ItemReader::State {
  Geometry geometry;
  Descriptor data;
  Descriptor chunks;

  Result<void> check_index(std::uint64_t index) const;
  Result<ChunkRecord> record(std::uint64_t index) const;
  Result<void> read_data(std::uint64_t index, std::span<std::uint8_t> out) const;
};

Result<void> ItemReader::State::check_index(std::uint64_t index) const {
  if (index < geometry.chunk_count()) return {};
  return Error{Code::not_found, "the item has no chunk with this number"};
}

Result<ChunkRecord> ItemReader::State::record(std::uint64_t index) const {
  ChunkRecord out{};
  HD_TRY(const std::size_t n, read_fully(chunks.get(), out, index * chunk_record_bytes));
  if (n != out.size()) return chunk_error(geometry, index, "the list of chunks is cut short");
  return out;
}

Result<void> ItemReader::State::read_data(std::uint64_t index, std::span<std::uint8_t> out) const {
  const std::uint64_t offset = index * geometry.chunk_size;
  read_ahead(data.get(), offset + out.size(), 2 * out.size());  // most callers go on in order
  HD_TRY(const std::size_t n, read_fully(data.get(), out, offset));
  if (n != out.size()) return chunk_error(geometry, index, "the data file is cut short");
  return {};
}

ItemReader::ItemReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ItemReader::ItemReader(ItemReader&&) noexcept = default;
ItemReader& ItemReader::operator=(ItemReader&&) noexcept = default;
ItemReader::~ItemReader() = default;

Result<ItemReader> ItemReader::open(const std::filesystem::path& items, const Geometry& geometry) {
  HD_TRY_VOID(check_geometry(geometry));
  const ItemPaths paths(items, geometry.item);
  auto state = std::make_unique<State>();
  state->geometry = geometry;
  HD_TRY(state->data, open_file(paths.complete / "data", O_RDONLY));
  HD_TRY(state->chunks, open_file(paths.complete / "chunks", O_RDONLY));
  return ItemReader(std::move(state));
}

const Geometry& ItemReader::geometry() const {
  return state_->geometry;
}

Result<std::vector<Digest>> ItemReader::chunk_digests() const {
  const std::uint64_t count = state_->geometry.chunk_count();
  std::vector<Digest> out;
  out.reserve(count);
  for (std::uint64_t index = 0; index < count; ++index) {
    HD_TRY(const ChunkRecord record, state_->record(index));
    out.push_back(record_digest(record));
  }
  return out;
}

Result<Bytes> ItemReader::sealed_chunk(std::uint64_t index) const {
  HD_TRY_VOID(state_->check_index(index));
  HD_TRY(const ChunkRecord record, state_->record(index));
  Bytes out(state_->geometry.chunk_bytes(index));
  out.reserve(out.size() + crypto::aead_tag_bytes);
  HD_TRY_VOID(state_->read_data(index, out));
  append(out, record_tag(record));
  return out;
}

Result<void> ItemReader::plain_chunk(std::uint64_t index, crypto::Aead& aead, Bytes& out) const {
  HD_TRY_VOID(state_->check_index(index));
  out.resize(state_->geometry.chunk_bytes(index) + crypto::aead_tag_bytes);
  HD_TRY(const std::size_t size, plain_chunk(index, aead, std::span(out)));
  out.resize(size);
  return {};
}

Result<std::size_t> ItemReader::plain_chunk(std::uint64_t index, crypto::Aead& aead,
                                            std::span<std::uint8_t> buffer) const {
  HD_TRY_VOID(state_->check_index(index));
  const std::size_t size = state_->geometry.chunk_bytes(index);
  HD_CHECK(buffer.size() >= size + crypto::aead_tag_bytes);
  HD_TRY(const ChunkRecord record, state_->record(index));
  HD_TRY_VOID(state_->read_data(index, buffer.first(size)));
  const ByteView tag = record_tag(record);
  std::copy(tag.begin(), tag.end(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
  HD_TRY_VOID(open_chunk(state_->geometry, index, aead, record_digest(record),
                         buffer.first(size + crypto::aead_tag_bytes), buffer.first(size)));
  return size;
}

}  // namespace haidang::vault
