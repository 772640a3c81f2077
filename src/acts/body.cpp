#include "acts/body.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

#include "acts/plain.hpp"

namespace haidang {
namespace {

constexpr std::size_t prose_bytes_max = 16 * 1024;
constexpr std::size_t line_bytes_max = 400;
constexpr std::size_t contents_max = 32;
constexpr std::size_t conditions_max = 50;
constexpr std::size_t grounds_max = 20;
constexpr std::size_t bases_max = 8;
constexpr std::size_t items_max = 1000;
constexpr std::size_t wrapped_key_bytes_max = 4096;
constexpr std::int64_t size_max = std::int64_t{1} << 52;
constexpr std::int64_t chunk_size_min = 64 * 1024;
constexpr std::int64_t chunk_size_max = 16 * 1024 * 1024;

json::object worded(json::object body, const Wording& wording) {
  write_wording(body, wording);
  return body;
}

json::array write_list(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

Result<std::string> read_code(ObjectReader& in, std::string_view name) {
  HD_TRY(std::string text, in.text(name));
  HD_TRY_VOID(check_code(name, text));
  return text;
}

Result<std::string> read_line(ObjectReader& in, std::string_view name) {
  HD_TRY(std::string text, in.text(name, line_bytes_max));
  HD_TRY_VOID(check_line(name, text));
  return text;
}

Result<std::string> read_prose(ObjectReader& in, std::string_view name) {
  HD_TRY(std::string text, in.text(name, prose_bytes_max));
  HD_TRY_VOID(check_prose(name, text));
  return text;
}

// Every element is a text that `check` accepts.
Result<std::vector<std::string>> read_list(ObjectReader& in, std::string_view name,
                                           std::size_t count_max,
                                           Result<void> (*check)(std::string_view,
                                                                 std::string_view)) {
  HD_TRY(const json::array array, in.array(name, count_max));
  std::vector<std::string> list;
  for (const json::value& value : array) {
    if (!value.is_string() || value.get_string().size() > prose_bytes_max) {
      return Error{Code::bad_value,
                   fmt::format("'{}' holds something that is not a text within 16 KiB", name)};
    }
    HD_TRY_VOID(check(name, value.get_string()));
    list.emplace_back(value.get_string());
  }
  return list;
}

Result<std::map<std::string, std::string>> read_contents(const json::object& object) {
  if (object.size() > contents_max) return Error{Code::too_large, "'contents' has too many items"};
  std::map<std::string, std::string> contents;
  for (const auto& member : object) {
    HD_TRY_VOID(check_code("contents", member.key()));
    if (!member.value().is_string() || member.value().get_string().size() > prose_bytes_max) {
      return Error{Code::bad_value, fmt::format("contents: '{}' is not a text within 16 KiB",
                                                std::string_view(member.key()))};
    }
    HD_TRY_VOID(check_prose(member.key(), member.value().get_string()));
    contents.emplace(member.key(), member.value().get_string());
  }
  return contents;
}

json::object write_contents(const std::map<std::string, std::string>& contents) {
  json::object object;
  for (const auto& [name, text] : contents)
    object[name] = text;
  return object;
}

// Signed, as a parser would make it: a body reads the same before and after it was text.
std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

json::object write_item(const ManifestItem& item) {
  return {{"id", item.id.text()},
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
  HD_TRY_VOID(in.finish());
  return item;
}

// Conditions belong to an acceptance, 40(28), 36(1)(b): anywhere else nobody would look for them.
Result<void> check_note(const Act& act) {
  HD_TRY(const NoteBody body, read_note(act.body));
  if (body.conditions.empty() || act.kind == ActKind::accept) return {};
  return Error{Code::bad_value, fmt::format("'{}' carries conditions", act_kind_name(act.kind)),
               "only an acceptance has conditions", "Send them with an accept."};
}

std::vector<std::string> texts_of(const RequestBody& body) {
  std::vector<std::string> names;
  for (const auto& [name, text] : body.contents)
    names.push_back(name);
  if (body.needed_by_reason) names.emplace_back("needed_by_reason");
  return names;
}

std::vector<std::string> texts_of(const NoteBody& body) {
  std::vector<std::string> names{"text"};
  for (std::size_t i = 1; i <= body.conditions.size(); ++i)
    names.push_back(fmt::format("condition.{}", i));
  return names;
}

template <class Body>
Result<void> readable(Result<Body> body) {
  if (!body.ok()) return body.error();
  return {};
}

}  // namespace

// ------------------------------------------------------------------------------------- writing

json::object write_body(const RequestBody& body) {
  json::object object{
      {"measure", body.measure},           {"legal_bases", write_list(body.legal_bases)},
      {"offence", body.offence},           {"contents", write_contents(body.contents)},
      {"confidential", body.confidential}, {"emergency", body.emergency}};
  if (body.penalty_months) object["penalty_months"] = *body.penalty_months;
  if (body.relies_on) object["relies_on"] = body.relies_on->text();
  if (body.needed_by) object["needed_by"] = format_time(*body.needed_by);
  if (body.needed_by_reason) object["needed_by_reason"] = *body.needed_by_reason;
  write_wording(object, body.wording);
  return object;
}

json::object write_body(const RefuseBody& body) {
  return worded({{"grounds", write_list(body.grounds)}, {"reasons", body.reasons}}, body.wording);
}

json::object write_body(const PostponeBody& body) {
  return worded({{"review_at", format_time(body.review_at)}, {"reasons", body.reasons}},
                body.wording);
}

json::object write_body(const PreservedBody& body) {
  return worded({{"until", format_time(body.until)}, {"note", body.note}}, body.wording);
}

json::object write_body(const NoteBody& body) {
  json::object object{{"text", body.text}};
  if (!body.conditions.empty()) object["conditions"] = write_list(body.conditions);
  write_wording(object, body.wording);
  return object;
}

json::object write_body(const ExtendBody& body) {
  return worded({{"until", format_time(body.until)}, {"reasons", body.reasons}}, body.wording);
}

json::object write_body(const DeliverBody& body) {
  json::array items;
  for (const ManifestItem& item : body.items)
    items.push_back(write_item(item));
  return {{"items", std::move(items)}, {"note", body.note}};
}

json::object write_body(const RetrievedBody& body) {
  json::array items;
  for (const ItemId& item : body.items)
    items.emplace_back(item.text());
  return {{"items", std::move(items)}};
}

// ------------------------------------------------------------------------------------- reading

Result<RequestBody> read_request(const json::object& object) {
  ObjectReader in(object, "request");
  RequestBody body;
  HD_TRY(body.measure, read_code(in, "measure"));
  HD_TRY(body.legal_bases, read_list(in, "legal_bases", bases_max, check_code));
  HD_TRY(body.offence, read_code(in, "offence"));
  HD_TRY(body.penalty_months, in.optional_integer("penalty_months", 0, 12 * 1000));
  HD_TRY(const json::object contents, in.object("contents"));
  HD_TRY(body.contents, read_contents(contents));
  HD_TRY(const auto confidential, in.optional_boolean("confidential"));
  HD_TRY(const auto emergency, in.optional_boolean("emergency"));
  body.confidential = confidential.value_or(false);
  body.emergency = emergency.value_or(false);
  HD_TRY(const auto relies_on, in.optional_text("relies_on", 32));
  if (relies_on) {
    HD_TRY(body.relies_on, ActId::parse(*relies_on));
  }
  HD_TRY(body.needed_by, in.optional_time("needed_by"));
  HD_TRY(body.needed_by_reason, in.optional_text("needed_by_reason", prose_bytes_max));
  if (body.needed_by_reason) {
    HD_TRY_VOID(check_prose("needed_by_reason", *body.needed_by_reason));
  }
  HD_TRY(body.wording, read_wording(in, texts_of(body)));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<RefuseBody> read_refuse(const json::object& object) {
  ObjectReader in(object, "refuse");
  RefuseBody body;
  HD_TRY(body.grounds, read_list(in, "grounds", grounds_max, check_code));
  HD_TRY(body.reasons, read_prose(in, "reasons"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("reasons")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<PostponeBody> read_postpone(const json::object& object) {
  ObjectReader in(object, "postpone");
  PostponeBody body;
  HD_TRY(body.review_at, in.time("review_at"));
  HD_TRY(body.reasons, read_prose(in, "reasons"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("reasons")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<PreservedBody> read_preserved(const json::object& object) {
  ObjectReader in(object, "preserved");
  PreservedBody body;
  HD_TRY(body.until, in.time("until"));
  HD_TRY(body.note, read_prose(in, "note"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("note")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<NoteBody> read_note(const json::object& object) {
  ObjectReader in(object, "note");
  NoteBody body;
  HD_TRY(body.text, read_prose(in, "text"));
  HD_TRY(const auto conditions, in.optional_array("conditions", conditions_max));
  if (conditions) {
    HD_TRY(body.conditions, read_list(in, "conditions", conditions_max, check_prose));
  }
  HD_TRY(body.wording, read_wording(in, texts_of(body)));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<ExtendBody> read_extend(const json::object& object) {
  ObjectReader in(object, "extend");
  ExtendBody body;
  HD_TRY(body.until, in.time("until"));
  HD_TRY(body.reasons, read_prose(in, "reasons"));
  HD_TRY(body.wording, read_wording(in, std::array{std::string("reasons")}));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<DeliverBody> read_deliver(const json::object& object) {
  ObjectReader in(object, "deliver");
  HD_TRY(const json::array items, in.array("items", items_max));
  DeliverBody body;
  HD_TRY(body.note, read_prose(in, "note"));
  HD_TRY_VOID(in.finish());
  std::set<ItemId> ids;
  for (const json::value& value : items) {
    if (!value.is_object()) return Error{Code::bad_value, "deliver: an item is not an object"};
    HD_TRY(ManifestItem item, read_item(value.get_object()));
    if (!ids.insert(item.id).second) {
      return Error{Code::bad_value, "deliver: the same item stands twice in the manifest"};
    }
    body.items.push_back(std::move(item));
  }
  if (body.items.empty()) return Error{Code::bad_value, "deliver: the manifest names no item"};
  return body;
}

Result<RetrievedBody> read_retrieved(const json::object& object) {
  ObjectReader in(object, "retrieved");
  HD_TRY(const json::array items, in.array("items", items_max));
  HD_TRY_VOID(in.finish());
  RetrievedBody body;
  for (const json::value& value : items) {
    if (!value.is_string()) return Error{Code::bad_value, "retrieved: an item is not an id"};
    HD_TRY(ItemId id, ItemId::parse(value.get_string()));
    body.items.push_back(std::move(id));
  }
  if (body.items.empty()) return Error{Code::bad_value, "retrieved: no item is named"};
  return body;
}

Result<void> check_body(const Act& act) {
  switch (act.kind) {
    case ActKind::request:
      return readable(read_request(act.body));
    case ActKind::refuse:
      return readable(read_refuse(act.body));
    case ActKind::postpone:
      return readable(read_postpone(act.body));
    case ActKind::preserved:
      return readable(read_preserved(act.body));
    case ActKind::extend:
      return readable(read_extend(act.body));
    case ActKind::deliver:
      return readable(read_deliver(act.body));
    case ActKind::retrieved:
      return readable(read_retrieved(act.body));
    case ActKind::acknowledge:
    case ActKind::ask:
    case ActKind::supply:
    case ActKind::consult:
    case ActKind::accept:
    case ActKind::status:
    case ActKind::release:
    case ActKind::withdraw:
    case ActKind::close:
    case ActKind::notify:
      return check_note(act);
  }
  return Error{Code::bad_value, "the act is of an unknown kind"};
}

}  // namespace haidang
