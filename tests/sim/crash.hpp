// Where a node can die, or its disk can fail: the step points of one group of work.
#pragma once
#include <optional>
#include <string_view>

#include "journal/journal.hpp"

namespace haidang::sim {

enum class StepPoint {
  staging,       // in the middle of the group's work
  staged,        // before COMMIT
  durable,       // after COMMIT, before the head is signed
  signed_head,   // signed, before the lock store has it
  swapped,       // the lock store has it, the journal does not know yet
  published,     // before the answers leave
  answered,      // after they left
  swap_refused,  // no crash: the lock store failed and did not take the head
  swap_lost,     // no crash: the lock store failed, but took the head
};
constexpr unsigned step_points = 9;
std::string_view step_point_name(StepPoint point);
// Once this point is reached, the group is durable.
bool is_after_commit(StepPoint point);

// Thrown through the road: the process is gone, only what is durable stays.
struct Crash {
  StepPoint at;
};

// Armed for one point of one group.
class Fuse {
 public:
  void arm(StepPoint point) { armed_ = point; }
  void disarm() { armed_.reset(); }
  [[nodiscard]] bool is_armed(StepPoint point) const { return armed_ == point; }
  void reach(StepPoint point) const {
    if (armed_ == point) throw Crash{point};
  }

 private:
  std::optional<StepPoint> armed_;
};

// The real lock store with a fuse; remembers every head that was ever signed.
class FusedHeadStore final : public journal::HeadStore {
 public:
  FusedHeadStore(std::unique_ptr<journal::SqliteHeadStore> store, const Fuse& fuse)
      : store_(std::move(store)), fuse_(fuse) {}

  Result<std::optional<journal::Head>> latest() override { return store_->latest(); }
  Result<void> compare_and_swap(journal::TreeSize expected, const journal::Head& next) override;
  Result<std::optional<journal::Head>> first_covering(journal::LeafIndex leaf) override {
    return store_->first_covering(leaf);
  }

  [[nodiscard]] const std::vector<journal::Head>& signed_heads() const { return signed_; }
  // A lock store that was restored from a backup too: it knows heads up to this size only.
  void forget_above(journal::TreeSize size);

 private:
  std::unique_ptr<journal::SqliteHeadStore> store_;
  const Fuse& fuse_;
  std::vector<journal::Head> signed_;
};

// A note signer with a fuse before the signature.
class FusedSigner final : public journal::NoteSigner {
 public:
  FusedSigner(const journal::NoteSigner& signer, const Fuse& fuse) : signer_(signer), fuse_(fuse) {}
  [[nodiscard]] const journal::NoteVerifier& verifier() const override {
    return signer_.verifier();
  }
  [[nodiscard]] journal::NoteSignature sign(std::string_view text) const override {
    fuse_.reach(StepPoint::durable);
    return signer_.sign(text);
  }

 private:
  const journal::NoteSigner& signer_;
  const Fuse& fuse_;
};

}  // namespace haidang::sim
