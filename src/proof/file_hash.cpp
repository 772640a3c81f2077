#include "proof/file_hash.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/durable_file.hpp"
#include "crypto/digest.hpp"
#include "journal/merkle.hpp"

namespace haidang::proof {
namespace {

constexpr std::size_t buffer_bytes = 1024UL * 1024;
constexpr std::size_t buffer_count = 4;

class InputFile {
 public:
  // O_NONBLOCK: a pipe that stands where a file should be must not hold us up.
  static Result<InputFile> open(const std::filesystem::path& path, const Range& range = {}) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
      return Error{Code::not_found, "there is no file " + path.string()};
    if (fd < 0 && errno == ELOOP) {
      return Error{Code::bad_value, path.string() + " is a symbolic link"};
    }
    if (fd < 0) return storage_error("could not open " + path.string(), errno);
    InputFile file(fd, path);
    struct stat info{};
    if (::fstat(fd, &info) != 0) return file.failure(errno);
    if (!S_ISREG(info.st_mode)) {
      return Error{Code::bad_value, path.string() + " is not a regular file"};
    }
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    const auto offset = static_cast<off_t>(range.offset);
    if (offset < 0 || ::lseek(fd, offset, SEEK_SET) != offset) return file.failure(errno);
    file.left_ = range.size;
    return file;
  }
  InputFile(InputFile&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)), left_(other.left_) {}
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile() {
    if (fd_ >= 0) ::close(fd_);
  }

  // Fills `out` as far as the file, or the range of it, reaches; 0 at its end.
  Result<std::size_t> read(std::span<std::uint8_t> out) {
    std::size_t filled = 0;
    out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), left_)));
    while (filled < out.size()) {
      const ssize_t n = ::read(fd_, out.data() + filled, out.size() - filled);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failure(errno);
      if (n == 0) break;
      filled += static_cast<std::size_t>(n);
    }
    left_ -= filled;
    return filled;
  }

 private:
  InputFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  [[nodiscard]] Error failure(int error_number) const {
    return storage_error("could not read " + path_.string(), error_number);
  }
  int fd_;
  std::filesystem::path path_;
  std::uint64_t left_ = 0;
};

// Digests of consecutive chunks over buffers of any size.
class ChunkHasher {
 public:
  explicit ChunkHasher(std::uint32_t chunk_size) : chunk_size_(chunk_size) {}
  void update(ByteView bytes) {
    while (!bytes.empty()) {
      const std::size_t take = std::min<std::size_t>(chunk_size_ - in_chunk_, bytes.size());
      digest_.update(bytes.first(take));
      in_chunk_ += take;
      bytes = bytes.subspan(take);
      if (in_chunk_ == chunk_size_) close_chunk();
    }
  }
  std::vector<Digest> finish() {
    if (in_chunk_ > 0) close_chunk();
    return std::move(done_);
  }

 private:
  void close_chunk() {
    done_.push_back(digest_.finish());
    in_chunk_ = 0;
  }
  std::size_t chunk_size_;
  std::size_t in_chunk_ = 0;
  crypto::Sha256 digest_;
  std::vector<Digest> done_;
};

// Buffers that go from the reading thread to the chunk thread and back, in order.
class BufferRing {
 public:
  BufferRing() {
    for (Bytes& buffer : buffers_)
      buffer.resize(buffer_bytes);
  }
  // The reader's: a buffer that the other side is done with.
  std::span<std::uint8_t> wait_free() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return written_ - taken_ < buffer_count; });
    return buffers_[written_ % buffer_count];
  }
  void hand_over(std::size_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      sizes_[written_++ % buffer_count] = bytes;
    }
    changed_.notify_all();
  }
  // The chunk thread's: the next bytes; empty at the end.
  ByteView wait_filled() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return taken_ < written_; });
    const std::size_t slot = taken_ % buffer_count;
    return ByteView(buffers_[slot]).first(sizes_[slot]);
  }
  void give_back() {
    {
      const std::lock_guard lock(mutex_);
      ++taken_;
    }
    changed_.notify_all();
  }

 private:
  std::array<Bytes, buffer_count> buffers_;
  std::array<std::size_t, buffer_count> sizes_{};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t written_ = 0;
  std::size_t taken_ = 0;
};

void hash_chunks(BufferRing& ring, ChunkHasher& hasher) {
  for (;;) {
    const ByteView bytes = ring.wait_filled();
    hasher.update(bytes);
    const bool last = bytes.empty();
    ring.give_back();
    if (last) return;
  }
}

// Reads to the end and always hands over an empty buffer last, so that the other thread ends too.
Result<void> hash_whole(InputFile& file, BufferRing& ring, FileHash& hash) {
  crypto::Sha256 whole;
  for (;;) {
    const std::span<std::uint8_t> buffer = ring.wait_free();
    const auto bytes = file.read(buffer);
    const std::size_t count = bytes.ok() ? *bytes : 0;
    ring.hand_over(count);
    if (!bytes.ok()) return bytes.error();
    if (count == 0) break;
    // The other thread only reads the buffer, so both work on it at once.
    whole.update(ByteView(buffer).first(count));
    hash.size += count;
  }
  hash.sha256 = whole.finish();
  return {};
}

}  // namespace

Result<FileHash> hash_file(const std::filesystem::path& path, std::uint32_t chunk_size,
                           const Range& range) {
  HD_CHECK(chunk_size > 0);
  HD_TRY(InputFile file, InputFile::open(path, range));
  FileHash hash;
  ChunkHasher chunks(chunk_size);
  BufferRing ring;
  Result<void> done;
  {
    const std::jthread chunk_thread([&] { hash_chunks(ring, chunks); });
    done = hash_whole(file, ring, hash);
  }
  if (!done.ok()) return done.error();
  hash.chunks = chunks.finish();
  return hash;
}

Digest chunk_tree_root(const std::vector<Digest>& chunk_digests) {
  std::vector<Digest> leaf_hashes;
  leaf_hashes.reserve(chunk_digests.size());
  for (const Digest& digest : chunk_digests)
    leaf_hashes.push_back(journal::hash_leaf(digest));
  return journal::root_of_leaf_hashes(leaf_hashes);
}

Result<Bytes> read_regular_file(const std::filesystem::path& path, std::size_t bytes_max,
                                const Range& range) {
  HD_TRY(InputFile file, InputFile::open(path, range));
  Bytes bytes;
  Bytes buffer(64UL * 1024);
  for (;;) {
    HD_TRY(const std::size_t count, file.read(buffer));
    if (count == 0) return bytes;
    append(bytes, ByteView(buffer).first(count));
    if (bytes.size() > bytes_max) {
      return Error{Code::too_large, path.string() + " is too large",
                   fmt::format("at most {} bytes are read", bytes_max)};
    }
  }
}

Result<void> read_in_pieces(const std::filesystem::path& path,
                            const std::function<Result<void>(ByteView)>& take) {
  HD_TRY(InputFile file, InputFile::open(path));
  Bytes buffer(buffer_bytes);
  for (;;) {
    HD_TRY(const std::size_t count, file.read(buffer));
    if (count == 0) return {};
    HD_TRY_VOID(take(ByteView(buffer).first(count)));
  }
}

}  // namespace haidang::proof
