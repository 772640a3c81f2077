#include "directory/profile.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::directory {
namespace {

using crypto::Certificate;
using crypto::CertificateUse;

constexpr std::int64_t format_version = 1;
constexpr std::size_t profile_bytes_max = 128 * 1024;
constexpr std::size_t text_bytes_max = 400;
constexpr std::size_t authorities_max = 64;
constexpr std::size_t list_max = 32;
constexpr Millis clock_skew_max = std::chrono::minutes(10);

json::array write_list(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

Result<std::vector<std::string>> read_list(ObjectReader& in, std::string_view name) {
  HD_TRY(const json::array array, in.array(name, list_max));
  std::vector<std::string> list;
  for (const json::value& value : array) {
    if (!value.is_string() || value.get_string().size() > text_bytes_max) {
      return Error{Code::bad_value, fmt::format("profile: '{}' is not a list of texts", name)};
    }
    list.emplace_back(value.get_string());
  }
  return list;
}

json::object write_authority(const AuthorityInfo& authority) {
  return {{"id", authority.id},
          {"name", authority.name},
          {"roles", write_list(authority.roles)},
          {"languages", write_list(authority.languages)},
          {"hours", authority.hours},
          {"time_zone", authority.time_zone},
          {"phone", authority.phone},
          {"email", authority.email}};
}

Result<AuthorityInfo> read_authority(const json::object& object) {
  ObjectReader in(object, "authority");
  AuthorityInfo authority;
  HD_TRY(const std::string id, in.text("id", 64));
  HD_TRY(authority.id, parse_authority(id));
  HD_TRY(authority.name, in.text("name", text_bytes_max));
  HD_TRY(authority.roles, read_list(in, "roles"));
  HD_TRY(authority.languages, read_list(in, "languages"));
  HD_TRY(authority.hours, in.text("hours", text_bytes_max));
  HD_TRY(authority.time_zone, in.text("time_zone", text_bytes_max));
  HD_TRY(authority.phone, in.text("phone", text_bytes_max));
  HD_TRY(authority.email, in.text("email", text_bytes_max));
  HD_TRY_VOID(in.finish());
  return authority;
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

std::string write_profile(const Profile& profile) {
  json::array authorities;
  for (const AuthorityInfo& row : profile.authorities) authorities.push_back(write_authority(row));
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
  return canonical(object);
}

Result<std::vector<AuthorityInfo>> read_authorities(ObjectReader& in) {
  HD_TRY(const json::array array, in.array("authorities", authorities_max));
  std::vector<AuthorityInfo> authorities;
  for (const json::value& value : array) {
    if (!value.is_object()) return Error{Code::bad_value, "profile: an authority is not an object"};
    HD_TRY(AuthorityInfo authority, read_authority(value.get_object()));
    authorities.push_back(std::move(authority));
  }
  if (authorities.empty()) return Error{Code::bad_value, "profile: it names no authority"};
  return authorities;
}

Result<void> check_endpoint(std::string_view endpoint) {
  if (endpoint.empty() || endpoint.starts_with("https://")) return {};
  return Error{Code::bad_value, "profile: 'endpoint' does not begin with https://"};
}

Result<Profile> read_profile(const json::object& object) {
  ObjectReader in(object, "profile");
  HD_TRY(const std::int64_t version, in.integer("haidang_profile", 0, 1000));
  if (version != format_version) {
    return Error{Code::unsupported_version, "the profile is of a version this node does not read"};
  }
  HD_TRY(const std::string code, in.text("party", 8));
  HD_TRY(PartyCode party, PartyCode::parse(code));
  HD_TRY(std::string name, in.text("name", text_bytes_max));
  HD_TRY(const std::int64_t issue, in.integer("version", 1, std::int64_t{1} << 40));
  HD_TRY(const Time issued_at, in.time("issued_at"));
  HD_TRY(std::vector<AuthorityInfo> authorities, read_authorities(in));
  HD_TRY(std::string endpoint, in.text("endpoint", text_bytes_max));
  HD_TRY_VOID(check_endpoint(endpoint));
  HD_TRY(Certificate root, read_certificate(in, "root"));
  HD_TRY(const json::object key_object, in.object("keys"));
  HD_TRY(KeySet keys, read_keys(key_object));
  HD_TRY(const auto next_object, in.optional_object("next_keys"));
  std::optional<KeySet> next_keys;
  if (next_object) {
    HD_TRY(next_keys, read_keys(*next_object));
  }
  HD_TRY(std::string vkey, in.text("journal_vkey", text_bytes_max));
  HD_TRY(std::vector<std::string> former, read_list(in, "former_journal_vkeys"));
  HD_TRY_VOID(in.finish());
  return Profile{std::move(party), std::move(name), static_cast<std::uint64_t>(issue), issued_at,
                 std::move(authorities), std::move(endpoint), std::move(root), std::move(keys),
                 std::move(next_keys), std::move(vkey), std::move(former)};
}

Result<void> check_key(const Profile& profile, const Certificate& certificate, CertificateUse use,
                       Time now) {
  HD_TRY_VOID(crypto::verify_chain(certificate, profile.root, use, now));
  if (certificate.country() == profile.party.text()) return {};
  return Error{Code::wrong_party, fmt::format("a certificate in the profile of {} names {}",
                                              profile.party.text(), certificate.country())};
}

Result<void> check_keys(const Profile& profile, const KeySet& keys, Time now) {
  HD_TRY_VOID(check_key(profile, keys.signing, CertificateUse::signing, now));
  HD_TRY_VOID(check_key(profile, keys.sealing, CertificateUse::sealing, now));
  return check_key(profile, keys.transport, CertificateUse::transport, now);
}

}  // namespace

const AuthorityInfo* Profile::authority(std::string_view id) const {
  const auto it = std::find_if(authorities.begin(), authorities.end(),
                               [id](const AuthorityInfo& row) { return row.id == id; });
  return it == authorities.end() ? nullptr : &*it;
}

Result<Bytes> sign_profile(const Profile& profile, const crypto::PrivateKey& root_key) {
  return crypto::sign(as_bytes(write_profile(profile)), profile.root, root_key, profile.issued_at);
}

Result<Profile> open_profile(ByteView signed_profile, Time now) {
  HD_TRY(const crypto::Signed opened, crypto::open_signed(signed_profile, profile_bytes_max));
  HD_TRY(const json::object object,
         parse_json_object(as_text(opened.content), {.bytes_max = profile_bytes_max, .depth_max = 6}));
  HD_TRY(Profile profile, read_profile(object));
  if (opened.signer.fingerprint() != profile.root.fingerprint()) {
    return Error{Code::unknown_signer, "the profile is not signed by the root that it names"};
  }
  if (profile.issued_at > now + clock_skew_max) {
    return Error{Code::future_date, "the profile was issued later than now"};
  }
  if (profile.root.country() != profile.party.text()) {
    return Error{Code::wrong_party, fmt::format("the root in the profile of {} names {}",
                                                profile.party.text(), profile.root.country())};
  }
  HD_TRY_VOID(check_keys(profile, profile.keys, now));
  if (profile.next_keys) HD_TRY_VOID(check_keys(profile, *profile.next_keys, now));
  return profile;
}

std::string fingerprint_words(const Profile& profile) {
  constexpr std::size_t fingerprint_bytes = 16;
  const Digest digest = profile.root.fingerprint();
  return words(ByteView(digest).first(fingerprint_bytes));
}

}  // namespace haidang::directory
