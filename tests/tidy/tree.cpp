// Rules that need the whole tree, and the allow-list.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <tuple>

#include "kinds.hpp"
#include "lexer.hpp"
#include "rules.hpp"

namespace haidang::tidy {
namespace {

constexpr auto npos = std::string_view::npos;

struct Allowed {
  std::string_view path;
  std::string_view rule;
  std::string_view reason;
};

// Each entry is a debt with its reason; there is no entry without one.
constexpr std::array<Allowed, 1> allow_list{{
    {"src/base/check.cpp", "printf", "a failed check is reported before any Log exists"},
}};

bool is_allowed(const Finding& finding) {
  return std::any_of(allow_list.begin(), allow_list.end(), [&](const Allowed& allowed) {
    return allowed.path == finding.path && allowed.rule == finding.rule;
  });
}

class Tree {
 public:
  explicit Tree(std::span<const File> files) : files_(files) {
    for (const File& file : files) {
      paths_.insert(file.path);
      for (std::string_view folder = folder_of(file.path); !folder.empty();
           folder = folder_of(folder)) {
        paths_.emplace(folder);
      }
    }
  }

  [[nodiscard]] bool has(std::string_view path) const { return paths_.contains(path); }
  [[nodiscard]] std::span<const File> files() const { return files_; }
  [[nodiscard]] std::string_view text(std::string_view path) const {
    const auto at = std::find_if(files_.begin(), files_.end(),
                                 [&](const File& file) { return file.path == path; });
    return at == files_.end() ? std::string_view{} : std::string_view(at->bytes);
  }

 private:
  std::span<const File> files_;
  std::set<std::string, std::less<>> paths_;  // files and the folders that hold them
};

void check_room_readme(const Tree& tree, const std::string& room, std::vector<Finding>& out) {
  const std::string path = "src/" + room + "/README.md";
  if (!tree.has("src/" + room)) return;
  if (!tree.has(path)) {
    out.push_back(
        {path, 0, "room-readme", "the room has no README.md: purpose, Owns, Invariants, Must not"});
    return;
  }
  for (const std::string_view section : {"Owns", "Must not"}) {
    if (tree.text(path).find(section) != npos) continue;
    out.push_back(
        {path, 0, "room-readme",
         "the README does not say '" + std::string(section) + "'; see src/store/README.md"});
  }
}

// Resolves "." and ".." as a reader of the rendered page would; empty when it leaves the tree.
std::string resolved(std::string_view folder, std::string_view target) {
  std::vector<std::string_view> parts;
  const std::string joined = std::string(folder) + "/" + std::string(target);
  std::string_view rest = joined;
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    rest.remove_prefix(slash == npos ? rest.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return {};
    } else {
      parts.pop_back();
    }
  }
  std::string path;
  for (const std::string_view part : parts)
    path += (path.empty() ? "" : "/") + std::string(part);
  return path.empty() ? "." : path;
}

bool is_elsewhere(std::string_view target) {
  return target.empty() || target.front() == '#' || target.find("://") != npos ||
         target.starts_with("mailto:");
}

// The targets of `[text](target)` in one line, outside `code`.
std::vector<std::string_view> link_targets(std::string_view line) {
  std::vector<std::string_view> targets;
  bool in_code = false;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (line[i] == '`') in_code = !in_code;
    if (in_code || line[i] != ']' || line[i + 1] != '(') continue;
    const std::size_t end = line.find_first_of(") ", i + 2);
    if (end != npos) targets.push_back(line.substr(i + 2, end - i - 2));
  }
  return targets;
}

void check_links(const Tree& tree, const File& file, std::vector<Finding>& out) {
  bool fenced = false;
  std::size_t number = 0;
  for (const std::string_view line : lines_of(file.bytes)) {
    ++number;
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced) continue;
    for (const std::string_view target : link_targets(line)) {
      if (is_elsewhere(target)) continue;
      const std::string path = resolved(folder_of(file.path), target.substr(0, target.find('#')));
      if (path == "." || tree.has(path)) continue;
      out.push_back({file.path, number, "broken-link",
                     std::string(target) + " is not in the tree; link to a tracked file"});
    }
  }
}

bool names_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != npos; at = text.find(word, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const std::size_t end = at + word.size();
    const bool right = end >= text.size() || !is_word_character(text[end]);
    if (!is_word_character(before) && right) return true;
  }
  return false;
}

// A source that no CMakeLists.txt above it names is never compiled, and rots.
void check_is_built(const Tree& tree, const File& file, std::vector<Finding>& out) {
  const std::string_view name = name_of(file.path);
  for (std::string_view folder = folder_of(file.path); !folder.empty();
       folder = folder_of(folder)) {
    const std::string_view from_here = std::string_view(file.path).substr(folder.size() + 1);
    const std::string_view lists = tree.text(std::string(folder) + "/CMakeLists.txt");
    if (names_word(lists, from_here) || names_word(lists, name)) return;
  }
  if (names_word(tree.text("cmake/room.cmake"), name)) return;
  out.push_back({file.path, 0, "not-built",
                 "no CMakeLists.txt names this source; add it to its room, or delete it"});
}

}  // namespace

std::vector<Finding> check_tree(std::span<const File> files, std::span<const std::string> house) {
  const Tree tree(files);
  std::vector<Finding> out;
  for (const std::string& room : house)
    check_room_readme(tree, room, out);
  for (const File& file : files) {
    if (is_raw_data(file.path)) continue;
    if (is_markdown(file.path)) check_links(tree, file, out);
    if (is_cpp(file.path) && !is_header(file.path)) check_is_built(tree, file, out);
  }
  return out;
}

std::vector<Finding> check_all(std::span<const File> files) {
  const std::vector<std::string> house = rooms_in(Tree(files).text("cmake/room.cmake"));
  std::vector<Finding> found = check_tree(files, house);
  for (const File& file : files) {
    const std::vector<Finding> more = check_file(file, house);
    found.insert(found.end(), more.begin(), more.end());
  }
  std::erase_if(found, is_allowed);
  std::sort(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.path, a.line, a.text) < std::tie(b.path, b.line, b.text);
  });
  return found;
}

}  // namespace haidang::tidy
