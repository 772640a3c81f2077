// The journal's tree: RFC 6962 section 2.1 hashing, inclusion and consistency proofs (verified as
// in RFC 9162 sections 2.1.3.2 and 2.1.4.2). Pure: hashes come from a reader that is handed in.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/bytes.hpp"

namespace haidang::journal {

struct LeafIndex {
  std::uint64_t value = 0;
  auto operator<=>(const LeafIndex&) const = default;
};
struct TreeSize {
  std::uint64_t value = 0;
  auto operator<=>(const TreeSize&) const = default;
};

// Rows are numbered with 63 bits, and so are the trees that we read from others.
constexpr std::uint64_t tree_size_max = INT64_MAX;

Digest hash_leaf(ByteView entry);                           // SHA-256(0x00 || entry)
Digest hash_node(const Digest& left, const Digest& right);  // SHA-256(0x01 || left || right)
Digest empty_root();                                        // SHA-256("")

// The hash of the complete subtree of 2^level leaves that begins at leaf index * 2^level.
using HashReader = std::function<Result<Digest>(unsigned level, std::uint64_t index)>;

Result<Digest> root_at(TreeSize size, const HashReader& read);
// Errors: bad_value if there is no such proof (the leaf is not in the tree, older > newer), and the
// reader's own.
Result<std::vector<Digest>> prove_inclusion(LeafIndex leaf, TreeSize size, const HashReader& read);
Result<std::vector<Digest>> prove_consistency(TreeSize older, TreeSize newer,
                                              const HashReader& read);

bool verify_inclusion(const Digest& leaf_hash, LeafIndex leaf, TreeSize size,
                      const std::vector<Digest>& proof, const Digest& root);
// An empty older tree is consistent with every tree, by an empty proof.
bool verify_consistency(TreeSize older, const Digest& older_root, TreeSize newer,
                        const Digest& newer_root, const std::vector<Digest>& proof);

// Merkle root over a list of leaf entries' hashes that is all in memory (chunk digests, tests).
Digest root_of_leaf_hashes(const std::vector<Digest>& leaf_hashes);

// The right edge of a growing tree: the root of n leaves from at most 64 hashes.
class Frontier {
 public:
  void append(const Digest& leaf_hash);
  [[nodiscard]] TreeSize size() const { return size_; }
  [[nodiscard]] Digest root() const;

 private:
  TreeSize size_;
  std::vector<Digest> edges_;  // complete subtrees, largest first
};

}  // namespace haidang::journal
