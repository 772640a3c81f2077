#include "node/arrival.hpp"

#include <fmt/format.h>

#include "crypto/digest.hpp"

namespace haidang::node {
namespace {

Result<ArrivedAct::Opened> open_act(ByteView signed_act, const Notary& notary) {
  HD_TRY(Notary::Checked checked, notary.check_signed(signed_act));
  HD_TRY(Act act, parse_act(checked.text));
  return ArrivedAct::Opened{std::move(act), std::move(checked.text), checked.signer};
}

}  // namespace

Result<Arrival> open_arrival(ByteView sealed, const PartyCode& peer, const Notary& notary) {
  if (sealed.size() > exchange::DeliveryLimits::sealed_bytes) {
    return Error{Code::too_large, "the delivery is over 5 MiB"};
  }
  HD_TRY(const std::string text, notary.open_sealed(sealed));
  HD_TRY(exchange::Delivery delivery, exchange::parse_delivery(text));
  if (delivery.from.party != peer) {
    return Error{Code::wrong_party, fmt::format("the delivery speaks for {} but came from {}",
                                                delivery.from.party.text(), peer.text())};
  }
  Arrival arrival{std::move(delivery.to), {}};
  arrival.acts.reserve(delivery.acts.size());
  for (Bytes& act : delivery.acts) {
    const Digest digest = crypto::sha256(act);
    auto opened = open_act(act, notary);
    arrival.acts.push_back({std::move(act), digest, std::move(opened)});
  }
  return arrival;
}

Result<CheckedAnswer> check_answer(std::string_view text, const journal::NoteVerifier& issuer) {
  HD_TRY(exchange::Answer answer, exchange::parse_answer(text));
  CheckedAnswer checked{crypto::sha256(as_bytes(text)), {}, std::move(answer.try_again)};
  checked.receipts.reserve(answer.receipts.size());
  std::vector<std::string> heads;
  for (exchange::Receipt& receipt : answer.receipts) {
    HD_TRY_VOID(exchange::verify_receipt(receipt, issuer, heads));
    std::string kept = exchange::write_receipt(receipt);
    checked.receipts.push_back({std::move(receipt.event), std::move(kept)});
  }
  return checked;
}

}  // namespace haidang::node
