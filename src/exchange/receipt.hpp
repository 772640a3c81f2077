// Receipts: what the receiving node proves about an act (ETSI EN 319 522 names: delivery,
// non-delivery). A receipt is an entry of the issuer's journal, its salt, and where it stands under
// a signed head; it binds the SHA-256 of the exact signed bytes. docs/formats.md, "Receipt".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "acts/act.hpp"
#include "journal/journal.hpp"

namespace haidang::exchange {

enum class ReceiptKind { delivery, non_delivery };

// What the journal entry of a received or refused act says.
struct ReceiptEvent {
  ReceiptKind kind = ReceiptKind::delivery;
  ActId act;
  Digest act_digest{};
  PartyCode from;  // who sent the act
  PartyCode to;    // who issues the receipt
  Time at;
  std::string code;    // non-delivery only: "HD-3002"
  std::string reason;  // non-delivery only
};
json::object write_event(const ReceiptEvent& event);
Result<ReceiptEvent> read_event(const json::object& object);

struct Receipt {
  ReceiptEvent event;
  journal::Salt salt{};
  journal::InclusionProof proof;
};
// {"haidang_receipt":1,"event":{...},"salt":hex,"proof":tlog-proof text}
std::string write_receipt(const Receipt& receipt);
Result<Receipt> parse_receipt(std::string_view text);

// An act that could not be taken now; nothing was recorded, the sender tries again.
struct TryAgain {
  Digest act_digest{};
  std::string code;
  std::string reason;
};

// The answer to a delivery. All receipts stand under one head where they can, so the head travels
// once for each group.
struct Answer {
  std::vector<Receipt> receipts;
  std::vector<TryAgain> try_again;
};
std::string write_answer(const Answer& answer);
Result<Answer> parse_answer(std::string_view text);

// The receipt is by the Party that `issuer` verifies for and proves what it says: its leaf stands
// under a signed head. Errors: bad_receipt, bad_signature. Heads already verified in `known_heads`
// are not verified again; new ones are added.
Result<void> verify_receipt(const Receipt& receipt, const journal::NoteVerifier& issuer,
                            std::vector<std::string>& known_heads);

}  // namespace haidang::exchange
