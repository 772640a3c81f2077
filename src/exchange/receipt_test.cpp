#include "exchange/receipt.hpp"

#include <doctest/doctest.h>

using namespace haidang;
using namespace haidang::exchange;

namespace {

struct Issuer {
  store::Database database = store::Database::in_memory();
  std::unique_ptr<journal::SqliteHeadStore> heads =
      journal::SqliteHeadStore::open(store::Database::in_memory()).value();
  journal::Ed25519NoteSigner signer{"xb.haidang/journal",
                                    crypto::PrivateKey::generate(crypto::KeyKind::ed25519)};
  std::unique_ptr<journal::Journal> journal =
      journal::Journal::open(database, *heads, signer, std::nullopt).value();

  Receipt issue(const ReceiptEvent& event) {
    auto transaction = database.begin();
    const journal::Salt salt{1, 2, 3};
    const auto leaf =
        journal->append(*transaction, {"act-received", event.at, write_event(event), salt});
    REQUIRE(transaction->commit().ok());
    journal->committed();
    REQUIRE(journal->publish().ok());
    return {event, salt, journal->prove(leaf.value()).value()};
  }
};

ReceiptEvent sample_event(char last) {
  const std::string id = std::string(31, '0') + last;
  return {ReceiptKind::delivery,
          ActId::parse(id).value(),
          Digest{7},
          PartyCode::parse("XA").value(),
          PartyCode::parse("XB").value(),
          Time{std::chrono::hours(490'000)},
          "",
          ""};
}

}  // namespace

TEST_CASE("a receipt proves its event under the issuer's head and nothing else") {
  Issuer issuer;
  const Receipt receipt = issuer.issue(sample_event('1'));
  std::vector<std::string> heads;
  CHECK(verify_receipt(receipt, issuer.signer.verifier(), heads).ok());
  CHECK(heads.size() == 1);
  CHECK(verify_receipt(receipt, issuer.signer.verifier(), heads).ok());

  Receipt other_act = receipt;
  other_act.event.act_digest[0] ^= 1;
  CHECK(verify_receipt(other_act, issuer.signer.verifier(), heads).error().code ==
        Code::bad_receipt);
  std::vector<std::string> none;
  CHECK(!verify_receipt(other_act, issuer.signer.verifier(), none).ok());

  Issuer stranger;
  CHECK(!verify_receipt(receipt, stranger.signer.verifier(), none).ok());
}

TEST_CASE("receipts and answers come back as they were written, heads once for all") {
  Issuer issuer;
  const Receipt first = issuer.issue(sample_event('1'));
  CHECK(write_receipt(parse_receipt(write_receipt(first)).value()) == write_receipt(first));

  ReceiptEvent refused = sample_event('2');
  refused.kind = ReceiptKind::non_delivery;
  refused.code = "HD-3002";
  refused.reason = "incomplete";
  const Answer answer{{first, issuer.issue(refused)}, {{Digest{9}, "HD-5002", "gap"}}};
  const std::string text = write_answer(answer);
  const Answer back = parse_answer(text).value();
  CHECK(write_answer(back) == text);
  CHECK(back.receipts.at(1).event.code == "HD-3002");
  std::vector<std::string> heads;
  for (const Receipt& receipt : back.receipts) {
    CHECK(verify_receipt(receipt, issuer.signer.verifier(), heads).ok());
  }
}

TEST_CASE("answers outside the format are refused") {
  CHECK(!parse_answer("{}").ok());
  CHECK(!parse_answer(R"({"haidang_answer":1,"heads":[],"receipts":[{}],"try_again":[]})").ok());
  CHECK(!parse_receipt(R"({"haidang_receipt":1})").ok());
  ReceiptEvent event = sample_event('1');
  json::object object = write_event(event);
  object["extra"] = 1;
  CHECK(read_event(object).error().code == Code::unknown_field);
}
