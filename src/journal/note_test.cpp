#include "journal/note.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace haidang;
using namespace haidang::journal;

namespace {

// The key and note of the signed-note specification and those of golang.org/x/mod/sumdb/note.
constexpr std::string_view spec_key =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view spec_note =
    "This is an example message.\n\n"
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";
constexpr std::string_view peter_key =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view peter_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view peter_signature =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";
constexpr std::string_view enoch_key =
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
constexpr std::string_view enoch_signature =
    "\u2014 EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
    "\n";

std::string joined(std::string_view a, std::string_view b, std::string_view c = "") {
  return std::string(a) + std::string(b) + std::string(c);
}

bool verifies(const Note& note, std::size_t signature, std::string_view vkey) {
  const NoteVerifier verifier = NoteVerifier::parse(vkey).value();
  return note.signatures.at(signature).key_id == verifier.key_id() &&
         verifier.verify(note.text, note.signatures.at(signature).signature);
}

Ed25519NoteSigner new_signer(std::string name) {
  return {std::move(name), crypto::PrivateKey::generate(crypto::KeyKind::ed25519)};
}

std::string signed_text(const NoteSigner& signer, const std::string& text) {
  return write_note({text, {signer.sign(text)}});
}

Code code_of_note(std::string_view bytes) {
  const auto note = parse_note(bytes);
  return note.ok() ? Code::internal : note.error().code;
}

Code code_of_checkpoint(std::string_view text) {
  const auto checkpoint = parse_checkpoint_text(text);
  return checkpoint.ok() ? Code::internal : checkpoint.error().code;
}

Code code_of_proof(std::string_view text) {
  const auto proof = parse_proof(text);
  return proof.ok() ? Code::internal : proof.error().code;
}

struct Proved {
  Ed25519NoteSigner signer = new_signer("node.xa.example/journal");
  Bytes entry = to_bytes("the entry");
  InclusionProof proof;

  Proved() {
    const Digest other = hash_leaf(as_bytes("another"));
    const Digest root = hash_node(other, hash_leaf(entry));
    proof = {LeafIndex{1},
             {other},
             signed_text(signer, checkpoint_text({signer.verifier().name(), TreeSize{2}, root}))};
  }
};

}  // namespace

TEST_CASE("no part and no mangling of a verifier key is a verifier key") {
  for (std::size_t from = 0; from < peter_key.size(); ++from) {
    for (std::size_t to = from; to <= peter_key.size(); ++to) {
      const bool whole = from == 0 && to == peter_key.size();
      CHECK(NoteVerifier::parse(peter_key.substr(from, to - from)).ok() == whole);
    }
  }
  for (std::size_t i = 0; i < peter_key.size(); ++i) {
    std::string mangled(peter_key);
    ++mangled[i];
    CHECK(!NoteVerifier::parse(mangled).ok());
  }
}

TEST_CASE("a verifier key of another length, kind or spelling is refused") {
  for (const std::string_view key :
       {"PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a b+c74f20a3+AR==", ""}) {
    CHECK(NoteVerifier::parse(key).error().code == Code::malformed);
  }
}

TEST_CASE("a key name has no spaces of any alphabet, no controls and no plus") {
  for (const std::string_view name : {"", "a b", "a+b", "a\tb", "a\nb", "a\u00A0b", "a\u3000b",
                                      "a\u2003b", "a\x01", "\xff", "\xC0\xAF", "\xED\xA0\x80"}) {
    CHECK(!is_key_name(name));
  }
  CHECK(!is_key_name(std::string(257, 'a')));
  CHECK(is_key_name("node.xa.example/журнал"));
}

TEST_CASE("what is not a signed note is refused") {
  const std::string good = joined(peter_text, "\n", peter_signature);
  for (const std::string& bad :
       {std::string(), std::string(peter_text), joined(peter_text, "\n"),
        good.substr(0, good.size() - 1), "\x01" + good, "\xff" + good, good + "Unexpected line.\n",
        good + "\n", joined(peter_text, "\n\u2014 Bad Name ") + "x08go/ZJkuA=\n",
        joined(peter_text, "\n\u2014 a+b ") + "x08go/ZJkuA=\n",
        joined(peter_text, "\n- PeterNeumann ") + "x08go/ZJkuA=\n",
        joined(peter_text, "\n\u2014 PeterNeumann ") + "x08go/ZJkuA\n",
        joined(peter_text, "\n\u2014 PeterNeumann ") + "x08gow==\n"}) {
    CHECK(code_of_note(bad) == Code::malformed);
  }
  CHECK(code_of_note(std::string(note_bytes_max + 1, 'a')) == Code::too_large);
}

TEST_CASE("a note has at most 100 signatures") {
  std::string note = joined(peter_text, "\n");
  for (std::size_t i = 0; i < note_signatures_max; ++i)
    note += peter_signature;
  CHECK(parse_note(note).ok());
  CHECK(code_of_note(note + std::string(peter_signature)) == Code::malformed);
}

TEST_CASE("the published notes verify under their published keys") {
  const Note example = parse_note(spec_note).value();
  CHECK(verifies(example, 0, spec_key));
  CHECK(write_note(example) == spec_note);
  const std::string two = joined(peter_text, "\n", joined(peter_signature, enoch_signature));
  const Note note = parse_note(two).value();
  CHECK(note.text == peter_text);
  CHECK(verifies(note, 0, peter_key));
  CHECK(verifies(note, 1, enoch_key));
  CHECK(!verifies(note, 0, enoch_key));
  CHECK(write_note(note) == two);
  CHECK(NoteVerifier::parse(spec_key)->vkey() == spec_key);
}

TEST_CASE("the last empty line divides the text from the signatures") {
  const auto signer = new_signer("a");
  const std::string text = "one\n\ntwo\n";
  const Note note = parse_note(signed_text(signer, text)).value();
  CHECK(note.text == text);
  CHECK(signer.verifier().verify(note.text, note.signatures.at(0).signature));
}

TEST_CASE("what is not a checkpoint is refused") {
  const std::string root = base64(empty_root());
  for (const std::string& bad :
       {std::string(), std::string("origin\n"), "origin\n1\n" + root, "\n1\n" + root + "\n",
        "origin\n01\n" + root + "\n", "origin\n-1\n" + root + "\n", "origin\n+1\n" + root + "\n",
        "origin\n\n" + root + "\n", "origin\n1 \n" + root + "\n",
        "origin\n9223372036854775808\n" + root + "\n", std::string("origin\n1\nAAAA\n"),
        "origin\n1\n" + root + "\n\n", "origin\n1\n" + root + "\nextension"}) {
    CHECK(code_of_checkpoint(bad) == Code::malformed);
  }
}

TEST_CASE("a checkpoint is read as it was written, whatever extensions follow") {
  const Checkpoint checkpoint{"origin", TreeSize{9223372036854775807ULL}, empty_root()};
  const std::string text = checkpoint_text(checkpoint);
  const Checkpoint back = parse_checkpoint_text(text + "an extension\n").value();
  CHECK(back.origin == "origin");
  CHECK(back.size == checkpoint.size);
  CHECK(back.root == checkpoint.root);
}

TEST_CASE("a checkpoint opens only with a good signature by the key that its origin names") {
  const auto signer = new_signer("node.xa.example");
  const auto stranger = new_signer("node.xb.example");
  const std::string text = checkpoint_text({"node.xa.example", TreeSize{7}, empty_root()});
  const auto& key = signer.verifier();
  CHECK(open_checkpoint(signed_text(stranger, text), key).error().code == Code::bad_signature);
  const std::string elsewhere = checkpoint_text({"node.xb.example", TreeSize{7}, empty_root()});
  CHECK(open_checkpoint(signed_text(signer, elsewhere), key).error().code == Code::bad_signature);
  NoteSignature borrowed = stranger.sign(text);
  borrowed.name = key.name();
  borrowed.key_id = key.key_id();
  CHECK(open_checkpoint(write_note({text, {borrowed}}), key).error().code == Code::bad_signature);
  const std::string spoilt = write_note({text, {signer.sign(text), borrowed}});
  CHECK(open_checkpoint(spoilt, key).error().code == Code::bad_signature);
  const std::string both = write_note({text, {stranger.sign(text), signer.sign(text)}});
  CHECK(open_checkpoint(both, key)->size == TreeSize{7});
}

TEST_CASE("no bit of a signed checkpoint can be changed") {
  const auto signer = new_signer("node.xa.example");
  const std::string good =
      signed_text(signer, checkpoint_text({"node.xa.example", TreeSize{7}, empty_root()}));
  REQUIRE(open_checkpoint(good, signer.verifier()).ok());
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1U << (bit % 8)));
    CHECK(!open_checkpoint(bad, signer.verifier()).ok());
  }
}

TEST_CASE("what is not an inclusion proof is refused") {
  const Proved proved;
  const std::string good = write_proof(proved.proof);
  const std::string hash = base64(empty_root()) + "\n";
  std::string many = "c2sp.org/tlog-proof@v1\nindex 1\n";
  for (std::size_t i = 0; i <= proof_hashes_max; ++i)
    many += hash;
  for (const std::string& bad :
       {std::string(), good.substr(1), std::string("c2sp.org/tlog-proof@v1\n"),
        "c2sp.org/tlog-proof@v1\nindex 01\n\n" + proved.proof.checkpoint,
        "c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n\n" + proved.proof.checkpoint,
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n" + proved.proof.checkpoint,
        std::string("c2sp.org/tlog-proof@v1\nindex 1\n\n"),
        many + "\n" + proved.proof.checkpoint}) {
    CHECK(code_of_proof(bad) == Code::malformed);
  }
}

TEST_CASE("a proof is read as it was written and proves its entry and nothing else") {
  const Proved proved;
  const std::string text = write_proof(proved.proof);
  const InclusionProof proof = parse_proof(text).value();
  CHECK(write_proof(proof) == text);
  const auto& key = proved.signer.verifier();
  CHECK(verify_proof(proof, proved.entry, key)->size == TreeSize{2});
  CHECK(verify_proof(proof, as_bytes("another"), key).error().code == Code::bad_receipt);
  const auto stranger = new_signer("node.xb.example");
  CHECK(verify_proof(proof, proved.entry, stranger.verifier()).error().code == Code::bad_signature);
  InclusionProof wrong = proof;
  wrong.index = LeafIndex{0};
  CHECK(verify_proof(wrong, proved.entry, key).error().code == Code::bad_receipt);
  wrong = proof;
  wrong.checkpoint = "no note";
  CHECK(verify_proof(wrong, proved.entry, key).error().code == Code::bad_receipt);
}

TEST_CASE("an extra line in a proof is accepted and dropped") {
  const Proved proved;
  std::string text = write_proof(proved.proof);
  text.insert(text.find("index"), "extra AAAA\n");
  CHECK(write_proof(parse_proof(text).value()) == write_proof(proved.proof));
}

TEST_CASE("any note that is written reads back the same") {
  CHECK(rc::check([](const std::vector<std::vector<std::uint8_t>>& lines, const std::uint32_t id) {
    Note note;
    for (const auto& line : lines)
      note.text += hex(line) + "\n";
    note.text += "end\n";
    note.signatures.push_back({"name", id, Bytes{1}});
    for (std::size_t i = 0; i < lines.size() && i < 50; ++i) {
      if (!lines[i].empty()) note.signatures.push_back({"other", id + 1, lines[i]});
    }
    const auto back = parse_note(write_note(note));
    RC_ASSERT(back.ok());
    RC_ASSERT(back->text == note.text);
    RC_ASSERT(back->signatures.size() == note.signatures.size());
    RC_ASSERT(write_note(*back) == write_note(note));
  }));
}
