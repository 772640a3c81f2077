#include "words/language.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/check.hpp"

namespace haidang::wording {
namespace {

struct Row {
  std::string_view tag;
  std::string_view autonym;
  Direction direction;
};

constexpr std::array table{
    Row{"ar", "العربية", Direction::right_to_left},
    Row{"en", "English", Direction::left_to_right},
    Row{"es", "Español", Direction::left_to_right},
    Row{"fr", "Français", Direction::left_to_right},
    Row{"pt", "Português", Direction::left_to_right},
    Row{"ru", "Русский", Direction::left_to_right},
    Row{"vi", "Tiếng Việt", Direction::left_to_right},
    Row{"zh", "中文", Direction::left_to_right},
};

constexpr std::size_t header_bytes_max = 1024;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "q=0.8" in thousandths; what is no weight counts as none at all.
int weight_of(std::string_view parameters) {
  parameters = trimmed(parameters);
  if (parameters.empty()) return 1000;
  if (!parameters.starts_with("q=") || parameters.size() < 3) return 0;
  parameters.remove_prefix(2);
  int weight = 0;
  int place = 1000;
  for (const char c : parameters.substr(0, 5)) {
    if (c == '.') continue;
    if (!is_digit(c)) return 0;
    weight += (c - '0') * place;
    place /= 10;
  }
  return weight;
}

}  // namespace

std::optional<Language> Language::find(std::string_view tag) {
  std::string primary(tag.substr(0, std::min<std::size_t>(tag.find_first_of("-_.@"), 8)));
  for (char& c : primary) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const auto* it =
      std::find_if(table.begin(), table.end(), [&](const Row& row) { return row.tag == primary; });
  if (it == table.end()) return std::nullopt;
  return Language(static_cast<std::uint8_t>(it - table.begin()));
}

Language Language::of_accept_language(std::string_view header) {
  Language best;
  int best_weight = 0;
  header = header.substr(0, header_bytes_max);
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    const std::string_view choice = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::size_t semicolon = std::min(choice.find(';'), choice.size());
    const std::optional<Language> spoken = find(trimmed(choice.substr(0, semicolon)));
    const int weight = weight_of(choice.substr(std::min(semicolon + 1, choice.size())));
    if (!spoken || weight <= best_weight) continue;
    best = *spoken;
    best_weight = weight;
  }
  return best;
}

std::string_view Language::tag() const {
  return table.at(index_).tag;
}

std::string_view Language::autonym() const {
  return table.at(index_).autonym;
}

Direction Language::direction() const {
  return table.at(index_).direction;
}

std::span<const Language> languages() {
  static constexpr std::array<Language, table.size()> all{Language(0), Language(1), Language(2),
                                                          Language(3), Language(4), Language(5),
                                                          Language(6), Language(7)};
  return all;
}

}  // namespace haidang::wording
