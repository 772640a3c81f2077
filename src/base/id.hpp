// Identifiers: 128 random bits as 32 lower-case hex digits, typed so that they do not mix.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace haidang {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

std::string random_id_text(Random& random);
bool is_id_text(std::string_view text);

template <class Tag>
class Id {
 public:
  Id() = default;
  static Id random(Random& random) { return Id(random_id_text(random)); }
  static Result<Id> parse(std::string_view text) {
    if (!is_id_text(text)) {
      return Error{Code::bad_value, "an identifier is not 32 lower-case hexadecimal digits"};
    }
    return Id(std::string(text));
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace haidang

template <class Tag>
struct std::hash<haidang::Id<Tag>> {
  std::size_t operator()(const haidang::Id<Tag>& id) const {
    return std::hash<std::string>{}(id.text());
  }
};
