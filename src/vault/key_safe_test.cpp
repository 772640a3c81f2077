#include <doctest/doctest.h>

#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;
using namespace haidang::vault::test;

namespace {

// A real journal: nothing else can make the proof that the safe asks for.
class TestJournal {
 public:
  TestJournal()
      : database_(store::Database::in_memory()),
        heads_(journal::SqliteHeadStore::open(store::Database::in_memory()).value()),
        signer_("vault.test", crypto::PrivateKey::generate(crypto::KeyKind::ed25519)),
        journal_(journal::Journal::open(database_, *heads_, signer_, std::nullopt).value()) {}

  journal::CommittedEntry commit(std::string kind, json::object event) {
    auto transaction = database_.begin();
    HD_CHECK(transaction.ok());
    const journal::Entry entry{.kind = std::move(kind), .at = {}, .event = std::move(event)};
    HD_CHECK(journal_->append(*transaction, entry).ok());
    HD_CHECK(transaction->commit().ok());
    return journal_->committed().at(0);
  }

 private:
  store::Database database_;
  std::unique_ptr<journal::SqliteHeadStore> heads_;
  journal::Ed25519NoteSigner signer_;
  std::unique_ptr<journal::Journal> journal_;
};

struct Wrapped {
  SeededRandom random{5};
  ItemId item = ItemId::random(random);
  ItemId other_item = ItemId::random(random);
  crypto::AeadKey vault_key{1, 2, 3};
  crypto::AeadKey item_key{9, 8, 7};
  KeySafe safe{vault_key};
  Bytes wrapped = safe.wrap(item, item_key, random);
  TestJournal journal;
};

}  // namespace

TEST_CASE("no key is unwrapped on an entry of another kind, item or form") {
  Wrapped w;
  const auto refused = [&](std::string kind, json::object event) {
    return w.safe.unwrap(w.item, w.wrapped, w.journal.commit(std::move(kind), std::move(event)))
               .error()
               .code == Code::not_permitted;
  };
  CHECK(refused("act-committed", {{"item", w.item.text()}}));
  CHECK(refused("evidence-access-refused", {{"item", w.item.text()}}));
  CHECK(refused("evidence-access", {{"item", w.other_item.text()}}));
  CHECK(refused("evidence-access", {{"item", 7}}));
  CHECK(refused("evidence-access", {{"id", w.item.text()}}));
  CHECK(refused("evidence-access", {}));
  const auto nameless = w.journal.commit("evidence-access", {{"item", ""}});
  CHECK(w.safe.unwrap(ItemId{}, w.wrapped, nameless).error().code == Code::not_permitted);
}

TEST_CASE("a wrapped key that is altered, of another item or under another vault key stays shut") {
  Wrapped w;
  const auto access = w.journal.commit("evidence-access", {{"item", w.item.text()}});
  for (std::size_t at = 0; at < w.wrapped.size(); ++at) {
    Bytes bad = w.wrapped;
    bad[at] ^= 1;
    CHECK(w.safe.unwrap(w.item, bad, access).error().code == Code::cannot_open);
  }
  CHECK(w.safe.unwrap(w.item, {}, access).error().code == Code::cannot_open);
  const Bytes of_other = w.safe.wrap(w.other_item, w.item_key, w.random);
  CHECK(w.safe.unwrap(w.item, of_other, access).error().code == Code::cannot_open);
  const KeySafe other_safe(crypto::AeadKey{4});
  CHECK(other_safe.unwrap(w.item, w.wrapped, access).error().code == Code::cannot_open);
}

TEST_CASE("a committed access to the item opens its key") {
  Wrapped w;
  const auto access = w.journal.commit("evidence-access", {{"item", w.item.text()}});
  CHECK(w.safe.unwrap(w.item, w.wrapped, access).value() == w.item_key);
}

TEST_CASE("the same key wrapped twice has different bytes") {
  Wrapped w;
  CHECK(w.safe.wrap(w.item, w.item_key, w.random) != w.wrapped);
}
