#include "journal/note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "crypto/digest.hpp"

namespace haidang::journal {
namespace {

constexpr std::uint8_t type_ed25519 = 0x01;
constexpr std::size_t key_bytes = 32;
constexpr std::string_view signature_prefix = "\u2014 ";  // a dash, one space
constexpr std::size_t key_name_bytes_max = 256;

Error malformed(std::string_view what, std::string_view why) {
  return {Code::malformed, std::string(what), std::string(why)};
}
Error bad_note(std::string_view why) {
  return malformed("the bytes are not a signed note", why);
}
Error bad_checkpoint(std::string_view why) {
  return malformed("the text is not a checkpoint", why);
}
Error bad_proof(std::string_view why) {
  return malformed("the text is not an inclusion proof", why);
}

std::size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

// The next code point of RFC 3629, or nothing if the bytes are not UTF-8.
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = utf8_length(lead);
  if (length == 0 || length > text.size()) return std::nullopt;
  char32_t value = length == 1 ? lead : lead & (0x7FU >> length);
  for (const char c : text.substr(1, length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    value = value << 6U | (byte & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (overlong || surrogate || value > 0x10FFFF) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

// White_Space of the Unicode character database.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

// UTF-8 without control characters other than the end of a line (signed-note).
bool is_note_text(std::string_view text) {
  while (!text.empty()) {
    const auto c = take_code_point(text);
    if (!c || (*c < 0x20 && *c != '\n')) return false;
  }
  return true;
}

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Decimal without sign or leading zeros, at most 2^63-1.
std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.front() == '0' && text.size() > 1) return std::nullopt;
  return value <= tree_size_max ? std::optional(value) : std::nullopt;
}

std::optional<Digest> parse_hash(std::string_view text) {
  Digest digest{};
  const auto bytes = parse_base64(text);
  if (!bytes.ok() || bytes->size() != digest.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

std::uint32_t read_u32(ByteView bytes) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes.first(4))
    value = value << 8U | byte;
  return value;
}

Bytes write_u32(std::uint32_t value) {
  Bytes bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  return bytes;
}

Bytes typed_key(const crypto::PublicKey& key) {
  Bytes bytes{type_ed25519};
  append(bytes, key.raw_ed25519());
  return bytes;
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(signature_prefix)) return bad_note("a signature line has no dash");
  line.remove_prefix(signature_prefix.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return bad_note("a signature line has no name");
  NoteSignature signature{std::string(line.substr(0, space)), 0, {}};
  if (!is_key_name(signature.name)) return bad_note("a signature line's name is not a key name");
  const auto bytes = parse_base64(line.substr(space + 1));
  if (!bytes.ok() || bytes->size() < 5) return bad_note("a signature is not base64 of 5 bytes up");
  signature.key_id = read_u32(*bytes);
  signature.signature.assign(bytes->begin() + 4, bytes->end());
  return signature;
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > key_name_bytes_max) return false;
  while (!name.empty()) {
    const auto c = take_code_point(name);
    if (!c || *c < 0x20 || *c == '+' || is_space(*c)) return false;
  }
  return true;
}

// --------------------------------------------------------------------------------------- keys

NoteVerifier::NoteVerifier(std::string name, crypto::PublicKey key)
    : name_(std::move(name)), key_(std::move(key)) {
  const Bytes head = to_bytes(name_ + "\n");
  key_id_ = read_u32(crypto::sha256(head, typed_key(key_)));
}

NoteVerifier NoteVerifier::ed25519(std::string name, const crypto::PublicKey& key) {
  HD_CHECK(is_key_name(name));
  HD_CHECK(key.kind() == crypto::KeyKind::ed25519);
  return {std::move(name), key};
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view vkey) {
  constexpr std::string_view what = "the text is not a note verifier key";
  const std::size_t name_end = vkey.find('+');
  const std::string_view name = vkey.substr(0, name_end);
  if (name_end == std::string_view::npos || !is_key_name(name)) {
    return malformed(what, "it has the form <name>+<key id>+<key>");
  }
  const std::string_view rest = vkey.substr(name_end + 1);
  const std::size_t id_end = rest.find('+');
  if (id_end != 8) return malformed(what, "the key id has eight hexadecimal digits");
  const auto key = parse_base64(rest.substr(id_end + 1));
  if (!key.ok() || key->size() != 1 + key_bytes || key->front() != type_ed25519) {
    return malformed(what, "the key is not an Ed25519 key (type 1, 32 bytes)");
  }
  HD_TRY(crypto::PublicKey public_key,
         crypto::PublicKey::from_raw_ed25519(ByteView(*key).subspan(1)));
  NoteVerifier verifier(std::string(name), std::move(public_key));
  if (verifier.vkey() != vkey) return malformed(what, "the key id does not belong to the key");
  return verifier;
}

std::string NoteVerifier::vkey() const {
  return fmt::format("{}+{}+{}", name_, hex(write_u32(key_id_)), base64(typed_key(key_)));
}

bool NoteVerifier::verify(std::string_view text, ByteView signature) const {
  return crypto::verify_ed25519(key_, as_bytes(text), signature);
}

Ed25519NoteSigner::Ed25519NoteSigner(std::string name, crypto::PrivateKey key)
    : key_(std::move(key)), verifier_(NoteVerifier::ed25519(std::move(name), key_.public_key())) {}

NoteSignature Ed25519NoteSigner::sign(std::string_view text) const {
  return {verifier_.name(), verifier_.key_id(), crypto::sign_ed25519(key_, as_bytes(text))};
}

// -------------------------------------------------------------------------------------- notes

std::string write_note(const Note& note) {
  HD_CHECK(note.text.ends_with('\n'));
  std::string out = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    Bytes blob = write_u32(signature.key_id);
    append(blob, signature.signature);
    out += fmt::format("{}{} {}\n", signature_prefix, signature.name, base64(blob));
  }
  return out;
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > note_bytes_max) {
    return Error{Code::too_large, "the signed note is too large",
                 fmt::format("{} bytes; at most {} are read", bytes.size(), note_bytes_max)};
  }
  if (!is_note_text(bytes)) return bad_note("it is not plain UTF-8 text");
  // The text may hold empty lines: the last one is the separator.
  const std::size_t separator = bytes.rfind("\n\n");
  if (separator == std::string_view::npos) return bad_note("no empty line before the signatures");
  Note note{std::string(bytes.substr(0, separator + 1)), {}};
  std::string_view lines = bytes.substr(separator + 2);
  while (!lines.empty()) {
    const auto line = take_line(lines);
    if (!line) return bad_note("the last line has no end");
    if (note.signatures.size() == note_signatures_max) return bad_note("too many signatures");
    HD_TRY(NoteSignature signature, parse_signature_line(*line));
    note.signatures.push_back(std::move(signature));
  }
  if (note.signatures.empty()) return bad_note("it has no signature");
  return note;
}

// -------------------------------------------------------------------------------- checkpoints

std::string checkpoint_text(const Checkpoint& checkpoint) {
  HD_CHECK(!checkpoint.origin.empty() && checkpoint.origin.find('\n') == std::string::npos);
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size.value,
                     base64(checkpoint.root));
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  const auto origin = take_line(text);
  const auto size = origin ? take_line(text) : std::nullopt;
  const auto root = size ? take_line(text) : std::nullopt;
  if (!root) return bad_checkpoint("it has fewer than three lines");
  if (origin->empty()) return bad_checkpoint("the origin is empty");
  const auto number = parse_decimal(*size);
  if (!number) return bad_checkpoint("the size is not a decimal number below 2^63");
  const auto hash = parse_hash(*root);
  if (!hash) return bad_checkpoint("the root is not base64 of 32 bytes");
  while (!text.empty()) {
    const auto extension = take_line(text);
    if (!extension || extension->empty()) return bad_checkpoint("an extension line is wrong");
  }
  return Checkpoint{std::string(*origin), TreeSize{*number}, *hash};
}

namespace {

bool is_by(const NoteSignature& signature, const NoteVerifier& verifier) {
  return signature.key_id == verifier.key_id() && signature.name == verifier.name();
}

// A known key whose signature fails spoils the whole note (signed-note). Ed25519 is deterministic:
// a second signature by the same key that differs is not one.
Result<void> check_signed_by(const Note& note, const NoteVerifier& verifier) {
  const Bytes* good = nullptr;
  for (const NoteSignature& signature : note.signatures) {
    if (!is_by(signature, verifier)) continue;
    if (good != nullptr ? *good != signature.signature
                        : !verifier.verify(note.text, signature.signature)) {
      return Error{Code::bad_signature, "the note was altered or not signed by " + verifier.name(),
                   "the signature does not fit the text"};
    }
    good = &signature.signature;
  }
  if (good != nullptr) return {};
  return Error{Code::bad_signature, "the note is not signed by " + verifier.name(),
               "none of its signatures names " + verifier.vkey()};
}

}  // namespace

Result<Checkpoint> open_checkpoint(std::string_view bytes, const NoteVerifier& verifier) {
  HD_TRY(const Note note, parse_note(bytes));
  HD_TRY_VOID(check_signed_by(note, verifier));
  HD_TRY(Checkpoint checkpoint, parse_checkpoint_text(note.text));
  if (checkpoint.origin != verifier.name()) {
    return Error{
        Code::bad_signature, "the checkpoint is of another journal",
        fmt::format("its origin is {}, the key is of {}", checkpoint.origin, verifier.name())};
  }
  return checkpoint;
}

// ------------------------------------------------------------------------------------- proofs

namespace {

constexpr std::string_view proof_header = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_prefix = "extra ";
constexpr std::string_view index_prefix = "index ";

Result<LeafIndex> take_index(std::string_view& text) {
  auto line = take_line(text);
  if (line && line->starts_with(extra_prefix)) {
    if (!parse_base64(line->substr(extra_prefix.size())).ok()) {
      return bad_proof("the extra line is not base64");
    }
    line = take_line(text);
  }
  if (!line || !line->starts_with(index_prefix)) return bad_proof("the index is missing");
  const auto index = parse_decimal(line->substr(index_prefix.size()));
  if (!index) return bad_proof("the index is not a decimal number below 2^63");
  return LeafIndex{*index};
}

Result<std::vector<Digest>> take_path(std::string_view& text) {
  std::vector<Digest> path;
  for (;;) {
    const auto line = take_line(text);
    if (!line) return bad_proof("the checkpoint is missing");
    if (line->empty()) return path;
    const auto hash = parse_hash(*line);
    if (!hash) return bad_proof("a hash is not base64 of 32 bytes");
    if (path.size() == proof_hashes_max) return bad_proof("it has more than 63 hashes");
    path.push_back(*hash);
  }
}

}  // namespace

std::string write_proof(const InclusionProof& proof) {
  std::string out = fmt::format("{}\n{}{}\n", proof_header, index_prefix, proof.index.value);
  for (const Digest& hash : proof.path)
    out += base64(hash) + "\n";
  return out + "\n" + proof.checkpoint;
}

Result<InclusionProof> parse_proof(std::string_view text) {
  if (text.size() > note_bytes_max + 64 * 1024) {
    return Error{Code::too_large, "the inclusion proof is too large",
                 fmt::format("{} bytes", text.size())};
  }
  if (take_line(text) != proof_header) return bad_proof("it does not begin with the C2SP header");
  InclusionProof proof;
  HD_TRY(proof.index, take_index(text));
  HD_TRY(proof.path, take_path(text));
  HD_TRY_VOID(parse_note(text));
  proof.checkpoint = std::string(text);
  return proof;
}

Result<Checkpoint> verify_proof(const InclusionProof& proof, ByteView entry,
                                const NoteVerifier& verifier) {
  auto checkpoint = open_checkpoint(proof.checkpoint, verifier);
  if (!checkpoint.ok()) {
    Error error = checkpoint.error();
    if (error.code != Code::bad_signature) error.code = Code::bad_receipt;
    return error;
  }
  if (!verify_inclusion(hash_leaf(entry), proof.index, checkpoint->size, proof.path,
                        checkpoint->root)) {
    return Error{Code::bad_receipt, "the proof does not lead to the signed head",
                 fmt::format("entry {} of {}", proof.index.value, verifier.name()),
                 "Ask for the receipt again, and keep this one: it is evidence."};
  }
  return checkpoint;
}

}  // namespace haidang::journal
