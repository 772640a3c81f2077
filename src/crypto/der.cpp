#include "crypto/der.hpp"

namespace haidang::crypto {
namespace {

constexpr std::uint8_t long_form = 0x80;
constexpr std::uint8_t high_tag = 0x1F;
constexpr std::size_t length_octets_max = 4;

struct Length {
  std::size_t header_bytes;  // tag and length octets
  std::size_t body_bytes;
};

// X.690 sections 8.1.3 and 10.1: the shortest form, never indefinite.
std::optional<Length> read_length(ByteView bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const std::uint8_t first = bytes[1];
  if (first < long_form) return Length{2, first};
  const std::size_t octets = first - long_form;
  if (octets == 0 || octets > length_octets_max || bytes.size() < 2 + octets) return std::nullopt;
  std::size_t value = 0;
  for (std::size_t i = 0; i < octets; ++i)
    value = (value << 8) | bytes[2 + i];
  const bool shortest = bytes[2] != 0 && value >= long_form;
  if (!shortest) return std::nullopt;
  return Length{2 + octets, value};
}

}  // namespace

std::optional<DerElement> DerReader::next() {
  const auto length = read_length(rest_);
  if (!length || (rest_[0] & high_tag) == high_tag) return std::nullopt;
  if (length->body_bytes > rest_.size() - length->header_bytes) return std::nullopt;
  const ByteView whole = rest_.first(length->header_bytes + length->body_bytes);
  rest_ = rest_.subspan(whole.size());
  return DerElement{whole[0], whole, whole.subspan(length->header_bytes)};
}

std::optional<DerElement> DerReader::next(std::uint8_t tag) {
  if (rest_.empty() || rest_[0] != tag) return std::nullopt;
  return next();
}

std::optional<DerElement> sole_element(ByteView bytes, std::uint8_t tag) {
  DerReader reader(bytes);
  auto element = reader.next(tag);
  return reader.at_end() ? element : std::nullopt;
}

void append_der_header(Bytes& to, std::uint8_t tag, std::size_t body_bytes) {
  to.push_back(tag);
  if (body_bytes < long_form) {
    to.push_back(static_cast<std::uint8_t>(body_bytes));
    return;
  }
  std::size_t octets = 1;
  while (octets < sizeof(body_bytes) && (body_bytes >> (8 * octets)) != 0)
    ++octets;
  to.push_back(static_cast<std::uint8_t>(long_form + octets));
  for (std::size_t i = octets; i > 0; --i) {
    to.push_back(static_cast<std::uint8_t>(body_bytes >> (8 * (i - 1))));
  }
}

}  // namespace haidang::crypto
