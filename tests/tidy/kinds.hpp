// What kind of file a path names, and which part of the house it stands in.
#pragma once
#include <string>
#include <string_view>

namespace haidang::tidy {

inline bool is_header(std::string_view path) {
  return path.ends_with(".hpp");
}

inline bool is_cpp(std::string_view path) {
  return is_header(path) || path.ends_with(".cpp");
}

inline bool is_markdown(std::string_view path) {
  return path.ends_with(".md");
}

inline std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

inline std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Data taken byte for byte from elsewhere or made to be hostile: only its size is our business.
inline bool is_raw_data(std::string_view path) {
  return path.find("/corpus/") != std::string_view::npos ||
         path.find("/vectors/") != std::string_view::npos;
}

inline bool is_in_src(std::string_view path) {
  return path.starts_with("src/");
}

// "src/journal/note.cpp" -> "journal"; empty outside src/.
inline std::string_view room_of(std::string_view path) {
  if (!is_in_src(path)) return {};
  const std::string_view rest = path.substr(4);
  const std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string_view{} : rest.substr(0, slash);
}

inline bool is_test(std::string_view path) {
  return path.ends_with("_test.cpp") || path.ends_with("_fuzz.cpp") || path.starts_with("tests/");
}

// Code that ends up in the shipped rooms below the command line.
inline bool is_library(std::string_view path) {
  return is_in_src(path) && !is_test(path) && room_of(path) != "cli";
}

// Languages whose lines are held to the column limit. Prose and data may be longer.
inline bool has_column_limit(std::string_view path) {
  return is_cpp(path) || path.ends_with(".cmake") || name_of(path) == "CMakeLists.txt" ||
         path.ends_with(".sh") || path.ends_with(".py") || path.ends_with(".go") ||
         name_of(path).find('.') == std::string_view::npos;
}

}  // namespace haidang::tidy
