// Officer passwords: Argon2id (RFC 9106) through libsodium, in the PHC string format.
#pragma once
#include <string>
#include <string_view>

namespace haidang::crypto {

enum class PasswordCost { interactive, minimal_for_tests };

std::string hash_password(std::string_view password, PasswordCost cost = PasswordCost::interactive);
bool verify_password(std::string_view phc, std::string_view password);

}  // namespace haidang::crypto
