#include "proof/bag.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace haidang::proof {
namespace {

constexpr std::size_t digest_digits = 64;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

Error bad_line(std::string what, std::size_t number) {
  return {Code::malformed, "a manifest is not in the form of RFC 8493",
          fmt::format("line {}: {}", number, what)};
}

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<std::pair<std::string, Digest>> parse_line(std::string_view line, std::size_t number) {
  if (line.size() < digest_digits + 3) return bad_line("it is too short", number);
  const std::string_view digits = line.substr(0, digest_digits);
  if (!is_lower_hex(digits) || line.substr(digest_digits, 2) != "  ") {
    return bad_line("a SHA-256 in lower case, two spaces and a path are expected", number);
  }
  const std::string_view path = line.substr(digest_digits + 2);
  if (!is_safe_path(path)) {
    return Error{Code::bad_file_name, "a manifest names a path that a package may not have",
                 fmt::format("line {}: {}", number, printable(path.substr(0, 200)))};
  }
  HD_TRY(const Digest digest, parse_digest(digits));
  return std::pair(std::string(path), digest);
}

Result<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size() || text.empty()) {
    return Error{Code::malformed, "bag-info.txt: a number is expected"};
  }
  return number;
}

Result<Oxum> parse_oxum(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) {
    return Error{Code::malformed, "bag-info.txt: Payload-Oxum is not of the form bytes.files"};
  }
  HD_TRY(const std::uint64_t bytes, parse_number(text.substr(0, dot)));
  HD_TRY(const std::uint64_t files, parse_number(text.substr(dot + 1)));
  return Oxum{bytes, files};
}

Result<void> take_label(std::string_view line, BagInfo& info) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) {
    return Error{Code::malformed, "bag-info.txt: a line is not 'Label: value'"};
  }
  const std::string_view label = line.substr(0, colon);
  const std::string value(line.substr(colon + 2));
  if (label == "Bagging-Date") info.date = value;
  if (label == "External-Identifier") info.identifier = value;
  if (label == "Source-Organization") info.organization = value;
  if (label == "X-Haidang-Maker") info.maker = value;
  if (label == "Payload-Oxum") {
    HD_TRY(info.oxum, parse_oxum(value));
  }
  return {};
}

void take_entry(const std::filesystem::directory_entry& entry, const std::string& name,
                FolderScan& scan) {
  std::error_code ec;
  const auto status = entry.symlink_status(ec);
  if (!ec && std::filesystem::is_directory(status) && is_safe_path(name)) return;
  if (ec || !std::filesystem::is_regular_file(status) || !is_safe_path(name)) {
    scan.strange.push_back(name);
    return;
  }
  scan.files[name] = entry.file_size(ec);
}

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  // 0: the text is not UTF-8 here (RFC 3629)
};

CodePoint code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  char32_t value = lead & (0xffU >> (bytes + 1));
  for (const char c : text.substr(1, bytes - 1)) {
    const auto next = static_cast<unsigned char>(c);
    if ((next & 0xc0U) != 0x80) return {};
    value = (value << 6U) | (next & 0x3fU);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (overlong || surrogate || value > 0x10ffff) return {};
  return {value, bytes};
}

// Controls (C0, DEL, C1) and the marks that turn the direction of the text after them.
bool steers(char32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0) || (value >= 0x202a && value <= 0x202e) ||
         (value >= 0x2066 && value <= 0x2069);
}

}  // namespace

std::string write_manifest(const Manifest& manifest) {
  std::string out;
  for (const auto& [path, digest] : manifest)
    out += fmt::format("{}  {}\n", hex(digest), path);
  return out;
}

Result<Manifest> parse_manifest(std::string_view text) {
  Manifest manifest;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return bad_line("the last line is cut off", number + 1);
    HD_TRY(auto line, parse_line(text.substr(0, end), ++number));
    if (manifest.size() >= BagLimits::files) {
      return Error{Code::too_large, "a manifest names too many files",
                   fmt::format("at most {} are read", BagLimits::files)};
    }
    if (!manifest.insert(line).second) {
      return Error{Code::duplicate_key, "a manifest names the same file twice",
                   fmt::format("line {}: {}", number, printable(line.first))};
    }
    text.remove_prefix(end + 1);
  }
  return manifest;
}

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.size() > BagLimits::path_bytes) return false;
  if (std::any_of(path.begin(), path.end(), is_control)) return false;
  if (path.find('\\') != std::string_view::npos) return false;
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

std::string bag_declaration() {
  return "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
}

std::string write_bag_info(const BagInfo& info) {
  return fmt::format(
      "Bagging-Date: {}\nExternal-Identifier: {}\nPayload-Oxum: {}.{}\n"
      "Source-Organization: {}\nX-Haidang-Maker: {}\n",
      info.date, info.identifier, info.oxum.bytes, info.oxum.files, info.organization, info.maker);
}

Result<BagInfo> parse_bag_info(std::string_view text) {
  BagInfo info;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return Error{Code::malformed, "bag-info.txt: the last line is cut off"};
    }
    HD_TRY_VOID(take_label(text.substr(0, end), info));
    text.remove_prefix(end + 1);
  }
  return info;
}

Result<FolderScan> scan_folder(const std::filesystem::path& folder) {
  FolderScan scan;
  std::error_code ec;
  if (!std::filesystem::is_directory(folder, ec)) {
    return Error{Code::not_found, "there is no folder " + folder.string(), ec.message(),
                 "Name the folder that holds bagit.txt."};
  }
  std::filesystem::recursive_directory_iterator it(folder, ec);
  for (; !ec && it != std::filesystem::recursive_directory_iterator(); it.increment(ec)) {
    take_entry(*it, it->path().lexically_relative(folder).generic_string(), scan);
    if (scan.files.size() + scan.strange.size() > BagLimits::files) {
      return Error{Code::too_large, "the folder holds too many files",
                   fmt::format("at most {} are read", BagLimits::files)};
    }
  }
  if (ec) {
    return Error{Code::storage_failed, "could not list " + folder.string(), ec.message(),
                 "Copy the package to a disk where you may read every folder, and try again."};
  }
  std::sort(scan.strange.begin(), scan.strange.end());
  return scan;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = code_point(text);
    const std::size_t bytes = std::max<std::size_t>(point.bytes, 1);
    if (point.bytes == 0 || steers(point.value)) {
      out.push_back('?');
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

}  // namespace haidang::proof
