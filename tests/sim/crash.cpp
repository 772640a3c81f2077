#include "crash.hpp"

#include <array>

namespace haidang::sim {

std::string_view step_point_name(StepPoint point) {
  constexpr std::array<std::string_view, step_points> names{
      "while staging",
      "before COMMIT",
      "between COMMIT and signing",
      "between signing and the lock store",
      "after the lock store took the head",
      "before the answers left",
      "after the answers left",
      "lock store fails, head not taken",
      "lock store fails, head taken",
  };
  return names.at(static_cast<std::size_t>(point));
}

bool is_after_commit(StepPoint point) {
  return point != StepPoint::staging && point != StepPoint::staged;
}

Result<void> FusedHeadStore::compare_and_swap(journal::TreeSize expected,
                                              const journal::Head& next) {
  signed_.push_back(next);
  fuse_.reach(StepPoint::signed_head);
  const Error failure{Code::storage_failed, "the lock store does not answer"};
  if (fuse_.is_armed(StepPoint::swap_refused)) return failure;
  HD_TRY_VOID(store_->compare_and_swap(expected, next));
  if (fuse_.is_armed(StepPoint::swap_lost)) return failure;
  fuse_.reach(StepPoint::swapped);
  return {};
}

void FusedHeadStore::forget_above(journal::TreeSize size) {
  auto older = journal::SqliteHeadStore::open(store::Database::in_memory());
  HD_CHECK(older.ok());
  journal::TreeSize last;
  for (std::uint64_t leaf = 0; leaf < size.value;) {
    const auto head = store_->first_covering(journal::LeafIndex{leaf});
    HD_CHECK(head.ok());
    if (!*head || (*head)->size > size) break;
    HD_CHECK((*older)->compare_and_swap(last, **head).ok());
    last = (*head)->size;
    leaf = last.value;
  }
  store_ = *std::move(older);
}

}  // namespace haidang::sim
