// One evidence item of a manifest.
#include <fmt/format.h>

#include "acts/body_parts.hpp"
#include "acts/plain.hpp"

namespace haidang::parts {
namespace {

constexpr std::size_t wrapped_key_bytes_max = 4096;
constexpr std::int64_t size_max = std::int64_t{1} << 52;
constexpr std::int64_t chunk_size_min = 64 * 1024;
constexpr std::int64_t chunk_size_max = 16 * 1024 * 1024;

// Signed, as a parser would make it: a body reads the same before and after it was text.
std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

// Sizes that contradict each other would let a list of chunks say something else than the file.
Result<void> check_geometry(const ManifestItem& item) {
  const std::uint64_t chunks = (item.size + item.chunk_size - 1) / item.chunk_size;
  if (item.chunk_count == chunks) return {};
  return Error{Code::bad_value, fmt::format("item: {} bytes in chunks of {} are {} chunks, not {}",
                                            item.size, item.chunk_size, chunks, item.chunk_count)};
}

Result<Digest> read_digest(ObjectReader& in, std::string_view name) {
  HD_TRY(const std::string text, in.text(name, 64));
  HD_TRY(const Digest digest, parse_digest(text));
  if (hex(digest) == text) return digest;
  return Error{Code::bad_value, fmt::format("item: '{}' is not in lower case", name)};
}

Result<void> read_geometry(ObjectReader& in, ManifestItem& item) {
  HD_TRY(const std::int64_t size, in.integer("size", 0, size_max));
  HD_TRY(const std::int64_t chunk_size, in.integer("chunk_size", chunk_size_min, chunk_size_max));
  HD_TRY(const std::int64_t chunk_count, in.integer("chunk_count", 0, size_max));
  item.size = static_cast<std::uint64_t>(size);
  item.chunk_size = static_cast<std::uint32_t>(chunk_size);
  item.chunk_count = static_cast<std::uint64_t>(chunk_count);
  HD_TRY(item.sha256, read_digest(in, "sha256"));
  HD_TRY(item.chunk_root, read_digest(in, "chunk_root"));
  return check_geometry(item);
}

// Kept as the examiner wrote it, with the offset of the place; empty when it is not known.
Result<std::string> read_acquired_at(ObjectReader& in) {
  HD_TRY(std::string text, in.text("acquired_at", 40));
  if (text.empty()) return text;
  if (const auto at = parse_time(text); !at.ok()) return at.error();
  return text;
}

json::object write_audience(const ManifestItem& item) {
  json::object object;
  for (const auto& [party, key] : item.audience)
    object[party.text()] = base64(key);
  return object;
}

Result<std::map<PartyCode, Bytes>> read_audience(ObjectReader& in) {
  std::map<PartyCode, Bytes> audience;
  HD_TRY(const std::optional<json::object> keys, in.optional_object("audience"));
  if (!keys) return audience;
  if (keys->empty() || keys->size() > ActLimits::also) {
    return Error{
        Code::bad_value,
        fmt::format("item: 'audience' names 1 to {} Parties, or is left out", ActLimits::also)};
  }
  ObjectReader each(*keys, "audience");
  for (const auto& row : *keys) {
    HD_TRY(PartyCode party, PartyCode::parse(row.key()));
    HD_TRY(const std::string key, each.text(row.key(), wrapped_key_bytes_max));
    HD_TRY(audience[std::move(party)], parse_base64(key));
  }
  return audience;
}

Result<std::optional<PartyCode>> read_origin(ObjectReader& in) {
  HD_TRY(const auto text, in.optional_text("origin", 8));
  if (!text) return std::optional<PartyCode>();
  HD_TRY(PartyCode party, PartyCode::parse(*text));
  return std::optional(std::move(party));
}

}  // namespace

json::object write_item(const ManifestItem& item) {
  json::object object{{"id", item.id.text()},
                      {"name", item.name},
                      {"size", number(item.size)},
                      {"sha256", hex(item.sha256)},
                      {"chunk_size", number(item.chunk_size)},
                      {"chunk_count", number(item.chunk_count)},
                      {"chunk_root", hex(item.chunk_root)},
                      {"wrapped_key", base64(item.wrapped_key)},
                      {"acquired_at", item.acquired_at},
                      {"acquired_by", item.acquired_by},
                      {"acquisition_tool", item.acquisition_tool},
                      {"source", item.source},
                      {"note", item.note}};
  if (!item.conditions.empty()) object["conditions"] = write_conditions(item.conditions);
  if (item.origin) object["origin"] = item.origin->text();
  if (!item.audience.empty()) object["audience"] = write_audience(item);
  return object;
}

Result<ManifestItem> read_item(const json::object& object) {
  ObjectReader in(object, "item");
  ManifestItem item;
  HD_TRY(const std::string id, in.text("id", 32));
  HD_TRY(item.id, ItemId::parse(id));
  HD_TRY(item.name, in.text("name", 400));
  HD_TRY_VOID(check_file_name(item.name));
  HD_TRY_VOID(read_geometry(in, item));
  HD_TRY(const std::string key, in.text("wrapped_key", wrapped_key_bytes_max));
  HD_TRY(item.wrapped_key, parse_base64(key));
  HD_TRY(item.acquired_at, read_acquired_at(in));
  HD_TRY(item.acquired_by, read_line(in, "acquired_by"));
  HD_TRY(item.acquisition_tool, read_line(in, "acquisition_tool"));
  HD_TRY(item.source, read_line(in, "source"));
  HD_TRY(item.note, read_prose(in, "note"));
  HD_TRY(item.conditions, read_conditions(in, "conditions"));
  HD_TRY(item.origin, read_origin(in));
  HD_TRY(item.audience, read_audience(in));
  HD_TRY_VOID(in.finish());
  return item;
}

}  // namespace haidang::parts
