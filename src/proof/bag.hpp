// BagIt 1.0 (RFC 8493): the manifests of a package, and a look at what a folder really holds.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace haidang::proof {

// A path inside the package: UTF-8, '/' between its parts.
using Manifest = std::map<std::string, Digest>;

struct BagLimits {
  static constexpr std::size_t files = 200'000;
  static constexpr std::size_t path_bytes = 1024;
  static constexpr std::size_t tag_file_bytes = 64UL * 1024 * 1024;
};

// "<64 hex digits>  <path>\n" a line, sorted by path: RFC 8493 section 2.1.3, and what
// `sha256sum -c` reads.
std::string write_manifest(const Manifest& manifest);
// Errors: malformed, bad_file_name (a path that leaves the package), duplicate_key, too_large.
Result<Manifest> parse_manifest(std::string_view text);

// Relative, without empty, "." or ".." parts, backslashes or control characters.
bool is_safe_path(std::string_view path);

// The number of bytes and files under data/ (RFC 8493 section 2.2.2): "Payload-Oxum: 12345.2".
struct Oxum {
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  bool operator==(const Oxum&) const = default;
};

std::string bag_declaration();  // the content of bagit.txt

struct BagInfo {
  std::string date;  // Bagging-Date: "2026-03-01"
  Oxum oxum;
  std::string identifier;    // External-Identifier: the case
  std::string organization;  // Source-Organization: "XA contact-point"
  std::string maker;         // X-Haidang-Maker: "XA", whose root signs the seal
};
std::string write_bag_info(const BagInfo& info);
// Labels that we do not know are passed over (RFC 8493 section 2.2.2 allows any).
Result<BagInfo> parse_bag_info(std::string_view text);

// What stands in a folder. Symbolic links are named, never followed.
struct FolderScan {
  std::map<std::string, std::uint64_t> files;  // regular files and their sizes
  std::vector<std::string> strange;            // symbolic links, devices, sockets, unsafe names
};
// Errors: not_found, storage_failed, too_large.
Result<FolderScan> scan_folder(const std::filesystem::path& folder);

// A text from a stranger, fit for a terminal and for JSON: control characters, marks that change
// the direction and what is not UTF-8 become '?'.
std::string printable(std::string_view text);

}  // namespace haidang::proof
