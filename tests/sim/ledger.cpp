#include "ledger.hpp"

#include <fmt/format.h>

namespace haidang::sim {

void must(const Result<void>& result, std::string_view doing) {
  if (!result.ok()) throw Violation(std::string(doing) + ": " + result.error().text());
}

void Ledger::handed_over(const exchange::Answer& answer, store::Database& database,
                         node::Archive& archive) {
  if (answer.receipts.empty()) return;
  // Rows that are seen inside an open transaction are not durable: there must be none.
  if (const auto closed = database.begin(); !closed.ok()) {
    throw Violation(fmt::format("a receipt for act {} is handed out before COMMIT",
                                answer.receipts.front().event.act.text()));
  }
  for (const exchange::Receipt& receipt : answer.receipts) {
    check_durable(receipt, archive);
    check_identical(receipt);
    ++receipts_;
  }
}

void Ledger::check_durable(const exchange::Receipt& receipt, node::Archive& archive) const {
  const exchange::ReceiptEvent& event = receipt.event;
  std::optional<journal::LeafIndex> leaf;
  if (event.kind == exchange::ReceiptKind::delivery) {
    const auto stored = must(archive.act(event.act), "reading an act");
    if (stored && stored->digest == event.act_digest) leaf = stored->leaf;
  } else {
    leaf = must(archive.refusal(event.act_digest), "reading a refusal");
  }
  if (!leaf) {
    throw Violation(fmt::format("a receipt for act {} is handed out, but {} has no such row",
                                event.act.text(), event.to.text()));
  }
}

void Ledger::check_identical(const exchange::Receipt& receipt) {
  std::string text = exchange::write_receipt(receipt);
  const auto [it, first] =
      receipt_of_.try_emplace({receipt.event.to, receipt.event.act_digest}, text);
  if (first) return;
  ++duplicates_;
  if (it->second == text) return;
  throw Violation(fmt::format("act {} has two different receipts:\n{}\n{}",
                              receipt.event.act.text(), it->second, text));
}

}  // namespace haidang::sim
