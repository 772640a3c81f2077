// What a delivery or an answer says by its bytes alone: unsealed, read, signatures and proofs
// checked. Costly and pure, so it runs on the thread that brought the bytes; the road then asks
// whose keys these are, and folds. Nothing here knows the database.
#pragma once
#include <vector>

#include "exchange/delivery.hpp"
#include "exchange/receipt.hpp"
#include "node/notary.hpp"

namespace haidang::node {

struct ArrivedAct {
  struct Opened {
    Act act;
    std::string text;
    Digest signer{};  // of the certificate; whose it is, the road asks when it takes the act in
  };
  Bytes signed_bytes;
  Digest digest{};
  Result<Opened> opened;  // malformed, bad_signature and what parse_act says
};

struct Arrival {
  Address to;
  std::vector<ArrivedAct> acts;
};

// `peer`: whose transport certificate brought it. Errors: what makes the whole delivery unreadable
// (2xxx, 1xxx); what is wrong with single acts stands in their places.
Result<Arrival> open_arrival(ByteView sealed, const PartyCode& peer, const Notary& notary);

// A receipt that proves what it says under the issuer's key, and the text in which it is kept.
struct CheckedReceipt {
  exchange::ReceiptEvent event;
  std::string text;
};

struct CheckedAnswer {
  Digest digest{};  // of the answer's text
  std::vector<CheckedReceipt> receipts;
  std::vector<exchange::TryAgain> try_again;
};

// Errors: malformed answers, receipts that prove nothing.
Result<CheckedAnswer> check_answer(std::string_view text, const journal::NoteVerifier& issuer);

}  // namespace haidang::node
