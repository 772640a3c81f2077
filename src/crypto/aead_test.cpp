#include "crypto/aead.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <thread>

using namespace haidang;
using namespace haidang::crypto;

namespace {

template <class Array>
Array array_of(std::string_view hex_text) {
  const Bytes bytes = parse_hex(hex_text).value();
  Array array{};
  REQUIRE(bytes.size() == array.size());
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

struct Vector {
  const char* key;
  const char* nonce;
  const char* associated;
  const char* plain;
  const char* sealed;  // ciphertext, then tag
};

constexpr const char* zero_key = "0000000000000000000000000000000000000000000000000000000000000000";
constexpr const char* feff_key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";

// McGrew and Viega, "The Galois/Counter Mode of Operation" (submitted to NIST), appendix B,
// test cases 13, 14, 15 and 16.
constexpr Vector vectors[] = {
    {zero_key, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {zero_key, "000000000000000000000000", "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {feff_key, "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
     "b094dac5d93471bdec1a502270e3cc6c"},
    {feff_key, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

}  // namespace

TEST_CASE("altered or foreign bytes are not opened, and nothing of them gets out") {
  const AeadKey key{1, 2, 3};
  const AeadNonce nonce{9};
  Aead aead(key);
  const Bytes plain = to_bytes("a chunk of evidence");
  Bytes sealed(plain.size() + aead_tag_bytes);
  aead.seal(nonce, as_bytes("item 7"), plain, sealed);
  Bytes out(plain.size(), 0xEE);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    Bytes altered = sealed;
    altered[at] ^= 1;
    CHECK(aead.open(nonce, as_bytes("item 7"), altered, out).error().code == Code::cannot_open);
    CHECK(out == Bytes(plain.size(), 0));
  }
  CHECK(!aead.open(nonce, as_bytes("item 8"), sealed, out).ok());
  CHECK(!aead.open(AeadNonce{8}, as_bytes("item 7"), sealed, out).ok());
  CHECK(!Aead(AeadKey{1, 2, 4}).open(nonce, as_bytes("item 7"), sealed, out).ok());
  CHECK(!aead.open(nonce, as_bytes("item 7"), as_bytes("short"), {}).ok());
  CHECK(aead.open(nonce, as_bytes("item 7"), sealed, out).ok());
  CHECK(out == plain);
}

TEST_CASE("AES-256-GCM gives the published ciphertexts and opens them") {
  for (const Vector& vector : vectors) {
    CAPTURE(vector.sealed);
    Aead aead(array_of<AeadKey>(vector.key));
    const auto nonce = array_of<AeadNonce>(vector.nonce);
    const Bytes associated = parse_hex(vector.associated).value();
    const Bytes plain = parse_hex(vector.plain).value();
    Bytes sealed(plain.size() + aead_tag_bytes);
    aead.seal(nonce, associated, plain, sealed);
    CHECK(hex(sealed) == vector.sealed);
    Bytes opened(plain.size());
    CHECK(aead.open(nonce, associated, sealed, opened).ok());
    CHECK(opened == plain);
  }
}

TEST_CASE("sealing and opening in place give the same bytes") {
  Aead aead(AeadKey{5});
  Bytes buffer = to_bytes("in place");
  Bytes apart(buffer.size() + aead_tag_bytes);
  aead.seal(AeadNonce{1}, {}, buffer, apart);
  const std::size_t size = buffer.size();
  buffer.resize(size + aead_tag_bytes);
  aead.seal(AeadNonce{1}, {}, std::span(buffer).first(size), buffer);
  CHECK(buffer == apart);
  CHECK(aead.open(AeadNonce{1}, {}, buffer, std::span(buffer).first(size)).ok());
  CHECK(as_text(std::span(buffer).first(size)) == "in place");
}

TEST_CASE("a secret at rest opens only with its key and its context") {
  CHECK(rc::check("secrets", [](const Bytes& plain, const Bytes& associated) {
    const AeadKey key{7};
    const AeadNonce nonce{3};
    const Bytes sealed = seal_secret(key, associated, plain, nonce);
    RC_ASSERT(open_secret(key, associated, sealed).value() == plain);
    RC_ASSERT(!open_secret(AeadKey{8}, associated, sealed).ok());
    RC_ASSERT(!open_secret(key, as_bytes("another context, never generated"), sealed).ok());
    RC_ASSERT(!open_secret(key, associated, ByteView(sealed).first(sealed.size() - 1)).ok());
  }));
  CHECK(open_secret(AeadKey{}, {}, as_bytes("short")).error().code == Code::cannot_open);
}

TEST_CASE("one cipher a thread: chunks sealed side by side all open") {
  const AeadKey key{42};
  std::vector<int> wrong(4, 0);
  std::vector<std::jthread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&count, &key] {
      Aead aead(key);
      Bytes sealed(1000 + aead_tag_bytes);
      Bytes opened(1000);
      for (std::uint8_t i = 0; i < 200; ++i) {
        const Bytes plain(1000, i);
        aead.seal(AeadNonce{i}, {}, plain, sealed);
        count += !aead.open(AeadNonce{i}, {}, sealed, opened).ok() || opened != plain;
      }
    });
  }
  threads.clear();
  CHECK(wrong == std::vector<int>(4, 0));
}
