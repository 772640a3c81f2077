#include "acts/address.hpp"

namespace haidang {

json::object write_address(const Address& address) {
  return {{"party", address.party.text()}, {"authority", address.authority}};
}

void append_address(std::string& out, const Address& address) {
  out += R"({"authority":)";
  append_text(out, address.authority);
  out += R"(,"party":)";
  append_text(out, address.party.text());
  out += '}';
}

Result<Address> read_address(const json::object& object, std::string_view name) {
  ObjectReader in(object, name);
  HD_TRY(const std::string party, in.text("party", 8));
  HD_TRY(const std::string authority, in.text("authority", 64));
  HD_TRY_VOID(in.finish());
  Address address;
  HD_TRY(address.party, PartyCode::parse(party));
  HD_TRY(address.authority, parse_authority(authority));
  return address;
}

}  // namespace haidang
