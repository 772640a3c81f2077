// Signed notes (C2SP signed-note), checkpoints (C2SP tlog-checkpoint) and inclusion bundles
// (C2SP tlog-proof).
#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "crypto/key.hpp"
#include "journal/merkle.hpp"

namespace haidang::journal {

// Limits, checked before anything is decoded.
constexpr std::size_t note_bytes_max = std::size_t{512} * 1024;  // room for 100 ML-DSA-44 lines
constexpr std::size_t note_signatures_max = 100;
constexpr std::size_t proof_hashes_max = 63;

// A note key pair's public half: "<name>+<hex key id>+base64(0x01 || 32 bytes)".
class NoteVerifier {
 public:
  // Error: malformed.
  static Result<NoteVerifier> parse(std::string_view vkey);
  // The name is a key name: see is_key_name.
  static NoteVerifier ed25519(std::string name, const crypto::PublicKey& key);
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t key_id() const { return key_id_; }
  [[nodiscard]] std::string vkey() const;
  [[nodiscard]] bool verify(std::string_view text, ByteView signature) const;

 private:
  NoteVerifier(std::string name, crypto::PublicKey key);
  std::string name_;
  crypto::PublicKey key_;
  std::uint32_t key_id_ = 0;
};

// Non-empty UTF-8 without spaces, control characters and '+' (signed-note).
bool is_key_name(std::string_view name);

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes signature;
};

struct Note {
  std::string text;  // ends with '\n'
  std::vector<NoteSignature> signatures;
};

std::string write_note(const Note& note);
// Errors: too_large, malformed.
Result<Note> parse_note(std::string_view bytes);

// What signs a note: an Ed25519 key, or a stand-in in the simulator.
class NoteSigner {
 public:
  virtual ~NoteSigner() = default;
  [[nodiscard]] virtual const NoteVerifier& verifier() const = 0;
  [[nodiscard]] virtual NoteSignature sign(std::string_view text) const = 0;
};
class Ed25519NoteSigner final : public NoteSigner {
 public:
  Ed25519NoteSigner(std::string name, crypto::PrivateKey key);
  [[nodiscard]] const NoteVerifier& verifier() const override { return verifier_; }
  [[nodiscard]] NoteSignature sign(std::string_view text) const override;

 private:
  crypto::PrivateKey key_;
  NoteVerifier verifier_;
};

struct Checkpoint {
  std::string origin;
  TreeSize size;
  Digest root{};
};
std::string checkpoint_text(const Checkpoint& checkpoint);
// Extension lines are accepted and left out of the value. Error: malformed.
Result<Checkpoint> parse_checkpoint_text(std::string_view text);
// A checkpoint note with a good signature by `verifier`, whose name is the origin. Signatures by
// others are ignored. Errors: malformed, too_large, bad_signature.
Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& verifier);

// C2SP tlog-proof: where a leaf stands under a signed head.
struct InclusionProof {
  LeafIndex index;
  std::vector<Digest> path;
  std::string checkpoint;  // the note, verbatim
};
std::string write_proof(const InclusionProof& proof);
// Errors: too_large, malformed. An "extra" line is accepted and dropped: nobody signed it.
Result<InclusionProof> parse_proof(std::string_view text);
// The leaf is under a head that `verifier` signed. Errors: bad_signature, bad_receipt.
Result<Checkpoint> verify_proof(const InclusionProof& proof, ByteView entry,
                                const NoteVerifier& verifier);

}  // namespace haidang::journal
