#include "journal/merkle.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

#include "crypto/digest.hpp"

using namespace haidang;
using namespace haidang::journal;

namespace {

constexpr std::uint64_t size_max = 70;

Digest digest(std::string_view text) {
  return parse_digest(text).value();
}

// The leaves and roots of the RFC 6962 reference implementation's tests.
const std::vector<std::string_view> reference_leaves{"",
                                                     "00",
                                                     "10",
                                                     "2021",
                                                     "3031",
                                                     "40414243",
                                                     "5051525354555657",
                                                     "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string_view> reference_roots{
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

// A tree that is all in memory, hashed by the definition: MTH of RFC 6962 section 2.1.
class PlainTree {
 public:
  void append(const Digest& leaf_hash) { leaves_.push_back(leaf_hash); }
  [[nodiscard]] const Digest& leaf(std::uint64_t index) const { return leaves_.at(index); }
  [[nodiscard]] Digest root(std::uint64_t begin, std::uint64_t end) const {
    if (end == begin) return empty_root();
    if (end - begin == 1) return leaves_.at(begin);
    std::uint64_t split = 1;
    while (split * 2 < end - begin)
      split *= 2;
    return hash_node(root(begin, begin + split), root(begin + split, end));
  }
  [[nodiscard]] Digest root(std::uint64_t size) const { return root(0, size); }
  [[nodiscard]] HashReader reader() const {
    return [this](unsigned level, std::uint64_t index) -> Result<Digest> {
      return root(index << level, (index + 1) << level);
    };
  }

 private:
  std::vector<Digest> leaves_;
};

PlainTree tree_of(std::uint64_t size) {
  PlainTree tree;
  for (std::uint64_t i = 0; i < size; ++i)
    tree.append(hash_leaf(as_bytes(std::to_string(i))));
  return tree;
}

template <class Check>
void for_each_bit(std::vector<Digest>& proof, const Check& check) {
  for (Digest& hash : proof) {
    for (std::size_t bit = 0; bit < 256; ++bit) {
      hash[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      check();
      hash[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
  }
}

}  // namespace

TEST_CASE("the roots of the reference leaves are the published ones") {
  Frontier frontier;
  std::vector<Digest> hashes;
  PlainTree tree;
  for (std::size_t size = 0; size <= reference_leaves.size(); ++size) {
    const Digest expected = digest(reference_roots[size]);
    CHECK(frontier.root() == expected);
    CHECK(root_of_leaf_hashes(hashes) == expected);
    CHECK(root_at(TreeSize{size}, tree.reader()).value() == expected);
    if (size == reference_leaves.size()) break;
    hashes.push_back(hash_leaf(parse_hex(reference_leaves[size]).value()));
    frontier.append(hashes.back());
    tree.append(hashes.back());
  }
}

TEST_CASE("there is no proof of a leaf outside the tree or of a tree that shrank") {
  const PlainTree tree = tree_of(5);
  CHECK(prove_inclusion({5}, {5}, tree.reader()).error().code == Code::bad_value);
  CHECK(prove_inclusion({0}, {0}, tree.reader()).error().code == Code::bad_value);
  CHECK(prove_consistency({5}, {4}, tree.reader()).error().code == Code::bad_value);
  CHECK(!verify_inclusion(tree.leaf(4), {5}, {5}, {}, tree.root(5)));
  CHECK(!verify_inclusion(empty_root(), {0}, {0}, {}, empty_root()));
  CHECK(!verify_consistency({5}, tree.root(5), {4}, tree.root(4), {}));
}

TEST_CASE("an error of the hash reader is the error of the proof") {
  const HashReader broken = [](unsigned, std::uint64_t) -> Result<Digest> {
    return Error{Code::storage_failed, "the disk is gone"};
  };
  CHECK(root_at({3}, broken).error().code == Code::storage_failed);
  CHECK(prove_inclusion({1}, {3}, broken).error().code == Code::storage_failed);
  CHECK(prove_consistency({1}, {3}, broken).error().code == Code::storage_failed);
}

TEST_CASE("every leaf of every tree up to 70 has a proof, which proves nothing else") {
  const PlainTree tree = tree_of(size_max + 1);
  for (std::uint64_t size = 1; size <= size_max; ++size) {
    const Digest root = tree.root(size);
    for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
      auto proof = prove_inclusion({leaf}, {size}, tree.reader()).value();
      REQUIRE(verify_inclusion(tree.leaf(leaf), {leaf}, {size}, proof, root));
      REQUIRE(!verify_inclusion(tree.leaf(leaf + 1), {leaf}, {size}, proof, root));
      REQUIRE(!verify_inclusion(tree.leaf(leaf), {leaf + 1}, {size}, proof, root));
      REQUIRE(!verify_inclusion(tree.leaf(leaf), {leaf}, {size}, proof, tree.root(size + 1)));
      proof.push_back(root);
      REQUIRE(!verify_inclusion(tree.leaf(leaf), {leaf}, {size}, proof, root));
      proof.pop_back();
      if (proof.empty()) continue;
      proof.pop_back();
      REQUIRE(!verify_inclusion(tree.leaf(leaf), {leaf}, {size}, proof, root));
    }
  }
}

TEST_CASE("every tree up to 70 is proved to have grown from every smaller one") {
  const PlainTree tree = tree_of(size_max + 1);
  for (std::uint64_t newer = 0; newer <= size_max; ++newer) {
    for (std::uint64_t older = 0; older <= newer; ++older) {
      const Digest from = tree.root(older);
      const Digest to = tree.root(newer);
      auto proof = prove_consistency({older}, {newer}, tree.reader()).value();
      REQUIRE(verify_consistency({older}, from, {newer}, to, proof));
      REQUIRE(!verify_consistency({older}, tree.root(older + 1), {newer}, to, proof));
      if (older != 0) {
        REQUIRE(!verify_consistency({older}, from, {newer}, tree.root(newer + 1), proof));
      }
      proof.push_back(to);
      REQUIRE(!verify_consistency({older}, from, {newer}, to, proof));
    }
  }
}

TEST_CASE("no proof survives the change of a single bit") {
  const PlainTree tree = tree_of(size_max);
  CHECK(rc::check("inclusion", [&] {
    const auto size = *rc::gen::inRange<std::uint64_t>(1, size_max + 1);
    const auto leaf = *rc::gen::inRange<std::uint64_t>(0, size);
    const Digest root = tree.root(size);
    auto proof = prove_inclusion({leaf}, {size}, tree.reader()).value();
    for_each_bit(
        proof, [&] { RC_ASSERT(!verify_inclusion(tree.leaf(leaf), {leaf}, {size}, proof, root)); });
  }));
  CHECK(rc::check("consistency", [&] {
    const auto newer = *rc::gen::inRange<std::uint64_t>(1, size_max + 1);
    const auto older = *rc::gen::inRange<std::uint64_t>(1, newer + 1);
    auto proof = prove_consistency({older}, {newer}, tree.reader()).value();
    for_each_bit(proof, [&] {
      RC_ASSERT(!verify_consistency({older}, tree.root(older), {newer}, tree.root(newer), proof));
    });
  }));
}

TEST_CASE("verifying takes any size without harm") {
  CHECK(rc::check([](const std::vector<std::uint64_t>& numbers) {
    const std::vector<Digest> proof(numbers.size() % 70, empty_root());
    const std::uint64_t a = numbers.empty() ? UINT64_MAX : numbers.front();
    const std::uint64_t b = numbers.empty() ? 0 : ~numbers.back();
    RC_ASSERT(!verify_inclusion(empty_root(), {a}, {b}, proof, empty_root()));
    (void)verify_consistency({a}, empty_root(), {b}, empty_root(), proof);
  }));
}
