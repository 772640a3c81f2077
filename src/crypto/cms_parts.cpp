#include "crypto/cms_parts.hpp"

#include <fmt/format.h>

#include "crypto/openssl.hpp"

namespace haidang::crypto {

std::optional<ContentInfo> open_content_info(ByteView der) {
  const auto outer = sole_element(der, der_tag::sequence);
  if (!outer) return std::nullopt;
  DerReader fields(outer->body);
  const auto type = fields.next(der_tag::object_id);
  const auto wrapped = fields.next(der_tag::context_0);
  if (!type || !wrapped || !fields.at_end()) return std::nullopt;
  const auto content = sole_element(wrapped->body, der_tag::sequence);
  if (!content) return std::nullopt;
  return ContentInfo{*type, *content};
}

Bytes make_content_info(const DerElement& type, ByteView content_body) {
  const auto header = [](std::uint8_t tag, std::size_t body_bytes) {
    Bytes bytes;
    append_der_header(bytes, tag, body_bytes);
    return bytes;
  };
  const Bytes content = header(der_tag::sequence, content_body.size());
  const std::size_t content_bytes = content.size() + content_body.size();
  const Bytes wrapper = header(der_tag::context_0, content_bytes);
  Bytes out = header(der_tag::sequence, type.whole.size() + wrapper.size() + content_bytes);
  out.reserve(out.size() + type.whole.size() + wrapper.size() + content_bytes);
  append(out, type.whole);
  append(out, wrapper);
  append(out, content);
  append(out, content_body);
  return out;
}

bool is_small_integer(const std::optional<DerElement>& element, std::uint8_t value) {
  return element && element->body.size() == 1 && element->body[0] == value;
}

Bytes issuer_and_serial(const Certificate& certificate) {
  const X509* handle = certificate.handle();
  Bytes body = der_of<X509_NAME>(X509_get_issuer_name(handle), i2d_X509_NAME);
  append(body, der_of<ASN1_INTEGER>(X509_get0_serialNumber(handle), i2d_ASN1_INTEGER));
  Bytes out;
  append_der_header(out, der_tag::sequence, body.size());
  append(out, body);
  return out;
}

Result<void> check_size(ByteView der, std::size_t bytes_max) {
  if (der.size() <= bytes_max) return {};
  return Error{Code::too_large, "the message is too large",
               fmt::format("{} bytes; at most {} are accepted", der.size(), bytes_max)};
}

}  // namespace haidang::crypto
