#include "cli/wrapped.hpp"

#include <algorithm>

#include "words/columns.hpp"

namespace haidang::cli {
namespace {

using wording::width;

constexpr std::string_view blanks = " \t";

// The bytes of the UTF-8 character that begins there.
std::size_t character_bytes(std::string_view text) {
  std::size_t bytes = 1;
  while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
    ++bytes;
  return bytes;
}

bool has_wide(std::string_view word) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < word.size(); at += character_bytes(word.substr(at)))
    ++characters;
  return width(word) > characters;
}

class Wrapper {
 public:
  explicit Wrapper(std::size_t columns) : columns_(std::max<std::size_t>(columns, 2)) {}

  void add_line(std::string_view line) {
    const std::size_t before = lines_.size();
    for (;;) {
      const std::size_t from = line.find_first_not_of(blanks);
      if (from == std::string_view::npos) break;
      line.remove_prefix(from);
      const std::size_t end = std::min(line.find_first_of(blanks), line.size());
      add_word(line.substr(0, end));
      line.remove_prefix(end);
    }
    if (!line_.empty() || lines_.size() == before) flush();
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  void add_word(std::string_view word) {
    const std::size_t needed = width(word);
    if (!line_.empty() && width(line_) + 1 + needed > columns_) {
      if (needed <= columns_ || !has_wide(word)) flush();
    }
    if (!line_.empty()) line_ += ' ';
    if (needed <= columns_ || !has_wide(word)) {
      line_ += word;
      return;
    }
    while (!word.empty()) {
      const std::string_view character = word.substr(0, character_bytes(word));
      if (width(line_) + width(character) > columns_) flush();
      line_ += character;
      word.remove_prefix(character.size());
    }
  }
  void flush() {
    lines_.push_back(std::move(line_));
    line_.clear();
  }

  std::size_t columns_;
  std::string line_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  Wrapper wrapper(columns);
  for (;;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    wrapper.add_line(line);
    if (end >= text.size()) return wrapper.take();
    text.remove_prefix(end + 1);
  }
}

}  // namespace haidang::cli
