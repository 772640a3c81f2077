#include "lexer.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace haidang::tidy {
namespace {

constexpr auto npos = std::string_view::npos;

void blank(std::string& text, std::size_t from, std::size_t to) {
  to = std::min(to, text.size());
  for (std::size_t i = from; i < to; ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

// Each finder gives the offset after the construct that begins at `at`.
std::size_t after_line_comment(std::string_view source, std::size_t at) {
  const std::size_t end = source.find('\n', at);
  return end == npos ? source.size() : end;
}

std::size_t after_block_comment(std::string_view source, std::size_t at) {
  const std::size_t end = source.find("*/", at + 2);
  return end == npos ? source.size() : end + 2;
}

std::size_t after_quoted(std::string_view source, std::size_t at) {
  const char quote = source[at];
  for (std::size_t i = at + 1; i < source.size(); ++i) {
    if (source[i] == '\\') {
      ++i;
    } else if (source[i] == quote || source[i] == '\n') {
      return i + 1;
    }
  }
  return source.size();
}

// [lex.string]: R"delimiter( ... )delimiter"
std::size_t after_raw_string(std::string_view source, std::size_t quote) {
  const std::size_t open = source.find('(', quote);
  if (open == npos) return source.size();
  const std::string close = ")" + std::string(source.substr(quote + 1, open - quote - 1)) + "\"";
  const std::size_t end = source.find(close, open);
  return end == npos ? source.size() : end + close.size();
}

bool begins_raw_string(std::string_view source, std::size_t quote) {
  if (quote == 0 || source[quote - 1] != 'R') return false;
  if (quote == 1) return true;
  const char before = source[quote - 2];
  return !is_word_character(before) || before == 'u' || before == 'U' || before == '8' ||
         before == 'L';
}

// [lex.icon]: the ' in 1'000 separates digits and opens nothing.
bool separates_digits(std::string_view source, std::size_t at) {
  return at > 0 && std::isxdigit(static_cast<unsigned char>(source[at - 1])) != 0 &&
         at + 1 < source.size() && std::isxdigit(static_cast<unsigned char>(source[at + 1])) != 0 &&
         (at + 2 >= source.size() || source[at + 2] != '\'');
}

// `#include "room/x.hpp"` is not a literal: the path must stay readable.
bool is_include_line(std::string_view source, std::size_t quote) {
  const std::size_t start = source.rfind('\n', quote) + 1;
  return source.substr(start, quote - start).starts_with("#include");
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.remove_suffix(1);
  }
  return text;
}

std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_word_character(text[end]))
    ++end;
  return text.substr(0, end);
}

// Removes access labels, `template <...>` and `[[...]]` from the front of a declaration.
std::string_view without_prefixes(std::string_view header) {
  for (;;) {
    header = trimmed(header);
    if (header.starts_with("[[")) {
      const std::size_t end = header.find("]]");
      if (end == npos) return header;
      header.remove_prefix(end + 2);
    } else if (first_word(header) == "template") {
      int depth = 0;
      std::size_t i = header.find('<');
      for (; i < header.size(); ++i) {
        if (header[i] == '<') ++depth;
        if (header[i] == '>' && --depth == 0) break;
      }
      if (i >= header.size()) return header;
      header.remove_prefix(i + 1);
    } else if (first_word(header) == "inline" || first_word(header) == "static") {
      header.remove_prefix(6);
    } else if (header.starts_with("public:") || header.starts_with("protected:") ||
               header.starts_with("private:")) {
      header.remove_prefix(header.find(':') + 1);
    } else {
      return header;
    }
  }
}

enum class Brace { container, function, data };

// What an opening brace at namespace or class level opens, told from the text before it.
Brace brace_after(std::string_view header) {
  header = without_prefixes(header);
  const std::string_view word = first_word(header);
  constexpr std::array containers{"namespace", "class", "struct", "union", "enum"};
  if (std::find(containers.begin(), containers.end(), word) != containers.end()) {
    return Brace::container;
  }
  const bool has_parameters = header.find('(') != npos;
  if (word == "extern" && !has_parameters) return Brace::container;
  const auto opened = std::count(header.begin(), header.end(), '(');
  const auto closed = std::count(header.begin(), header.end(), ')');
  if (!has_parameters || opened != closed || header.back() == '=') return Brace::data;
  return Brace::function;
}

std::string name_in(std::string_view header) {
  header = without_prefixes(header);
  std::size_t end = header.find('(');
  while (end > 0 && std::isspace(static_cast<unsigned char>(header[end - 1])) != 0)
    --end;
  std::size_t start = end;
  while (start > 0 && (is_word_character(header[start - 1]) || header[start - 1] == ':' ||
                       header[start - 1] == '~')) {
    --start;
  }
  return std::string(header.substr(start, end - start));
}

std::size_t after_matching_brace(std::string_view code, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < code.size(); ++i) {
    if (code[i] == '{') ++depth;
    if (code[i] == '}' && --depth == 0) return i + 1;
  }
  return code.size();
}

// In `X::X() : a_{1}, b_{2} { ... }` the body is the last of several brace pairs.
std::size_t after_body(std::string_view code, std::size_t open) {
  std::size_t end = after_matching_brace(code, open);
  for (;;) {
    std::size_t next = end;
    while (next < code.size() && std::isspace(static_cast<unsigned char>(code[next])) != 0)
      ++next;
    if (next < code.size() && code[next] == ',') next = code.find_first_of("{;", next);
    if (next >= code.size() || code[next] != '{') return end;
    end = after_matching_brace(code, next);
  }
}

}  // namespace

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::size_t line_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == npos ? text.size() : end + 1);
  }
  return lines;
}

std::string code_only(std::string_view source) {
  std::string code(source);
  for (std::size_t i = 0; i < source.size();) {
    const std::string_view rest = source.substr(i);
    std::size_t end = i + 1;
    if (rest.starts_with("//")) {
      end = after_line_comment(source, i);
      blank(code, i, end);
    } else if (rest.starts_with("/*")) {
      end = after_block_comment(source, i);
      blank(code, i, end);
    } else if (source[i] == '"' && !is_include_line(source, i)) {
      end = begins_raw_string(source, i) ? after_raw_string(source, i) : after_quoted(source, i);
      blank(code, i + 1, end - 1);
    } else if (source[i] == '\'' && !separates_digits(source, i)) {
      end = after_quoted(source, i);
      blank(code, i + 1, end - 1);
    }
    i = end;
  }
  return code;
}

std::string without_directives(std::string_view code) {
  std::string out(code);
  std::size_t at = 0;
  bool continued = false;
  for (const std::string_view line : lines_of(code)) {
    const bool directive = continued || trimmed(line).starts_with('#');
    if (directive) blank(out, at, at + line.size());
    continued = directive && line.ends_with('\\');
    at += line.size() + 1;
  }
  return out;
}

std::vector<Function> functions_in(std::string_view code) {
  std::vector<Function> found;
  std::size_t header_from = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == ';' || code[i] == '}') header_from = i + 1;
    if (code[i] != '{') continue;
    const std::string_view header = code.substr(header_from, i - header_from);
    const Brace brace = brace_after(header);
    if (brace == Brace::function) {
      const std::size_t first = header_from + header.find(without_prefixes(header));
      const std::size_t end = after_body(code, i);
      const std::size_t first_line = line_at(code, first);
      found.push_back({name_in(header), first_line, line_at(code, end - 1) - first_line + 1});
      i = end - 1;
    } else if (brace == Brace::data) {
      i = after_matching_brace(code, i) - 1;
    }
    header_from = i + 1;
  }
  return found;
}

}  // namespace haidang::tidy
