#include "acts/act.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "acts/address.hpp"
#include "acts/plain.hpp"

namespace haidang {
namespace {

constexpr std::int64_t format_version = 1;
constexpr std::int64_t seq_max = std::int64_t{1} << 53;  // exact in every JSON reader
constexpr std::size_t officer_bytes_max = 200;

struct KindName {
  ActKind kind;
  std::string_view name;
};
constexpr std::array kind_names{
    KindName{ActKind::request, "request"},
    KindName{ActKind::acknowledge, "acknowledge"},
    KindName{ActKind::ask, "ask"},
    KindName{ActKind::supply, "supply"},
    KindName{ActKind::consult, "consult"},
    KindName{ActKind::accept, "accept"},
    KindName{ActKind::refuse, "refuse"},
    KindName{ActKind::postpone, "postpone"},
    KindName{ActKind::status, "status"},
    KindName{ActKind::preserved, "preserved"},
    KindName{ActKind::deliver, "deliver"},
    KindName{ActKind::retrieved, "retrieved"},
    KindName{ActKind::extend, "extend"},
    KindName{ActKind::release, "release"},
    KindName{ActKind::withdraw, "withdraw"},
    KindName{ActKind::close, "close"},
    KindName{ActKind::notify, "notify"},
    KindName{ActKind::inform, "inform"},
    KindName{ActKind::answer, "answer"},
    KindName{ActKind::consent, "consent"},
    KindName{ActKind::executed, "executed"},
    KindName{ActKind::agree, "agree"},
    KindName{ActKind::decline, "decline"},
    KindName{ActKind::caution, "caution"},
    KindName{ActKind::proceed, "proceed"},
    KindName{ActKind::confirm, "confirm"},
    KindName{ActKind::inquire, "inquire"},
    KindName{ActKind::announce_lifting, "announce-lifting"},
    KindName{ActKind::represent, "represent"},
    KindName{ActKind::lift, "lift"},
    KindName{ActKind::lift_restriction, "lift-restriction"},
    KindName{ActKind::exculpatory, "exculpatory"},
};

Result<Address> address_member(ObjectReader& in, std::string_view name) {
  HD_TRY(const json::object* const object, in.object_in_place(name));
  return read_address(*object, name);
}

Result<void> read_also(ObjectReader& in, Act& act) {
  HD_TRY(const auto others, in.optional_array("also", ActLimits::also));
  if (!others) return {};
  for (const json::value& other : *others) {
    if (!other.is_object()) return Error{Code::bad_value, "act: 'also' holds addresses"};
    HD_TRY(Address address, read_address(other.get_object(), "also"));
    const bool in_order = act.also.empty() || act.also.back().party < address.party;
    if (!in_order || address.party == act.author.party || address.party == act.to.party) {
      return Error{Code::bad_value, "act: 'also' names each other Party once, in their order"};
    }
    act.also.push_back(std::move(address));
  }
  if (!act.also.empty()) return {};
  return Error{Code::bad_value, "act: 'also' is left out where it names nobody"};
}

Result<Seen> read_seen_of(const json::object& object) {
  ObjectReader in(object, "seen");
  HD_TRY(const std::int64_t acts, in.integer("acts", 1, seq_max));
  HD_TRY(const std::string last, in.text("last", 64));
  HD_TRY(const Digest digest, parse_digest(last));
  HD_TRY_VOID(in.finish());
  return Seen{static_cast<std::uint64_t>(acts), digest};
}

// A number in a case of two Parties, as there is one other chain; by Party where there are more.
Result<void> read_seen(ObjectReader& in, Act& act) {
  if (act.also.empty()) {
    HD_TRY(const std::int64_t seen, in.integer("seen", 0, seq_max));
    if (seen > 0) act.seen.emplace(act.to.party, Seen{static_cast<std::uint64_t>(seen)});
    return {};
  }
  HD_TRY(const json::object seen, in.object("seen"));
  ObjectReader seen_in(seen, "seen");
  for (const Address& other : recipients(act)) {
    HD_TRY(const auto chain, seen_in.optional_object(other.party.text()));
    if (!chain) continue;
    HD_TRY(const Seen seen_of_it, read_seen_of(*chain));
    act.seen.emplace(other.party, seen_of_it);
  }
  return seen_in.finish();
}

void append_also(std::string& out, const std::vector<Address>& also) {
  if (also.empty()) return;
  out += R"("also":)";
  for (std::size_t i = 0; i < also.size(); ++i) {
    out += i == 0 ? '[' : ',';
    append_address(out, also[i]);
  }
  out += "],";
}

void append_seen(std::string& out, const Act& act) {
  out += R"(,"seen":)";
  if (act.also.empty()) {
    out += fmt::format("{}", act.seen_of(act.to.party));
    return;
  }
  json::object by_party;
  for (const auto& [party, seen] : act.seen) {
    HD_CHECK(seen.last.has_value());
    by_party[party.text()] = json::object{{"acts", seen.acts}, {"last", hex(*seen.last)}};
  }
  append_canonical(out, by_party);
}

// Where the act stands in its author's chain.
Result<void> read_chain(ObjectReader& in, Act& act) {
  HD_TRY(const std::int64_t seq, in.integer("seq", 1, seq_max));
  HD_TRY(const auto prev, in.optional_text("prev", 64));
  act.seq = static_cast<std::uint64_t>(seq);
  if (prev.has_value() != (seq > 1)) {
    return Error{Code::bad_value, "act: 'prev' belongs to every act of a chain but the first"};
  }
  if (prev) {
    HD_TRY(act.prev, parse_digest(*prev));
  }
  return {};
}

Result<void> read_subject(ObjectReader& in, Act& act) {
  HD_TRY(const std::string kind, in.text("kind", 40));
  HD_TRY(act.kind, parse_act_kind(kind));
  HD_TRY(const auto request, in.optional_text("request", 32));
  if (request.has_value() == opens_request(act.kind)) {
    return Error{Code::bad_value,
                 "act: 'request' names what an act is about, unless it opens that itself"};
  }
  if (request) {
    HD_TRY(act.request, ActId::parse(*request));
  }
  return {};
}

Result<Act> read_act(json::object object) {
  ObjectReader in(object, "act");
  HD_TRY(const std::int64_t version, in.integer("haidang_act", 0, 1000));
  if (version != format_version) {
    return Error{Code::unsupported_version, "the act is of a version that this node does not read"};
  }
  Act act;
  HD_TRY(const std::string id, in.text("id", 32));
  HD_TRY(act.id, ActId::parse(id));
  HD_TRY(const std::string case_id, in.text("case", 32));
  HD_TRY(act.case_id, CaseId::parse(case_id));
  HD_TRY(act.author, address_member(in, "author"));
  HD_TRY(act.officer, in.text("officer", officer_bytes_max));
  HD_TRY_VOID(check_line("officer", act.officer));
  HD_TRY(act.to, address_member(in, "to"));
  HD_TRY_VOID(read_also(in, act));
  HD_TRY_VOID(read_chain(in, act));
  HD_TRY_VOID(read_seen(in, act));
  HD_TRY(act.issued_at, in.time("issued_at"));
  HD_TRY_VOID(read_subject(in, act));
  HD_TRY_VOID(in.object_in_place("body"));
  HD_TRY_VOID(in.finish());
  act.body = std::move(object.at("body").get_object());
  return act;
}

}  // namespace

bool opens_request(ActKind kind) {
  return kind == ActKind::request || kind == ActKind::inform;
}

std::uint64_t Act::seen_of(const PartyCode& party) const {
  const auto it = seen.find(party);
  return it == seen.end() ? 0 : it->second.acts;
}

std::vector<Address> recipients(const Act& act) {
  std::vector<Address> all{act.to};
  all.insert(all.end(), act.also.begin(), act.also.end());
  return all;
}

std::string_view act_kind_name(ActKind kind) {
  const auto it = std::find_if(kind_names.begin(), kind_names.end(),
                               [kind](const KindName& row) { return row.kind == kind; });
  HD_CHECK(it != kind_names.end());
  return it->name;
}

Result<ActKind> parse_act_kind(std::string_view name) {
  const auto it = std::find_if(kind_names.begin(), kind_names.end(),
                               [name](const KindName& row) { return row.name == name; });
  if (it != kind_names.end()) return it->kind;
  return Error{Code::bad_value, fmt::format("'{}' is not a kind of act", shown(name))};
}

std::span<const ActKind> all_act_kinds() {
  static constexpr auto kinds = [] {
    std::array<ActKind, kind_names.size()> list{};
    for (std::size_t i = 0; i < list.size(); ++i)
      list[i] = kind_names[i].kind;
    return list;
  }();
  return kinds;
}

// Canonical as base/json.hpp says: the members stand here in the order of their names.
std::string write_act(const Act& act) {
  std::string out = "{";
  append_also(out, act.also);
  out += R"("author":)";
  append_address(out, act.author);
  out += R"(,"body":)";
  append_canonical(out, act.body);
  out += R"(,"case":)";
  append_text(out, act.case_id.text());
  out += fmt::format(R"(,"haidang_act":{},"id":)", format_version);
  append_text(out, act.id.text());
  out += R"(,"issued_at":)";
  append_text(out, format_time(act.issued_at));
  out += R"(,"kind":)";
  append_text(out, act_kind_name(act.kind));
  out += R"(,"officer":)";
  append_text(out, act.officer);
  if (act.prev) {
    out += R"(,"prev":)";
    append_text(out, hex(*act.prev));
  }
  if (act.request) {
    out += R"(,"request":)";
    append_text(out, act.request->text());
  }
  append_seen(out, act);
  out += fmt::format(R"(,"seq":{},"to":)", act.seq);
  append_address(out, act.to);
  out += '}';
  return out;
}

Result<Act> parse_act(std::string_view text) {
  HD_TRY(json::object object, parse_json_object(text, {.bytes_max = ActLimits::json_bytes,
                                                       .depth_max = ActLimits::depth}));
  HD_TRY(Act act, read_act(std::move(object)));
  // One text per act: what another writer would spell differently is not what was signed.
  if (write_act(act) != text) {
    return Error{Code::malformed, "the act is not in its canonical form",
                 "members sorted, no spaces, one spelling for each value"};
  }
  return act;
}

}  // namespace haidang
