#include "proof/formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "crypto/digest.hpp"
#include "proof/bag.hpp"

namespace haidang::proof {

namespace names {

std::string act(std::size_t number, const PartyCode& party, ActKind kind) {
  return fmt::format("acts/{:04}-{}-{}", number, party.text(), act_kind_name(kind));
}
std::string act_event(std::size_t number) {
  return fmt::format("proofs/act-{:04}.json", number);
}
std::string act_proof(std::size_t number) {
  return fmt::format("proofs/act-{:04}.tlog-proof", number);
}
std::string custody_proof(std::size_t number) {
  return fmt::format("proofs/custody-{:04}.tlog-proof", number);
}
std::string chunks(const ItemId& item) {
  return fmt::format("evidence/chunks/{}.txt", item.text());
}
std::string root(const PartyCode& party) {
  return fmt::format("keys/{}-root.pem", party.text());
}
std::string profile(const PartyCode& party) {
  return fmt::format("keys/{}-profile.p7m", party.text());
}
std::string evidence(const ManifestItem& item) {
  std::string file = item.name;
  std::replace(file.begin(), file.end(), '%', '_');
  return fmt::format("data/evidence/{}/{}", item.id.text(), file);
}

}  // namespace names

namespace {

constexpr std::int64_t format_version = 1;
// As journal::leaf_entry has it, which a verifier without a database cannot link.
constexpr std::uint8_t journal_leaf_type = 0x01;
constexpr std::int64_t number_max = std::int64_t{1} << 53;

Error wrong(std::string what) {
  return {Code::bad_value, "a text of the package is not in its form", std::move(what)};
}

json::object write_act_row(const IndexedAct& act, std::size_t number) {
  return {{"file", names::act(number, act.party, act.kind) + ".p7m"},
          {"id", act.id.text()},
          {"kind", act_kind_name(act.kind)},
          {"logged", act.logged},
          {"party", act.party.text()},
          {"sha256", hex(act.sha256)}};
}

json::object write_item_row(const IndexedItem& row) {
  const ManifestItem& item = row.item;
  return {{"acquired_at", item.acquired_at},
          {"acquired_by", item.acquired_by},
          {"acquisition_tool", item.acquisition_tool},
          {"chunk_count", item.chunk_count},
          {"chunk_root", hex(item.chunk_root)},
          {"chunk_size", item.chunk_size},
          {"delivered_by", row.delivered_by.text()},
          {"file", names::evidence(item)},
          {"id", item.id.text()},
          {"name", item.name},
          {"note", item.note},
          {"sha256", hex(item.sha256)},
          {"size", item.size},
          {"source", item.source}};
}

template <class T>
Result<T> read_id(ObjectReader& in, std::string_view name) {
  HD_TRY(const std::string text, in.text(name, 32));
  return T::parse(text);
}
Result<PartyCode> read_party(ObjectReader& in, std::string_view name) {
  HD_TRY(const std::string text, in.text(name, 8));
  return PartyCode::parse(text);
}
Result<Digest> read_digest(ObjectReader& in, std::string_view name) {
  HD_TRY(const std::string text, in.text(name, 64));
  return parse_digest(text);
}
Result<std::uint64_t> read_count(ObjectReader& in, std::string_view name, std::int64_t max) {
  HD_TRY(const std::int64_t number, in.integer(name, 0, max));
  return static_cast<std::uint64_t>(number);
}

Result<IndexedAct> read_act_row(const json::object& object, std::size_t number) {
  ObjectReader in(object, "package act");
  IndexedAct act;
  HD_TRY(act.id, read_id<ActId>(in, "id"));
  HD_TRY(act.party, read_party(in, "party"));
  HD_TRY(const std::string kind, in.text("kind", 20));
  HD_TRY(act.kind, parse_act_kind(kind));
  HD_TRY(act.sha256, read_digest(in, "sha256"));
  HD_TRY(act.logged, in.boolean("logged"));
  HD_TRY(const std::string file, in.text("file"));
  HD_TRY_VOID(in.finish());
  if (file != names::act(number, act.party, act.kind) + ".p7m") {
    return wrong(fmt::format("act {} is not where its number, Party and kind put it", number));
  }
  return act;
}

Result<void> read_item_numbers(ObjectReader& in, ManifestItem& item) {
  HD_TRY(item.size, read_count(in, "size", number_max));
  HD_TRY(item.sha256, read_digest(in, "sha256"));
  HD_TRY(const std::uint64_t chunk_size, read_count(in, "chunk_size", 1 << 30));
  item.chunk_size = static_cast<std::uint32_t>(chunk_size);
  HD_TRY(item.chunk_count, read_count(in, "chunk_count", number_max));
  HD_TRY(item.chunk_root, read_digest(in, "chunk_root"));
  if (item.chunk_size == 0) return wrong("an item's chunk size is 0");
  return {};
}

Result<IndexedItem> read_item_row(const json::object& object, std::size_t /*number*/) {
  constexpr std::size_t text_bytes = 16UL * 1024;
  ObjectReader in(object, "package item");
  IndexedItem row;
  ManifestItem& item = row.item;
  HD_TRY(item.id, read_id<ItemId>(in, "id"));
  HD_TRY(item.name, in.text("name", 200));
  HD_TRY_VOID(check_file_name(item.name));
  HD_TRY_VOID(read_item_numbers(in, item));
  HD_TRY(item.acquired_at, in.text("acquired_at", text_bytes));
  HD_TRY(item.acquired_by, in.text("acquired_by", text_bytes));
  HD_TRY(item.acquisition_tool, in.text("acquisition_tool", text_bytes));
  HD_TRY(item.source, in.text("source", text_bytes));
  HD_TRY(item.note, in.text("note", text_bytes));
  HD_TRY(row.delivered_by, read_id<ActId>(in, "delivered_by"));
  HD_TRY(const std::string file, in.text("file"));
  HD_TRY_VOID(in.finish());
  if (file != names::evidence(item)) return wrong("an item is not where its id and name put it");
  return row;
}

// Reads every element of a list of objects; `read` also gets the element's number, from 1.
template <class T>
Result<std::vector<T>> read_rows(ObjectReader& in, std::string_view name, std::size_t count_max,
                                 Result<T> (*read)(const json::object&, std::size_t)) {
  HD_TRY(const json::array list, in.array(name, count_max));
  std::vector<T> rows;
  for (const json::value& value : list) {
    if (!value.is_object()) return wrong(fmt::format("'{}' holds more than objects", name));
    HD_TRY(T row, read(value.get_object(), rows.size() + 1));
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<std::string>> read_texts(ObjectReader& in, std::string_view name,
                                            std::size_t count_max) {
  HD_TRY(const json::array list, in.array(name, count_max));
  std::vector<std::string> texts;
  for (const json::value& value : list) {
    if (!value.is_string()) return wrong(fmt::format("'{}' holds more than texts", name));
    texts.emplace_back(value.get_string());
  }
  return texts;
}

Result<Address> read_maker(ObjectReader& in) {
  HD_TRY(const json::object object, in.object("maker"));
  ObjectReader maker(object, "package maker");
  Address address;
  HD_TRY(address.party, read_party(maker, "party"));
  HD_TRY(const std::string authority, maker.text("authority", 40));
  HD_TRY(address.authority, parse_authority(authority));
  HD_TRY_VOID(maker.finish());
  return address;
}

Result<journal::Salt> parse_salt(std::string_view text) {
  HD_TRY(const Bytes bytes, parse_hex(text));
  journal::Salt salt{};
  if (bytes.size() != salt.size()) return wrong("a salt is not 16 bytes");
  std::copy(bytes.begin(), bytes.end(), salt.begin());
  return salt;
}

}  // namespace

std::string write_index(const Index& index) {
  json::array parties;
  for (const PartyCode& party : index.parties)
    parties.emplace_back(party.text());
  json::array acts;
  for (const IndexedAct& act : index.acts)
    acts.push_back(write_act_row(act, acts.size() + 1));
  json::array items;
  for (const IndexedItem& item : index.items)
    items.push_back(write_item_row(item));
  json::array receipts;
  for (const std::string& file : index.receipts)
    receipts.emplace_back(file);
  return canonical(json::object{{"haidang_package", format_version},
                                {"case", index.case_id.text()},
                                {"maker", json::object{{"party", index.maker.party.text()},
                                                       {"authority", index.maker.authority}}},
                                {"officer", index.officer},
                                {"made_at", format_time(index.made_at)},
                                {"parties", parties},
                                {"acts", acts},
                                {"items", items},
                                {"receipts", receipts},
                                {"custody_events", index.custody_events}});
}

Result<Index> parse_index(std::string_view text) {
  HD_TRY(const json::object object,
         parse_json_object(text, {.bytes_max = FormatLimits::index_bytes, .depth_max = 6}));
  ObjectReader in(object, "package");
  HD_TRY(const std::int64_t version, in.integer("haidang_package", 0, number_max));
  if (version != format_version) {
    return Error{Code::unsupported_version, "the package is of a version this program cannot read",
                 fmt::format("version {}", version), "Use the haidang-verify of a later release."};
  }
  Index index;
  HD_TRY(index.case_id, read_id<CaseId>(in, "case"));
  HD_TRY(index.maker, read_maker(in));
  HD_TRY(index.officer, in.text("officer"));
  HD_TRY(index.made_at, in.time("made_at"));
  HD_TRY(const auto parties, read_texts(in, "parties", FormatLimits::parties));
  for (const std::string& code : parties) {
    HD_TRY(PartyCode party, PartyCode::parse(code));
    index.parties.push_back(std::move(party));
  }
  HD_TRY(index.acts, read_rows<IndexedAct>(in, "acts", FormatLimits::acts, read_act_row));
  HD_TRY(index.items, read_rows<IndexedItem>(in, "items", FormatLimits::items, read_item_row));
  HD_TRY(index.receipts, read_texts(in, "receipts", FormatLimits::acts));
  HD_TRY(index.custody_events, read_count(in, "custody_events", FormatLimits::custody_events));
  HD_TRY_VOID(in.finish());
  return index;
}

Bytes SaltedEvent::leaf() const {
  Bytes leaf{journal_leaf_type};
  append(leaf, crypto::sha256(salt, as_bytes(canonical(event))));
  return leaf;
}

std::string write_salted_event(const SaltedEvent& event) {
  return canonical(json::object{{"event", event.event}, {"salt", hex(event.salt)}});
}

Result<SaltedEvent> parse_salted_event(std::string_view line) {
  HD_TRY(const json::object object,
         parse_json_object(line, {.bytes_max = FormatLimits::event_bytes, .depth_max = 12}));
  ObjectReader in(object, "journal event");
  SaltedEvent event;
  HD_TRY(event.event, in.object("event"));
  HD_TRY(const std::string salt, in.text("salt", 32));
  HD_TRY(event.salt, parse_salt(salt));
  HD_TRY_VOID(in.finish());
  if (write_salted_event(event) != line) return wrong("a journal event is not canonical JSON");
  return event;
}

Result<std::vector<SaltedEvent>> parse_custody(std::string_view text) {
  std::vector<SaltedEvent> events;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return wrong("the last custody line is cut off");
    if (events.size() >= FormatLimits::custody_events) return wrong("too many custody lines");
    HD_TRY(SaltedEvent event, parse_salted_event(text.substr(0, end)));
    events.push_back(std::move(event));
    text.remove_prefix(end + 1);
  }
  return events;
}

Result<ActEvent> read_act_event(const json::object& event) {
  ObjectReader in(event, "act event");
  ActEvent about;
  HD_TRY(about.kind, in.text("kind", 40));
  HD_TRY(about.act, read_id<ActId>(in, "act"));
  HD_TRY(about.sha256, read_digest(in, "sha256"));
  HD_TRY(about.from, read_party(in, "from"));
  HD_TRY(about.to, read_party(in, "to"));
  HD_TRY(about.at, in.optional_time("at"));
  return about;
}

Result<ReceiptFile> parse_receipt_file(std::string_view text) {
  HD_TRY(const json::object object,
         parse_json_object(text, {.bytes_max = 2 * FormatLimits::event_bytes, .depth_max = 6}));
  ObjectReader in(object, "receipt");
  HD_TRY(const std::int64_t version, in.integer("haidang_receipt", 0, number_max));
  if (version != format_version) {
    return Error{Code::unsupported_version, "the receipt is of a version this program cannot read"};
  }
  ReceiptFile receipt;
  HD_TRY(receipt.salted.event, in.object("event"));
  HD_TRY(receipt.about, read_act_event(receipt.salted.event));
  HD_TRY(const std::string salt, in.text("salt", 32));
  HD_TRY(receipt.salted.salt, parse_salt(salt));
  HD_TRY(const std::string proof, in.text("proof", FormatLimits::event_bytes));
  HD_TRY(receipt.proof, journal::parse_proof(proof));
  HD_TRY_VOID(in.finish());
  return receipt;
}

std::string write_chunk_list(const std::vector<Digest>& digests) {
  std::string out;
  out.reserve(digests.size() * 65);
  for (const Digest& digest : digests)
    out += hex(digest) + "\n";
  return out;
}

Result<std::vector<Digest>> parse_chunk_list(std::string_view text) {
  constexpr std::size_t line_bytes = 65;
  if (text.size() % line_bytes != 0) return wrong("a chunk list is not 64 digits a line");
  std::vector<Digest> digests;
  digests.reserve(text.size() / line_bytes);
  for (; !text.empty(); text.remove_prefix(line_bytes)) {
    if (text[line_bytes - 1] != '\n') return wrong("a chunk list is not 64 digits a line");
    HD_TRY(const Digest digest, parse_digest(text.substr(0, line_bytes - 1)));
    digests.push_back(digest);
  }
  return digests;
}

std::string write_hashdeep(const std::vector<IndexedItem>& items) {
  std::string out =
      "%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n"
      "## Check inside the package folder with: hashdeep -c sha256 -l -r -a -v -k "
      "evidence/hashdeep.txt data\n##\n";
  for (const IndexedItem& row : items) {
    out +=
        fmt::format("{},{},{}\n", row.item.size, hex(row.item.sha256), names::evidence(row.item));
  }
  return out;
}

std::vector<std::string> journal_vkeys(const directory::Profile& profile) {
  std::vector<std::string> vkeys{profile.journal_vkey};
  vkeys.insert(vkeys.end(), profile.former_journal_vkeys.begin(),
               profile.former_journal_vkeys.end());
  return vkeys;
}

std::string write_policy(const std::vector<directory::Profile>& profiles) {
  std::string out;
  for (const directory::Profile& profile : profiles) {
    for (const std::string& vkey : journal_vkeys(profile))
      out += "log " + vkey + "\n";
  }
  return out + "quorum none\n";
}

bool same_facts(const ManifestItem& a, const ManifestItem& b) {
  const auto facts = [](const ManifestItem& item) {
    return std::tie(item.id, item.name, item.size, item.sha256, item.chunk_size, item.chunk_count,
                    item.chunk_root, item.acquired_at, item.acquired_by, item.acquisition_tool,
                    item.source, item.note);
  };
  return facts(a) == facts(b);
}

}  // namespace haidang::proof
