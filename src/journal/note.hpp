// Signed notes (C2SP signed-note), checkpoints (C2SP tlog-checkpoint) and inclusion bundles
// (C2SP tlog-proof).
#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "crypto/key.hpp"
#include "journal/merkle.hpp"

namespace haidang::journal {

// A note key pair's public half: "<name>+<hex key id>+base64(0x01 || 32 bytes)".
class NoteVerifier {
 public:
  static Result<NoteVerifier> parse(std::string_view vkey);
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
Result<Checkpoint> parse_checkpoint_text(std::string_view text);
// A checkpoint note with a good signature by `verifier`, whose name is the origin.
Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& verifier);

// C2SP tlog-proof: where a leaf stands under a signed head.
struct InclusionProof {
  LeafIndex index;
  std::vector<Digest> path;
  std::string checkpoint;  // the note, verbatim
};
std::string write_proof(const InclusionProof& proof);
Result<InclusionProof> parse_proof(std::string_view text);
// The leaf is under a head that `verifier` signed. Errors: bad_signature, bad_receipt.
Result<Checkpoint> verify_proof(const InclusionProof& proof, ByteView entry, const NoteVerifier& verifier);

}  // namespace haidang::journal
