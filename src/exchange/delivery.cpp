#include "exchange/delivery.hpp"

#include <fmt/format.h>

#include "acts/address.hpp"

namespace haidang::exchange {
namespace {

constexpr std::int64_t delivery_version = 1;

}  // namespace

// Canonical as base/json.hpp says: the members stand here in the order of their names.
std::string write_delivery(const Delivery& delivery) {
  std::string out = R"({"acts":[)";
  for (const Bytes& act : delivery.acts) {
    if (out.back() != '[') out.push_back(',');
    append_text(out, base64(act));
  }
  out += R"(],"from":)";
  append_address(out, delivery.from);
  out += fmt::format(R"(,"haidang_delivery":{},"to":)", delivery_version);
  append_address(out, delivery.to);
  out += '}';
  return out;
}

Result<Delivery> parse_delivery(std::string_view text) {
  HD_TRY(const json::object object,
         parse_json_object(text, {.bytes_max = DeliveryLimits::json_bytes, .depth_max = 4}));
  ObjectReader in(object, "delivery");
  HD_TRY(const std::int64_t version, in.integer("haidang_delivery", 0, 1000));
  if (version != delivery_version) {
    return Error{Code::unsupported_version, "the delivery is of a version this node does not read"};
  }
  HD_TRY(const json::object* const from, in.object_in_place("from"));
  HD_TRY(const json::object* const to, in.object_in_place("to"));
  HD_TRY(const json::array* const acts, in.array_in_place("acts", DeliveryLimits::acts));
  HD_TRY_VOID(in.finish());

  Delivery delivery;
  HD_TRY(delivery.from, read_address(*from, "delivery address"));
  HD_TRY(delivery.to, read_address(*to, "delivery address"));
  delivery.acts.reserve(acts->size());
  for (const json::value& act : *acts) {
    if (!act.is_string()) return Error{Code::bad_value, "delivery: an act is not base64 text"};
    HD_TRY(Bytes bytes, parse_base64(act.get_string()));
    if (bytes.size() > ActLimits::signed_bytes) {
      return Error{Code::too_large, "delivery: an act is over 256 KiB"};
    }
    delivery.acts.push_back(std::move(bytes));
  }
  if (delivery.acts.empty()) return Error{Code::bad_value, "the delivery carries no act"};
  return delivery;
}

}  // namespace haidang::exchange
