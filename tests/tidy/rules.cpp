#include "rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "banned.hpp"
#include "kinds.hpp"
#include "lexer.hpp"

namespace haidang::tidy {
namespace {

constexpr auto npos = std::string_view::npos;

class Findings {
 public:
  explicit Findings(const File& file) : file_(file) {}

  void add(std::size_t line, std::string_view rule, std::string text) {
    found_.push_back({file_.path, line, std::string(rule), std::move(text)});
  }
  void add_at(std::size_t offset, std::string_view rule, std::string text) {
    add(line_at(file_.bytes, offset), rule, std::move(text));
  }
  std::vector<Finding> take() { return std::move(found_); }

 private:
  const File& file_;
  std::vector<Finding> found_;
};

std::size_t code_points(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// Well-formed enough to be text: lead bytes are followed by their continuation bytes (RFC 3629).
bool is_utf8(std::string_view text) {
  std::size_t expected = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0U) == 0x80U;
    if (continues != (expected > 0)) return false;
    if (continues) {
      --expected;
    } else if (byte >= 0xC2 && byte <= 0xF4) {
      expected = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
    } else if (byte >= 0x80) {
      return false;
    }
  }
  return expected == 0;
}

bool may_hold_tabs(std::string_view path) {
  return path.ends_with(".go") || path.ends_with(".mod") || path.ends_with(".tsv");
}

void check_characters(const File& file, std::size_t number, std::string_view line, Findings& out) {
  if (line.ends_with('\r')) return out.add(number, "crlf", "end the line with LF alone");
  if (line.ends_with(' ') || line.ends_with('\t')) {
    out.add(number, "trailing-space", "remove the space at the end of the line");
  }
  if (line.find('\t') != npos && !may_hold_tabs(file.path)) {
    out.add(number, "tab", "write spaces instead of the tab");
  }
  const bool control = std::any_of(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
  });
  if (control) out.add(number, "control-character", "write the control character as an escape");
}

// Directional controls can make code read differently from what compiles (CVE-2021-42574).
void check_direction_controls(std::size_t number, std::string_view line, Findings& out) {
  constexpr std::array<std::string_view, 9> controls{
      "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE",
      "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9"};
  for (const std::string_view control : controls) {
    if (line.find(control) != npos) {
      return out.add(number, "direction-control", "write the directional control as an escape");
    }
  }
}

void check_lines(const File& file, Findings& out) {
  const auto lines = lines_of(file.bytes);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    check_characters(file, i + 1, lines[i], out);
    if (!has_column_limit(file.path)) continue;
    check_direction_controls(i + 1, lines[i], out);
    if (const std::size_t width = code_points(lines[i]); width > columns_max) {
      out.add(i + 1, "line-length",
              "the line has " + std::to_string(width) + " columns; break it within " +
                  std::to_string(columns_max));
    }
  }
  if (!file.bytes.empty() && !file.bytes.ends_with('\n')) {
    out.add(lines.size(), "final-newline", "end the file with a newline");
  }
  if (has_column_limit(file.path) && lines.size() > file_lines_max) {
    out.add(0, "file-length",
            "the file has " + std::to_string(lines.size()) +
                " lines; divide it so that each part has at most " +
                std::to_string(file_lines_max));
  }
}

bool stands_alone(std::string_view text, std::size_t at, std::size_t length) {
  const bool left = at == 0 || !is_word_character(text[at - 1]);
  const bool right = at + length >= text.size() || !is_word_character(text[at + length]);
  return left && right;
}

void check_words(const File& file, Findings& out) {
  for (const Word& word : left_over_words()) {
    for (std::size_t at = file.bytes.find(word.text); at != npos;
         at = file.bytes.find(word.text, at + 1)) {
      if (word.whole && !stands_alone(file.bytes, at, word.text.size())) continue;
      out.add_at(at, word.rule, std::string(word.text) + ": " + std::string(word.instead));
    }
  }
}

void check_absolute_paths(const File& file, Findings& out) {
  for (const std::string_view folder : machine_folders()) {
    for (std::size_t at = file.bytes.find(folder); at != npos;
         at = file.bytes.find(folder, at + 1)) {
      const char before = at == 0 ? ' ' : file.bytes[at - 1];
      if (is_word_character(before) || std::string_view("-./}*$").find(before) != npos) continue;
      out.add_at(at, "absolute-path",
                 std::string(folder) + " exists on one machine only; write a relative path");
    }
  }
}

// A token matches where no word character precedes it, nor follows if it ends with one, unless
// the token is a prefix ("sqlite3_").
bool token_matches(std::string_view code, std::size_t at, const Banned& banned) {
  const std::string_view token = banned.token;
  if (is_word_character(token.front()) && at > 0 && is_word_character(code[at - 1])) return false;
  const std::size_t end = at + token.size();
  return banned.match == Match::prefix || !is_word_character(token.back()) || end >= code.size() ||
         !is_word_character(code[end]);
}

void check_banned(const File& file, std::string_view code, Findings& out) {
  for (const Banned& banned : banned_tokens()) {
    if (!banned.applies(file.path)) continue;
    for (std::size_t at = code.find(banned.token); at != npos;
         at = code.find(banned.token, at + 1)) {
      if (!token_matches(code, at, banned)) continue;
      out.add_at(at, banned.rule,
                 std::string(banned.token) + " is not used here: " + std::string(banned.instead));
    }
  }
}

// rapidcheck tells its caller whether the property holds, and fails no test by itself.
void check_properties(std::string_view code, Findings& out) {
  constexpr std::string_view call = "rc::check(";
  for (std::size_t at = code.find(call); at != npos; at = code.find(call, at + 1)) {
    const std::size_t before = code.find_last_not_of(" \n", at == 0 ? 0 : at - 1);
    if (at != 0 && before != npos && std::string_view(";{}").find(code[before]) == npos) continue;
    out.add_at(at, "property", "nobody looks at what rc::check finds: CHECK(rc::check(...))");
  }
}

std::string_view word_before(std::string_view code, std::size_t at) {
  while (at > 0 && code[at - 1] == ' ')
    --at;
  std::size_t start = at;
  while (start > 0 && is_word_character(code[start - 1]))
    --start;
  return code.substr(start, at - start);
}

// `std::unique_ptr<X> x(new X(...))`: owned at birth, for a constructor that is private.
bool is_owned_at_birth(std::string_view code, std::size_t at) {
  const std::size_t start = code.rfind(';', at) == npos ? 0 : code.rfind(';', at);
  const std::string_view before = code.substr(start, at - start);
  return before.ends_with('(') && before.find("unique_ptr<") != npos;
}

void check_raw_memory(std::string_view code, Findings& out) {
  for (const std::string_view word : {"new", "delete"}) {
    for (std::size_t at = code.find(word); at != npos; at = code.find(word, at + 1)) {
      if (!stands_alone(code, at, word.size())) continue;
      const std::size_t before = code.find_last_not_of(" \n", at == 0 ? npos : at - 1);
      const bool deleted = word == "delete" && before != npos && code[before] == '=';
      if (deleted || word_before(code, at) == "operator" || is_owned_at_birth(code, at)) continue;
      out.add_at(at, "raw-memory",
                 std::string(word) + " is not used: std::make_unique, a container or a value");
    }
  }
}

// `f(bool x` or `, bool x`: at the call it reads f(true), which says nothing.
void check_bool_parameters(const File& file, std::string_view code, Findings& out) {
  if (!is_in_src(file.path) || !is_header(file.path)) return;
  for (std::size_t at = code.find("bool "); at != npos; at = code.find("bool ", at + 1)) {
    if (at > 0 && is_word_character(code[at - 1])) continue;
    std::size_t name_end = at + 5;
    while (name_end < code.size() && is_word_character(code[name_end]))
      ++name_end;
    const std::size_t after = code.find_first_not_of(" \n", name_end);
    const std::size_t before = code.find_last_not_of(" \n", at == 0 ? npos : at - 1);
    if (name_end == at + 5 || after == npos || before == npos) continue;
    const bool opens = code[before] == '(' || code[before] == ',';
    if (opens && std::string_view(",)=").find(code[after]) != npos) {
      out.add_at(at, "bool-parameter", "take an enum class with two named values, not a bool");
    }
  }
}

void check_functions(std::string_view code, Findings& out) {
  for (const Function& function : functions_in(without_directives(code))) {
    if (function.line_count <= function_lines_max) continue;
    out.add(function.first_line, "function-length",
            function.name + " has " + std::to_string(function.line_count) +
                " lines; name its parts so that each has at most " +
                std::to_string(function_lines_max));
  }
}

// "base/bytes.hpp" of `#include "base/bytes.hpp"`, <...> with its brackets, or nothing.
std::string_view included_by(std::string_view line) {
  if (!line.starts_with("#include ")) return {};
  line.remove_prefix(9);
  if (line.starts_with('<')) return line.substr(0, line.find('>') + 1);
  if (!line.starts_with('"')) return {};
  const std::size_t end = line.find('"', 1);
  return end == npos ? std::string_view{} : line.substr(1, end - 1);
}

void check_network_include(const File& file, std::size_t line, std::string_view included,
                           Findings& out) {
  if (!included.starts_with("<boost/asio") && !included.starts_with("<boost/beast")) return;
  if (file.path.starts_with("src/http/") && !is_header(file.path)) return;
  out.add(line, "network-include",
          "Asio and Beast are included in .cpp files of src/http only; use http/client.hpp or "
          "http/server.hpp");
}

void check_room_include(const File& file, std::size_t line, std::string_view included,
                        std::span<const std::string> house, Findings& out) {
  const std::string_view own = room_of(file.path);
  const std::size_t slash = included.find('/');
  if (slash == npos) {
    return out.add(line, "include-path",
                   "write \"" + std::string(own) + "/" + std::string(included) + "\"");
  }
  const std::string_view other = included.substr(0, slash);
  const auto mine = std::find(house.begin(), house.end(), own);
  const auto theirs = std::find(house.begin(), house.end(), other);
  if (theirs == house.end()) {
    return out.add(line, "include-path", std::string(other) + " is no room of cmake/room.cmake");
  }
  if (other != own && theirs > mine) {
    out.add(line, "include-direction",
            std::string(own) + " stands below " + std::string(other) +
                " in cmake/room.cmake: move what both need into a lower room");
  }
}

void check_includes(const File& file, std::span<const std::string> house, Findings& out) {
  const auto lines = lines_of(file.bytes);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view included = included_by(lines[i]);
    if (included.empty() || !is_in_src(file.path)) continue;
    check_network_include(file, i + 1, included, out);
    if (!included.starts_with('<')) check_room_include(file, i + 1, included, house, out);
  }
}

void check_cpp(const File& file, std::span<const std::string> house, Findings& out) {
  const std::string code = code_only(file.bytes);
  check_banned(file, code, out);
  check_properties(code, out);
  check_raw_memory(without_directives(code), out);
  check_bool_parameters(file, code, out);
  check_functions(code, out);
  check_includes(file, house, out);
  if (!is_header(file.path)) return;
  if (code.find("#pragma once") == npos) {
    out.add(1, "pragma-once", "a header has #pragma once after its first comment");
  }
  const std::size_t opened = code.find("using namespace");
  if (opened != npos) {
    out.add_at(opened, "using-namespace", "a header names what it uses: write the namespace out");
  }
}

void check_markdown(const File& file, Findings& out) {
  std::size_t titles = 0;
  bool fenced = false;
  for (const std::string_view line : lines_of(file.bytes)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && line.starts_with("# ")) ++titles;
  }
  if (titles != 1) {
    out.add(0, "markdown-title",
            "the page has " + std::to_string(titles) + " titles ('# '); give it exactly one");
  }
}

}  // namespace

std::string Finding::report() const {
  return path + ":" + std::to_string(line) + ": " + text + " [" + rule + "]";
}

std::vector<std::string> rooms_in(std::string_view room_cmake) {
  std::vector<std::string> rooms;
  constexpr std::string_view start = "set(HAIDANG_HOUSE";
  const std::size_t at = room_cmake.find(start);
  if (at == npos) return rooms;
  std::string_view rest = room_cmake.substr(at + start.size());
  rest = rest.substr(0, rest.find(')'));
  while (!rest.empty()) {
    std::size_t end = 0;
    while (end < rest.size() && is_word_character(rest[end]))
      ++end;
    if (end > 0) rooms.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::max<std::size_t>(end, 1));
  }
  return rooms;
}

std::vector<Finding> check_file(const File& file, std::span<const std::string> house) {
  Findings out(file);
  if (file.bytes.size() > file_bytes_max) {
    out.add(0, "file-size", "the file is over 512 KiB; generate it, or keep it elsewhere");
  }
  if (is_raw_data(file.path)) return out.take();
  if (file.bytes.find('\0') != npos || !is_utf8(file.bytes)) {
    out.add(0, "binary", "only text (UTF-8) is kept here; binary inputs belong in corpus/");
    return out.take();
  }
  check_lines(file, out);
  check_words(file, out);
  check_absolute_paths(file, out);
  if (is_cpp(file.path)) check_cpp(file, house, out);
  if (is_markdown(file.path)) check_markdown(file, out);
  return out.take();
}

}  // namespace haidang::tidy
