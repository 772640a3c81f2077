#include "base/nearest.hpp"

#include <algorithm>
#include <vector>

namespace haidang {

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> names) {
  constexpr std::size_t longest = 100;  // a slip is made in a word, not in a page
  if (word.empty() || word.size() > longest) return std::nullopt;
  const std::string asked = small_letters(word);
  std::optional<std::string> best;
  std::size_t fewest = 0;
  for (const std::string& name : names) {
    const std::size_t needed = edits(asked, small_letters(name));
    if (needed > std::max<std::size_t>(1, name.size() / 3)) continue;
    if (best && fewest <= needed) continue;
    best = name;
    fewest = needed;
  }
  return best;
}

std::string small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return small;
}

}  // namespace haidang
