#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <tuple>
#include <vector>

#include "proof/bag.hpp"
#include "proof/zip.hpp"

namespace haidang::proof {
namespace {

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t end64_signature = 0x06064b50;
constexpr std::uint32_t locator64_signature = 0x07064b50;
constexpr std::size_t local_bytes = 30;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t locator64_bytes = 20;
constexpr std::size_t end64_bytes = 56;
constexpr std::uint64_t full32 = 0xffffffff;
constexpr std::uint64_t full16 = 0xffff;
constexpr std::uint16_t utf8_flag = 1U << 11U;
constexpr std::size_t extra_bytes_max = 1024;

Error malformed(std::string why) {
  return {Code::malformed, "this is not a ZIP file as packages are", std::move(why),
          "Unpack it with unzip and check the folder."};
}

// Numbers from the left, little-endian; past the end: zeros, and `over` says so.
class Fields {
 public:
  explicit Fields(ByteView bytes) : rest_(bytes) {}
  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    const ByteView own = take(bytes);
    for (std::size_t i = own.size(); i-- > 0;)
      value = (value << 8U) | own[i];
    return value;
  }
  ByteView take(std::size_t bytes) {
    over_ = over_ || bytes > rest_.size();
    const ByteView own = rest_.first(over_ ? 0 : bytes);
    rest_ = rest_.subspan(own.size());
    return own;
  }
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

 private:
  ByteView rest_;
  bool over_ = false;
};

struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t entries = 0;
};

struct Record {
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t header = 0;  // offset of what stands before the bytes
  std::uint32_t crc = 0;
  bool is_folder = false;
};

// The zip64 extra field (APPNOTE 4.5.3): what the 32 bits have no room for, in this order.
Result<void> widen(ByteView extra, std::array<std::uint64_t*, 3> wide) {
  Fields fields(extra);
  while (fields.left() > 0 && !fields.over()) {
    const std::uint64_t id = fields.number(2);
    Fields own(fields.take(fields.number(2)));
    if (id != 1) continue;
    for (std::uint64_t* value : wide) {
      if (value != nullptr && *value == full32) *value = own.number(8);
    }
    if (own.over() || own.left() > 0) return malformed("a zip64 field of another size");
  }
  if (fields.over()) return malformed("an extra field is cut off");
  return {};
}

Result<Directory> find_directory(std::uint64_t file_bytes, const ReadAt& read) {
  if (file_bytes < end_bytes) return malformed("it is too short");
  std::array<std::uint8_t, end_bytes> bytes{};
  HD_TRY_VOID(read(file_bytes - end_bytes, bytes));
  Fields end(bytes);
  if (end.number(4) != end_signature) return malformed("it does not end as a ZIP file does");
  if (end.number(4) != 0) return malformed("it is one of several parts");
  const std::uint64_t here = end.number(2);
  Directory directory;
  directory.entries = end.number(2);
  directory.bytes = end.number(4);
  directory.offset = end.number(4);
  if (here != directory.entries || end.number(2) != 0) return malformed("it has a comment");
  std::uint64_t after = file_bytes - end_bytes;
  const bool wide =
      directory.entries == full16 || directory.bytes == full32 || directory.offset == full32;
  if (wide) {
    if (after < locator64_bytes + end64_bytes) return malformed("its zip64 end is missing");
    after -= locator64_bytes + end64_bytes;
    std::array<std::uint8_t, end64_bytes + locator64_bytes> more{};
    HD_TRY_VOID(read(after, more));
    Fields end64(more);
    const bool head = end64.number(4) == end64_signature && end64.number(8) == end64_bytes - 12;
    end64.take(4);  // versions
    const bool one = end64.number(8) == 0;
    const std::uint64_t in_part = end64.number(8);
    directory.entries = end64.number(8);
    directory.bytes = end64.number(8);
    directory.offset = end64.number(8);
    const bool locator = end64.number(4) == locator64_signature && end64.number(4) == 0 &&
                         end64.number(8) == after && end64.number(4) == 1;
    if (!head || !one || !locator || in_part != directory.entries)
      return malformed("its zip64 end contradicts itself");
  }
  if (directory.offset > after || directory.bytes != after - directory.offset)
    return malformed("its directory is not where it says");
  return directory;
}

// A link, a device or an encrypted or packed file is none of ours.
Result<void> check_kind(std::uint64_t flags, std::uint64_t method, std::uint64_t attributes) {
  if ((flags & ~std::uint64_t{utf8_flag}) != 0 || method != 0)
    return malformed("a file in it is compressed, encrypted or streamed");
  const std::uint64_t kind = (attributes >> 16U) & S_IFMT;
  if (kind == 0 || kind == S_IFREG || kind == S_IFDIR) return {};
  return Error{Code::bad_file_name, "the ZIP file holds something that is not an ordinary file"};
}

Result<Record> read_record(Fields& fields) {
  if (fields.number(4) != central_signature) return malformed("its directory is damaged");
  fields.take(4);  // versions
  const std::uint64_t flags = fields.number(2);
  const std::uint64_t method = fields.number(2);
  fields.take(4);  // time and date
  Record record;
  record.crc = static_cast<std::uint32_t>(fields.number(4));
  std::uint64_t packed = fields.number(4);
  record.size = fields.number(4);
  const std::size_t name_bytes = fields.number(2);
  const std::size_t extra_bytes = fields.number(2);
  const std::size_t comment_bytes = fields.number(2);
  const std::uint64_t part = fields.number(2);
  fields.take(2);  // internal attributes
  const std::uint64_t attributes = fields.number(4);
  record.header = fields.number(4);
  record.name = to_text(fields.take(name_bytes));
  const ByteView extra = fields.take(extra_bytes);
  if (fields.over() || comment_bytes != 0 || part != 0)
    return malformed("a line of its directory is cut off or strange");
  HD_TRY_VOID(check_kind(flags, method, attributes));
  HD_TRY_VOID(widen(extra, {&record.size, &packed, &record.header}));
  if (packed != record.size) return malformed("a file in it has two sizes");
  record.is_folder = record.name.ends_with('/');
  if (record.is_folder) record.name.pop_back();
  if (record.is_folder && record.size != 0) return malformed("a folder in it has content");
  if (is_safe_path(record.name)) return record;
  return Error{Code::bad_file_name, "a path in the ZIP file leaves the package or is unfit",
               printable(record.name)};
}

// What stands before the bytes must say the same as the directory. Returns where they begin.
Result<std::uint64_t> check_local(const Record& record, std::uint64_t end, const ReadAt& read) {
  const std::size_t name_bytes = record.name.size() + (record.is_folder ? 1 : 0);
  if (record.header > end || end - record.header < local_bytes + name_bytes)
    return malformed("a file in it begins outside of it");
  Bytes bytes(local_bytes + name_bytes);
  HD_TRY_VOID(read(record.header, bytes));
  Fields fields(bytes);
  if (fields.number(4) != local_signature) return malformed("a file in it is not where it says");
  fields.take(2);
  const std::uint64_t flags = fields.number(2);
  const std::uint64_t method = fields.number(2);
  HD_TRY_VOID(check_kind(flags, method, 0));
  fields.take(4);
  const bool same_crc = fields.number(4) == record.crc;
  std::uint64_t packed = fields.number(4);
  std::uint64_t size = fields.number(4);
  const bool same_length = fields.number(2) == name_bytes;
  const std::size_t extra_bytes = fields.number(2);
  const std::string name = record.name + (record.is_folder ? "/" : "");
  const bool same_name = as_text(fields.take(name_bytes)) == name;
  const std::uint64_t begin = record.header + local_bytes + name_bytes + extra_bytes;
  if (extra_bytes > extra_bytes_max || begin > end) return malformed("an extra field is too long");
  Bytes extra(extra_bytes);
  HD_TRY_VOID(read(begin - extra_bytes, extra));
  HD_TRY_VOID(widen(extra, {&size, &packed, nullptr}));
  if (!same_crc || !same_length || !same_name || size != record.size || packed != size)
    return malformed("the directory says another thing than the file: " + printable(record.name));
  if (record.size > end - begin) return malformed("a file in it ends outside of it");
  return begin;
}

// The one folder around everything.
Result<void> take(const Record& record, std::uint64_t begin, ZipContents& contents) {
  const std::size_t slash = record.name.find('/');
  const std::string folder = record.name.substr(0, slash);
  if (contents.folder.empty()) contents.folder = folder;
  if (folder != contents.folder || (slash == std::string::npos && !record.is_folder))
    return malformed("its files are not in one folder");
  if (record.is_folder) return {};
  if (!contents.files.emplace(record.name.substr(slash + 1), ZipEntry{begin, record.size}).second)
    return Error{Code::duplicate_key, "the ZIP file holds a path twice", printable(record.name)};
  return {};
}

}  // namespace

Result<ZipContents> read_zip(std::uint64_t file_bytes, const ReadAt& read) {
  HD_TRY(const Directory directory, find_directory(file_bytes, read));
  if (directory.entries > BagLimits::files || directory.bytes > ZipLimits::directory_bytes)
    return Error{Code::too_large, "the ZIP file holds too many files"};
  Bytes bytes(directory.bytes);
  HD_TRY_VOID(read(directory.offset, bytes));
  Fields fields(bytes);
  std::vector<Record> records;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    HD_TRY(Record record, read_record(fields));
    records.push_back(std::move(record));
  }
  if (fields.left() > 0) return malformed("its directory has more than it says");
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return std::tie(a.header, a.name) < std::tie(b.header, b.name);
  });
  ZipContents contents;
  std::uint64_t expected = 0;  // nothing between the files, nothing twice
  for (const Record& record : records) {
    if (record.header != expected) return malformed("there is a gap or an overlap between files");
    HD_TRY(const std::uint64_t begin, check_local(record, directory.offset, read));
    HD_TRY_VOID(take(record, begin, contents));
    expected = begin + record.size;
  }
  if (expected != directory.offset) return malformed("there is a gap before its directory");
  return contents;
}

bool looks_like_zip(const std::filesystem::path& path) {
  std::error_code ec;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, ec))) return false;
  std::array<char, 2> begin{};
  std::ifstream file(path, std::ios::binary);
  return file.read(begin.data(), begin.size()).good() && begin[0] == 'P' && begin[1] == 'K';
}

}  // namespace haidang::proof
