// The languages that people may be spoken to in. A value: which one is decided at the edge (an
// option, LANG, Accept-Language) and handed down.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace haidang::wording {

enum class Direction { left_to_right, right_to_left };

class Language {
 public:
  Language() = default;  // English, the language that the others are translated from
  // From a BCP 47 tag or the name of a POSIX locale: "pt-BR", "zh_CN.UTF-8", "AR". Only the
  // language counts, neither script nor region. "C", "POSIX" and what we do not speak: nullopt.
  static std::optional<Language> find(std::string_view tag);
  // The first of the header's choices, by weight, that we speak (RFC 9110, 12.5.4); else English.
  static Language of_accept_language(std::string_view header);

  [[nodiscard]] std::string_view tag() const;      // "vi"
  [[nodiscard]] std::string_view autonym() const;  // "Tiếng Việt"
  [[nodiscard]] Direction direction() const;

  friend bool operator==(Language, Language) = default;

 private:
  friend std::span<const Language> languages();
  explicit constexpr Language(std::uint8_t index) : index_(index) {}

  std::uint8_t index_ = 1;  // in the table of language.cpp
};

// All of them, by tag: ar en es fr pt ru vi zh.
std::span<const Language> languages();

}  // namespace haidang::wording
