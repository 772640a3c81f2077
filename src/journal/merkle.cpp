#include "journal/merkle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "crypto/digest.hpp"

namespace haidang::journal {
namespace {

constexpr std::uint8_t leaf_prefix[] = {0x00};
constexpr std::uint8_t node_prefix = 0x01;

// Leaves [begin, end), where begin is a multiple of the largest power of two below the length:
// every range that RFC 6962 section 2.1 speaks of is one.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  [[nodiscard]] std::uint64_t length() const { return end - begin; }
};

// The split of RFC 6962 section 2.1: the largest power of two smaller than the length.
std::uint64_t split_of(Range range) {
  return range.begin + std::bit_floor(range.length() - 1);
}

Digest fold_right(const std::vector<Digest>& subtrees) {
  HD_CHECK(!subtrees.empty());
  Digest hash = subtrees.back();
  for (std::size_t i = subtrees.size() - 1; i-- > 0;)
    hash = hash_node(subtrees[i], hash);
  return hash;
}

// MTH(D[begin:end]) from the complete subtrees that it is made of, largest first.
Result<Digest> hash_range(Range range, const HashReader& read) {
  std::vector<Digest> subtrees;
  while (range.begin < range.end) {
    const std::uint64_t length = std::bit_floor(range.length());
    const auto level = static_cast<unsigned>(std::countr_zero(length));
    HD_TRY(const Digest hash, read(level, range.begin >> level));
    subtrees.push_back(hash);
    range.begin += length;
  }
  return fold_right(subtrees);
}

// The hashes are collected from the root downwards; proofs list them from the leaf upwards.
Result<std::vector<Digest>> hash_upwards(const std::vector<Range>& downwards,
                                         const HashReader& read) {
  std::vector<Digest> proof;
  proof.reserve(downwards.size());
  for (auto range = downwards.rbegin(); range != downwards.rend(); ++range) {
    HD_TRY(const Digest hash, hash_range(*range, read));
    proof.push_back(hash);
  }
  return proof;
}

}  // namespace

Digest hash_leaf(ByteView entry) {
  return crypto::sha256(leaf_prefix, entry);
}

Digest hash_node(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 65> node;
  node[0] = node_prefix;
  std::copy(left.begin(), left.end(), node.begin() + 1);
  std::copy(right.begin(), right.end(), node.begin() + 33);
  return crypto::sha256(node);
}

Digest empty_root() {
  return crypto::sha256(ByteView{});
}

Result<Digest> root_at(TreeSize size, const HashReader& read) {
  if (size.value == 0) return empty_root();
  return hash_range({0, size.value}, read);
}

// RFC 6962 section 2.1.1, PATH(m, D[n]).
Result<std::vector<Digest>> prove_inclusion(LeafIndex leaf, TreeSize size, const HashReader& read) {
  if (leaf.value >= size.value) {
    return Error{Code::bad_value,
                 fmt::format("entry {} is not in a tree of size {}", leaf.value, size.value)};
  }
  std::vector<Range> siblings;
  for (Range range{0, size.value}; range.length() > 1;) {
    const std::uint64_t split = split_of(range);
    Range left{range.begin, split};
    Range right{split, range.end};
    const bool goes_left = leaf.value < split;
    siblings.push_back(goes_left ? right : left);
    range = goes_left ? left : right;
  }
  return hash_upwards(siblings, read);
}

// RFC 6962 section 2.1.2, PROOF(m, D[n]) = SUBPROOF(m, D[n], true).
Result<std::vector<Digest>> prove_consistency(TreeSize older, TreeSize newer,
                                              const HashReader& read) {
  if (older > newer) {
    return Error{Code::bad_value, fmt::format("a tree of size {} cannot have grown into one of {}",
                                              older.value, newer.value)};
  }
  if (older.value == 0 || older == newer) return std::vector<Digest>{};
  std::vector<Range> ranges;
  Range range{0, newer.value};
  while (range.end > older.value) {
    const std::uint64_t split = split_of(range);
    if (older.value <= split) {
      ranges.push_back({split, range.end});
      range.end = split;
    } else {
      ranges.push_back({range.begin, split});
      range.begin = split;
    }
  }
  // The last subtree is known to whoever knows the older root, if it is the whole older tree.
  if (range.begin != 0) ranges.push_back(range);
  return hash_upwards(ranges, read);
}

// RFC 9162 section 2.1.3.2.
bool verify_inclusion(const Digest& leaf_hash, LeafIndex leaf, TreeSize size,
                      const std::vector<Digest>& proof, const Digest& root) {
  if (leaf.value >= size.value) return false;
  std::uint64_t fn = leaf.value;
  std::uint64_t sn = size.value - 1;
  Digest r = leaf_hash;
  for (const Digest& p : proof) {
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      r = hash_node(p, r);
      if ((fn & 1U) == 0) {
        const int shift = std::countr_zero(fn);  // fn == sn, and sn is not zero
        fn >>= shift;
        sn >>= shift;
      }
    } else {
      r = hash_node(r, p);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && r == root;
}

namespace {

// RFC 9162 section 2.1.4.2, steps 2 to 7, for 0 < older < newer.
bool verify_growth(TreeSize older, const Digest& older_root, TreeSize newer,
                   const Digest& newer_root, const std::vector<Digest>& proof) {
  const bool whole = std::has_single_bit(older.value);
  if (proof.empty() && !whole) return false;
  std::uint64_t fn = older.value - 1;
  std::uint64_t sn = newer.value - 1;
  const int shift = std::countr_one(fn);
  fn >>= shift;
  sn >>= shift;
  Digest fr = whole ? older_root : proof.front();
  Digest sr = fr;
  for (auto c = proof.begin() + (whole ? 0 : 1); c != proof.end(); ++c) {
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      fr = hash_node(*c, fr);
      sr = hash_node(*c, sr);
      while (fn != 0 && (fn & 1U) == 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      sr = hash_node(sr, *c);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && fr == older_root && sr == newer_root;
}

}  // namespace

bool verify_consistency(TreeSize older, const Digest& older_root, TreeSize newer,
                        const Digest& newer_root, const std::vector<Digest>& proof) {
  if (older > newer) return false;
  if (older == newer) {
    const bool empty = older.value == 0;
    return proof.empty() && older_root == newer_root && (!empty || older_root == empty_root());
  }
  if (older.value == 0) return proof.empty() && older_root == empty_root();
  return verify_growth(older, older_root, newer, newer_root, proof);
}

Digest root_of_leaf_hashes(const std::vector<Digest>& leaf_hashes) {
  Frontier frontier;
  for (const Digest& hash : leaf_hashes)
    frontier.append(hash);
  return frontier.root();
}

void Frontier::append(const Digest& leaf_hash) {
  HD_CHECK(size_.value < tree_size_max);
  Digest hash = leaf_hash;
  for (std::uint64_t complete = size_.value; (complete & 1U) != 0; complete >>= 1U) {
    hash = hash_node(edges_.back(), hash);
    edges_.pop_back();
  }
  edges_.push_back(hash);
  ++size_.value;
}

Digest Frontier::root() const {
  return edges_.empty() ? empty_root() : fold_right(edges_);
}

}  // namespace haidang::journal
