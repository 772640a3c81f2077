// The house style as rules over text: pure functions from files to findings.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haidang::tidy {

constexpr std::size_t columns_max = 100;
constexpr std::size_t function_lines_max = 70;
constexpr std::size_t file_lines_max = 800;
constexpr std::size_t file_bytes_max = std::size_t{512} * 1024;

struct File {
  std::string path;  // relative to the root of the checkout, with '/'
  std::string bytes;
};

struct Finding {
  std::string path;
  std::size_t line;  // counted from 1; 0 when it is about the whole file
  std::string rule;  // "line-length": what the allow-list names
  std::string text;  // what is wrong, and what to write instead

  [[nodiscard]] std::string report() const;  // "path:line: text [rule]"
};

// The rooms, lowest first, as cmake/room.cmake lists them.
std::vector<std::string> rooms_in(std::string_view room_cmake);

// Everything that one file alone can get wrong.
std::vector<Finding> check_file(const File& file, std::span<const std::string> house);

// What only the whole tree shows: room READMEs, links, sources that nothing builds.
std::vector<Finding> check_tree(std::span<const File> files, std::span<const std::string> house);

// Both, without what the allow-list permits.
std::vector<Finding> check_all(std::span<const File> files);

}  // namespace haidang::tidy
