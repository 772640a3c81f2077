#include "directory/journal_vkey.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "acts/plain.hpp"
#include "crypto/digest.hpp"

namespace haidang::directory {
namespace {

constexpr std::uint8_t ed25519_type = 0x01;
constexpr std::size_t typed_key_bytes = 33;
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t name_bytes_max = 100;

// Names under this prefix are the Party's own.
std::string name_prefix(const PartyCode& party) {
  std::string name = party.text() + ".haidang/";
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

std::string write_vkey(std::string_view name, ByteView typed_key) {
  const Digest id = crypto::sha256(as_bytes(fmt::format("{}\n", name)), typed_key);
  return fmt::format("{}+{}+{}", name, hex(ByteView(id).first(key_id_bytes)), base64(typed_key));
}

Error malformed(std::string why) {
  return {Code::malformed, "profile: the journal's verifier key is not one", std::move(why)};
}

}  // namespace

std::string write_journal_vkey(const PartyCode& party, const crypto::PublicKey& ed25519) {
  Bytes typed{ed25519_type};
  append(typed, ed25519.raw_ed25519());
  return write_vkey(name_prefix(party) + "journal", typed);
}

Result<void> check_journal_vkey(const PartyCode& party, std::string_view vkey) {
  const std::size_t name_end = vkey.find('+');
  if (name_end == std::string_view::npos || name_end > name_bytes_max) {
    return malformed("it is not name, key id and key, joined by '+'");
  }
  const std::string_view name = vkey.substr(0, name_end);
  if (!name.starts_with(name_prefix(party))) {
    return Error{Code::wrong_party, "profile: the journal's name is not one of this Party",
                 fmt::format("'{}' does not begin with '{}'", shown(name), name_prefix(party))};
  }
  const std::string_view rest = vkey.substr(name_end + 1);
  const std::size_t id_end = rest.find('+');
  if (id_end == std::string_view::npos) return malformed("it has no key");
  HD_TRY(const Bytes typed, parse_base64(rest.substr(id_end + 1)));
  if (typed.size() != typed_key_bytes || typed[0] != ed25519_type) {
    return malformed("an Ed25519 key is expected: 0x01 and 32 bytes");
  }
  HD_TRY(const auto key, crypto::PublicKey::from_raw_ed25519(ByteView(typed).subspan(1)));
  (void)key;
  const bool plain_name =
      std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!plain_name || write_vkey(name, typed) != vkey) {
    return malformed("its key id does not belong to its name and key");
  }
  return {};
}

}  // namespace haidang::directory
