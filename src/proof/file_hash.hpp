// The digests of one large file in one pass: the whole file on one thread, its chunks on another.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <vector>

#include "base/bytes.hpp"

namespace haidang::proof {

struct FileHash {
  std::uint64_t size = 0;
  Digest sha256{};             // of the whole file
  std::vector<Digest> chunks;  // of each chunk of the plain bytes, the last one shorter
};

// A part of a file, e.g. what stands in a ZIP; all of it by itself.
struct Range {
  std::uint64_t offset = 0;
  std::uint64_t size = std::numeric_limits<std::uint64_t>::max();
};

// Memory: four buffers of 1 MiB and 32 bytes a chunk. The path must be a regular file itself: a
// symbolic link is an error. Errors: not_found, bad_value, storage_failed.
Result<FileHash> hash_file(const std::filesystem::path& path, std::uint32_t chunk_size,
                           const Range& range = {});

// RFC 6962 root over chunk digests, each digest one leaf entry: what a deliver act signs.
Digest chunk_tree_root(const std::vector<Digest>& chunk_digests);

// A small file, read whole; never through a symbolic link. Errors as above, and too_large.
Result<Bytes> read_regular_file(const std::filesystem::path& path, std::size_t bytes_max,
                                const Range& range = {});
// A file of any size, from its beginning to its end. Errors as above, and those of `take`.
Result<void> read_in_pieces(const std::filesystem::path& path,
                            const std::function<Result<void>(ByteView)>& take);

}  // namespace haidang::proof
