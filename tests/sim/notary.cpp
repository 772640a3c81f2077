#include "notary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.hpp"

namespace haidang::sim {
namespace {

// Party (2 letters) || tag (32 bytes) || text.
constexpr std::size_t code_bytes = 2;
constexpr std::size_t frame_bytes = code_bytes + sizeof(Digest);

Digest tag_of(const Digest& secret, std::string_view purpose, std::string_view text) {
  Bytes head = to_bytes(secret);
  append(head, as_bytes(purpose));
  return crypto::sha256(head, as_bytes(text));
}

Bytes frame(const PartyCode& party, const Digest& tag, std::string_view text) {
  Bytes out;
  out.reserve(frame_bytes + text.size());
  append(out, as_bytes(party.text()));
  append(out, tag);
  append(out, as_bytes(text));
  return out;
}

struct Framed {
  PartyCode party;
  Digest tag{};
  std::string_view text;
};

Result<Framed> read_frame(ByteView bytes) {
  if (bytes.size() < frame_bytes) return Error{Code::malformed, "the frame is too short"};
  Framed framed;
  HD_TRY(framed.party, PartyCode::parse(as_text(bytes.first(code_bytes))));
  const ByteView tag = bytes.subspan(code_bytes, sizeof(Digest));
  std::copy(tag.begin(), tag.end(), framed.tag.begin());
  framed.text = as_text(bytes.subspan(frame_bytes));
  return framed;
}

constexpr std::string_view signing = "signature";
constexpr std::string_view sealing = "seal";

}  // namespace

KeyRing::KeyRing(std::size_t parties) {
  for (std::size_t i = 0; i < parties; ++i) {
    signers_.push_back(std::make_unique<journal::Ed25519NoteSigner>(
        fmt::format("journal.{}.example", party_code(i).text()),
        crypto::PrivateKey::generate(crypto::KeyKind::ed25519)));
  }
}

PartyCode party_code(std::size_t number) {
  constexpr std::size_t letters = 26;
  // X? first (XA to XZ are user-assigned); a world of 193 needs more codes than ISO leaves free.
  const std::size_t first = ('X' - 'A' + number / letters) % letters;
  const std::string text{static_cast<char>('A' + first), static_cast<char>('A' + number % letters)};
  auto code = PartyCode::parse(text);
  HD_CHECK(code.ok());
  return *std::move(code);
}

Address address_of(std::size_t number) {
  return {party_code(number), "contact-point"};
}

Register::Register(std::size_t parties, const KeyRing& keys, std::uint64_t seed) : keys_(keys) {
  for (std::size_t i = 0; i < parties; ++i) {
    const std::string text = fmt::format("secret of {} in world {}", i, seed);
    entries_.emplace(party_code(i), Entry{i, crypto::sha256(as_bytes(text))});
  }
}

const Register::Entry* Register::find(const PartyCode& party) const {
  const auto it = entries_.find(party);
  return it == entries_.end() ? nullptr : &it->second;
}

Result<Bytes> SimNotary::sign(std::string_view text, Time) {
  const Register::Entry* own = parties_.find(self_.party);
  HD_CHECK(own != nullptr);
  return frame(self_.party, tag_of(own->secret, signing, text), text);
}

Result<node::Notary::Checked> SimNotary::check_signed(ByteView signed_act) const {
  HD_TRY(const Framed framed, read_frame(signed_act));
  const Register::Entry* signer = parties_.find(framed.party);
  if (signer == nullptr) return Error{Code::bad_signature, "nobody pinned has signed this"};
  if (tag_of(signer->secret, signing, framed.text) != framed.tag) {
    return Error{Code::bad_signature, "the signature is not over these bytes"};
  }
  Digest key{};
  std::copy_n(framed.party.text().begin(), code_bytes, key.begin());
  return Checked{std::string(framed.text), key};
}

Result<PartyCode> SimNotary::signer(const Digest& key, Time) {
  return PartyCode::parse(as_text(ByteView(key).first(code_bytes)));
}

Result<node::Notary::Seal> SimNotary::seal_for(const PartyCode& to, Time) {
  const Register::Entry* recipient = parties_.find(to);
  if (recipient == nullptr) return Error{Code::not_pinned, "the Party is not pinned"};
  return Seal([to, secret = recipient->secret](std::string_view text) -> Result<Bytes> {
    return frame(to, tag_of(secret, sealing, text), text);
  });
}

Result<std::string> SimNotary::open_sealed(ByteView sealed) const {
  HD_TRY(const Framed framed, read_frame(sealed));
  const Register::Entry* own = parties_.find(self_.party);
  HD_CHECK(own != nullptr);
  if (framed.party != self_.party || tag_of(own->secret, sealing, framed.text) != framed.tag) {
    return Error{Code::cannot_open, "sealed for somebody else, or altered"};
  }
  return std::string(framed.text);
}

Result<journal::NoteVerifier> SimNotary::journal_of(const PartyCode& party) {
  const Register::Entry* entry = parties_.find(party);
  if (entry == nullptr) return Error{Code::not_pinned, "the Party is not pinned"};
  return parties_.journal_of(entry->number);
}

}  // namespace haidang::sim
