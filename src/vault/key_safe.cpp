#include <algorithm>

#include "vault/vault.hpp"

namespace haidang::vault {
namespace {

// Bound to the item: a wrapped key cannot be put in another item's place.
Bytes wrap_associated_data(const ItemId& item) {
  return to_bytes("haidang item key 1\n" + item.text());
}

Result<void> check_access(const ItemId& item, const journal::CommittedEntry& access) {
  const json::value* named = access.event().if_contains("item");
  const bool names_item = named != nullptr && named->is_string() && !item.empty() &&
                          std::string_view(named->get_string()) == item.text();
  if (access.kind() == "evidence-access" && names_item) return {};
  return Error{Code::not_permitted, "the key of item " + item.text() + " was not unwrapped",
               "the journal entry that was shown does not record an access to this item"};
}

}  // namespace

Bytes KeySafe::wrap(const ItemId& item, const crypto::AeadKey& key, Random& random) const {
  crypto::AeadNonce nonce{};
  random.fill(nonce);
  return crypto::seal_secret(vault_key_, wrap_associated_data(item), key, nonce);
}

Result<crypto::AeadKey> KeySafe::unwrap(const ItemId& item, ByteView wrapped,
                                        const journal::CommittedEntry& access) const {
  HD_TRY_VOID(check_access(item, access));
  HD_TRY(const Bytes plain, crypto::open_secret(vault_key_, wrap_associated_data(item), wrapped));
  crypto::AeadKey key{};
  if (plain.size() != key.size()) {
    return Error{Code::cannot_open, "the wrapped key of item " + item.text() + " is no item key"};
  }
  std::ranges::copy(plain, key.begin());
  return key;
}

}  // namespace haidang::vault
