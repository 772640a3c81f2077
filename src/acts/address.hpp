// The one JSON form of an address, {"authority","party"}, wherever acts, deliveries and drafts hold
// one (docs/formats.md).
#pragma once
#include "acts/party.hpp"
#include "base/json.hpp"

namespace haidang {

json::object write_address(const Address& address);
// The same, canonical, at the end of a text that is being written.
void append_address(std::string& out, const Address& address);
// `name` is what errors call it. Errors: missing_field, unknown_field, too_large, bad_value.
Result<Address> read_address(const json::object& object, std::string_view name);

}  // namespace haidang
