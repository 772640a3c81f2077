#include "directory/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "acts/plain.hpp"
#include "directory/journal_vkey.hpp"

namespace haidang::directory {
namespace {

using crypto::Certificate;
using crypto::CertificateUse;

constexpr std::int64_t format_version = 1;
constexpr std::size_t profile_bytes_max = 128 * 1024;
constexpr std::size_t line_bytes_max = 400;
constexpr std::size_t authorities_max = 64;
constexpr std::size_t declarations_max = 64;
constexpr std::size_t list_max = 32;
constexpr std::size_t depth_max = 6;
constexpr Millis clock_skew_max = std::chrono::minutes(10);

json::array write_list(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

Result<std::string> read_line(ObjectReader& in, std::string_view name) {
  HD_TRY(std::string text, in.text(name, line_bytes_max));
  HD_TRY_VOID(check_line(name, text));
  return text;
}

// Every element is a text that `check` accepts.
Result<std::vector<std::string>> read_list(ObjectReader& in, std::string_view name,
                                           Result<void> (*check)(std::string_view,
                                                                 std::string_view)) {
  HD_TRY(const json::array array, in.array(name, list_max));
  std::vector<std::string> list;
  for (const json::value& value : array) {
    if (!value.is_string() || value.get_string().size() > line_bytes_max) {
      return Error{Code::bad_value, fmt::format("profile: '{}' is not a list of texts", name)};
    }
    HD_TRY_VOID(check(name, value.get_string()));
    list.emplace_back(value.get_string());
  }
  return list;
}

Result<DutyFunction> read_function(const json::object& object) {
  ObjectReader in(object, "function");
  DutyFunction row;
  HD_TRY(row.letter, in.text("letter", 1));
  HD_TRY(row.how, in.text("how", 20));
  HD_TRY(row.hours, read_line(in, "hours"));
  HD_TRY(row.languages, read_list(in, "languages", check_code));
  HD_TRY_VOID(in.finish());
  const bool known =
      row.how == "facilitate" || row.how == "carry-out" || row.how == "not-available";
  if (known && row.letter.size() == 1 && row.letter[0] >= 'a' && row.letter[0] <= 'e') return row;
  return Error{Code::bad_value, "profile: a function is not one of 41(3)(a) to (e)",
               "each is 'facilitate', 'carry-out' or 'not-available'"};
}

Result<std::vector<DutyFunction>> read_functions(ObjectReader& in) {
  constexpr std::size_t functions_max = 5;
  HD_TRY(const auto array, in.optional_array("functions", functions_max));
  std::vector<DutyFunction> list;
  for (const json::value& value : array.value_or(json::array{})) {
    if (!value.is_object()) return Error{Code::bad_value, "profile: a function is not an object"};
    HD_TRY(DutyFunction row, read_function(value.get_object()));
    if (!list.empty() && list.back().letter >= row.letter) {
      return Error{Code::bad_value, "profile: the functions are not in order, each once"};
    }
    list.push_back(std::move(row));
  }
  return list;
}

json::object write_keys(const KeySet& keys) {
  return {{"signing", base64(keys.signing.der())},
          {"sealing", base64(keys.sealing.der())},
          {"transport", base64(keys.transport.der())}};
}

Result<Certificate> read_certificate(ObjectReader& in, std::string_view name) {
  HD_TRY(const std::string text, in.text(name, 16 * 1024));
  HD_TRY(const Bytes der, parse_base64(text));
  return Certificate::from_der(der);
}

Result<KeySet> read_keys(const json::object& object) {
  ObjectReader in(object, "keys");
  HD_TRY(Certificate signing, read_certificate(in, "signing"));
  HD_TRY(Certificate sealing, read_certificate(in, "sealing"));
  HD_TRY(Certificate transport, read_certificate(in, "transport"));
  HD_TRY_VOID(in.finish());
  return KeySet{std::move(signing), std::move(sealing), std::move(transport)};
}

Result<std::vector<AuthorityInfo>> read_authorities(ObjectReader& in) {
  HD_TRY(const json::array array, in.array("authorities", authorities_max));
  std::vector<AuthorityInfo> authorities;
  std::set<std::string> ids;
  for (const json::value& value : array) {
    if (!value.is_object()) return Error{Code::bad_value, "profile: an authority is not an object"};
    HD_TRY(AuthorityInfo authority, read_authority(value.get_object()));
    if (!ids.insert(authority.id).second) {
      return Error{Code::bad_value, fmt::format("profile: '{}' is two authorities", authority.id)};
    }
    authorities.push_back(std::move(authority));
  }
  if (authorities.empty()) return Error{Code::bad_value, "profile: it names no authority"};
  return authorities;
}

Result<std::vector<Declaration>> read_declarations(ObjectReader& in) {
  HD_TRY(const auto array, in.optional_array("declarations", declarations_max));
  std::vector<Declaration> list;
  for (const json::value& value : array.value_or(json::array{})) {
    if (!value.is_object()) return Error{Code::bad_value, "profile: a declaration is no object"};
    HD_TRY(Declaration row, read_declaration(value.get_object()));
    if (!list.empty() && list.back().id >= row.id) {
      return Error{Code::bad_value, "profile: the declarations are not in order, each once"};
    }
    list.push_back(std::move(row));
  }
  return list;
}

// Nothing that could hide the true host from a reader: no user part, no query, no spaces.
Result<void> check_endpoint(std::string_view endpoint) {
  constexpr std::string_view scheme = "https://";
  if (endpoint.empty()) return {};
  const bool begins = endpoint.starts_with(scheme) && endpoint.size() > scheme.size();
  const bool plain = std::all_of(endpoint.begin(), endpoint.end(), [](char c) {
    constexpr std::string_view misleading = "@?#\\\"<>";
    return c > ' ' && c <= '~' && misleading.find(c) == std::string_view::npos;
  });
  if (begins && plain) return {};
  return Error{Code::bad_value, "profile: 'endpoint' is not of the form https://host:port"};
}

Result<Profile> read_profile(const json::object& object) {
  ObjectReader in(object, "profile");
  HD_TRY(const std::int64_t version, in.integer("haidang_profile", 0, 1000));
  if (version != format_version) {
    return Error{Code::unsupported_version, "the profile is of a version this node does not read"};
  }
  HD_TRY(const std::string code, in.text("party", 8));
  HD_TRY(PartyCode party, PartyCode::parse(code));
  HD_TRY(std::string name, read_line(in, "name"));
  if (name.empty()) return Error{Code::bad_value, "profile: the Party has no name"};
  HD_TRY(const std::int64_t issue, in.integer("version", 1, std::int64_t{1} << 40));
  HD_TRY(const Time issued_at, in.time("issued_at"));
  HD_TRY(std::vector<AuthorityInfo> authorities, read_authorities(in));
  HD_TRY(std::string endpoint, read_line(in, "endpoint"));
  HD_TRY_VOID(check_endpoint(endpoint));
  HD_TRY(Certificate root, read_certificate(in, "root"));
  HD_TRY(const json::object key_object, in.object("keys"));
  HD_TRY(KeySet keys, read_keys(key_object));
  HD_TRY(const auto next_object, in.optional_object("next_keys"));
  std::optional<KeySet> next_keys;
  if (next_object) {
    HD_TRY(next_keys, read_keys(*next_object));
  }
  HD_TRY(std::string vkey, read_line(in, "journal_vkey"));
  HD_TRY(std::vector<std::string> former, read_list(in, "former_journal_vkeys", check_line));
  HD_TRY(std::vector<Declaration> declarations, read_declarations(in));
  HD_TRY_VOID(in.finish());
  return Profile{std::move(party), std::move(name),        static_cast<std::uint64_t>(issue),
                 issued_at,        std::move(authorities), std::move(endpoint),
                 std::move(root),  std::move(keys),        std::move(next_keys),
                 std::move(vkey),  std::move(former),      std::move(declarations)};
}

// Accepted now, or accepted once: then each certificate is judged at a time when it was valid.
using Moment = std::optional<Time>;

Result<void> check_key(const Profile& profile, const Certificate& certificate, CertificateUse use,
                       Moment moment) {
  const Time at = moment.value_or(std::max(certificate.not_before(), profile.root.not_before()));
  HD_TRY_VOID(crypto::verify_chain(certificate, profile.root, use, at));
  if (certificate.country() == profile.party.text()) return {};
  return Error{Code::wrong_party, fmt::format("a certificate in the profile of {} names '{}'",
                                              profile.party.text(), shown(certificate.country()))};
}

Result<void> check_keys(const Profile& profile, const KeySet& keys, Moment moment) {
  HD_TRY_VOID(check_key(profile, keys.signing, CertificateUse::signing, moment));
  HD_TRY_VOID(check_key(profile, keys.sealing, CertificateUse::sealing, moment));
  return check_key(profile, keys.transport, CertificateUse::transport, moment);
}

Result<void> check_profile(const Profile& profile, Moment moment) {
  HD_TRY_VOID(check_key(profile, profile.root, CertificateUse::root, moment));
  HD_TRY_VOID(check_keys(profile, profile.keys, moment));
  if (profile.next_keys) {
    HD_TRY_VOID(check_keys(profile, *profile.next_keys, moment));
  }
  HD_TRY_VOID(check_journal_vkey(profile.party, profile.journal_vkey));
  for (const std::string& former : profile.former_journal_vkeys) {
    HD_TRY_VOID(check_journal_vkey(profile.party, former));
  }
  if (moment && profile.issued_at > *moment + clock_skew_max) {
    return Error{Code::future_date, "the profile was issued later than now", "",
                 "Check the clock of this machine and ask the Party to check theirs."};
  }
  return {};
}

Result<Profile> open_at(ByteView signed_profile, Moment moment) {
  HD_TRY(const crypto::Signed opened, crypto::open_signed(signed_profile, profile_bytes_max));
  HD_TRY(Profile profile, parse_profile(as_text(opened.content)));
  if (opened.signer.fingerprint() != profile.root.fingerprint()) {
    return Error{Code::bad_signature, "the profile is not signed by the root that it names"};
  }
  HD_TRY_VOID(check_profile(profile, moment));
  return profile;
}

}  // namespace

json::object write_declaration(const Declaration& declaration) {
  return {{"id", declaration.id}, {"values", write_list(declaration.values)}};
}

Result<Declaration> read_declaration(const json::object& object) {
  ObjectReader in(object, "declaration");
  Declaration declaration;
  HD_TRY(declaration.id, in.text("id", 64));
  HD_TRY_VOID(check_code("id", declaration.id));
  HD_TRY(declaration.values, read_list(in, "values", check_line));
  HD_TRY_VOID(in.finish());
  return declaration;
}

json::object write_authority(const AuthorityInfo& authority) {
  json::object object{{"id", authority.id},
                      {"name", authority.name},
                      {"roles", write_list(authority.roles)},
                      {"languages", write_list(authority.languages)},
                      {"hours", authority.hours},
                      {"time_zone", authority.time_zone},
                      {"phone", authority.phone},
                      {"email", authority.email}};
  if (authority.functions.empty()) return object;
  json::array functions;
  for (const DutyFunction& row : authority.functions) {
    functions.push_back(json::object{{"letter", row.letter},
                                     {"how", row.how},
                                     {"hours", row.hours},
                                     {"languages", write_list(row.languages)}});
  }
  object["functions"] = std::move(functions);
  return object;
}

Result<AuthorityInfo> read_authority(const json::object& object) {
  ObjectReader in(object, "authority");
  AuthorityInfo authority;
  HD_TRY(const std::string id, in.text("id", 64));
  HD_TRY(authority.id, parse_authority(id));
  HD_TRY(authority.name, read_line(in, "name"));
  HD_TRY(authority.roles, read_list(in, "roles", check_code));
  HD_TRY(authority.languages, read_list(in, "languages", check_code));
  HD_TRY(authority.hours, read_line(in, "hours"));
  HD_TRY(authority.time_zone, read_line(in, "time_zone"));
  HD_TRY(authority.phone, read_line(in, "phone"));
  HD_TRY(authority.email, read_line(in, "email"));
  HD_TRY(authority.functions, read_functions(in));
  HD_TRY_VOID(in.finish());
  return authority;
}

const AuthorityInfo* Profile::authority(std::string_view id) const {
  const auto it = std::find_if(authorities.begin(), authorities.end(),
                               [id](const AuthorityInfo& row) { return row.id == id; });
  return it == authorities.end() ? nullptr : &*it;
}

std::string write_profile(const Profile& profile) {
  json::array authorities;
  for (const AuthorityInfo& row : profile.authorities)
    authorities.push_back(write_authority(row));
  json::object object{{"haidang_profile", format_version},
                      {"party", profile.party.text()},
                      {"name", profile.name},
                      {"version", profile.version},
                      {"issued_at", format_time(profile.issued_at)},
                      {"authorities", std::move(authorities)},
                      {"endpoint", profile.endpoint},
                      {"root", base64(profile.root.der())},
                      {"keys", write_keys(profile.keys)},
                      {"journal_vkey", profile.journal_vkey},
                      {"former_journal_vkeys", write_list(profile.former_journal_vkeys)}};
  if (profile.next_keys) object["next_keys"] = write_keys(*profile.next_keys);
  if (!profile.declarations.empty()) {
    json::array declarations;
    for (const Declaration& row : profile.declarations)
      declarations.push_back(write_declaration(row));
    object["declarations"] = std::move(declarations);
  }
  return canonical(object);
}

Result<Profile> parse_profile(std::string_view text) {
  HD_TRY(const json::object object,
         parse_json_object(text, {.bytes_max = profile_bytes_max, .depth_max = depth_max}));
  HD_TRY(Profile profile, read_profile(object));
  if (write_profile(profile) == text) return profile;
  return Error{Code::malformed, "the profile is not in its canonical form",
               "members sorted, no spaces, one spelling for each value"};
}

Result<Bytes> sign_profile(const Profile& profile, const crypto::PrivateKey& root_key) {
  const std::string text = write_profile(profile);
  HD_TRY(const Profile again, parse_profile(text));
  HD_TRY_VOID(check_profile(again, profile.issued_at));
  return crypto::sign(as_bytes(text), profile.root, root_key, profile.issued_at);
}

Result<Profile> open_profile(ByteView signed_profile, Time now) {
  return open_at(signed_profile, now);
}

Result<Profile> reopen_profile(ByteView signed_profile) {
  return open_at(signed_profile, std::nullopt);
}

std::string fingerprint_words(const Profile& profile) {
  constexpr std::size_t fingerprint_bytes = 16;
  const Digest digest = profile.root.fingerprint();
  return words(ByteView(digest).first(fingerprint_bytes));
}

}  // namespace haidang::directory
