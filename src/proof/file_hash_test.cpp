#include "proof/file_hash.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>

#include "crypto/digest.hpp"
#include "proof/testing.hpp"
#include "vault/vault.hpp"

using namespace haidang;
using namespace haidang::proof;

namespace {

Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
  return bytes;
}

std::vector<Digest> chunks_of(const Bytes& bytes, std::size_t chunk_size) {
  std::vector<Digest> digests;
  for (std::size_t at = 0; at < bytes.size(); at += chunk_size) {
    const std::size_t count = std::min(chunk_size, bytes.size() - at);
    digests.push_back(crypto::sha256(ByteView(bytes).subspan(at, count)));
  }
  return digests;
}

}  // namespace

TEST_CASE("what is not a regular file of its own is not hashed") {
  const TestFolder folder;
  const auto target = folder.path() / "target";
  write_all(target, pattern(10));
  std::filesystem::create_symlink(target, folder.path() / "link");
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  CHECK(hash_file(folder.path() / "none", 10).error().code == Code::not_found);
  CHECK(hash_file(folder.path() / "link", 10).error().code == Code::bad_value);
  CHECK(hash_file(folder.path() / "pipe", 10).error().code == Code::bad_value);
  CHECK_FALSE(hash_file(folder.path(), 10).ok());
  CHECK(read_regular_file(folder.path() / "link", 100).error().code == Code::bad_value);
  CHECK(read_regular_file(target, 9).error().code == Code::too_large);
  CHECK(*read_regular_file(target, 10) == pattern(10));
}

TEST_CASE("one pass gives the digest of the file and of each chunk, whatever the sizes") {
  const TestFolder folder;
  const auto path = folder.path() / "file";
  constexpr std::size_t mebibyte = 1024UL * 1024;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, mebibyte - 1, mebibyte,
                                 mebibyte + 1, 5 * mebibyte, 9 * mebibyte + 12345}) {
    const Bytes bytes = pattern(size);
    write_all(path, bytes);
    for (const std::uint32_t chunk : {65536U, 100003U, 4U * 1024 * 1024, 16U * 1024 * 1024}) {
      CAPTURE(size);
      CAPTURE(chunk);
      const auto hash = hash_file(path, chunk);
      REQUIRE(hash.ok());
      CHECK(hash->size == size);
      CHECK(hash->sha256 == crypto::sha256(bytes));
      CHECK(hash->chunks == chunks_of(bytes, chunk));
    }
  }
}

TEST_CASE("the root over chunk digests is the vault's") {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 8U, 100U}) {
    const std::vector<Digest> digests = chunks_of(pattern(count * 16), 16);
    CHECK(chunk_tree_root(digests) == vault::chunk_root(digests));
  }
}
