// Which chunks of an incoming item are there. The file `progress`:
//
//   0    8  "HDPROG01": magic and version
//   8   40  boot id, text padded with zero bytes
//   48   8  item size      (numbers big-endian)
//   56   8  chunk size
//   64  32  chunk root
//   96  32  SHA-256 of bytes 0..95
//   128  n  one byte per chunk: a ChunkState
//
// A byte becomes `written` only after the chunk's pwrites returned (they survive SIGKILL in the
// page cache), and `durable` only after fdatasync of both files (they survive power loss). So at
// another boot only `durable` counts. Any other value counts as missing. Internal to this room.
#pragma once
#include "vault/vault.hpp"

namespace haidang::vault {

enum class ChunkState : std::uint8_t { missing = 0, written = 1, durable = 2 };

constexpr std::uint64_t progress_header_bytes = 128;

struct ProgressFile {
  std::string boot_id;  // at most 40 bytes
  std::uint64_t size = 0;
  std::uint32_t chunk_size = 0;
  Digest root{};
  std::vector<ChunkState> chunks;
};

Bytes write_progress(const ProgressFile& progress);
// Errors: malformed, unsupported_version, too_large.
Result<ProgressFile> parse_progress(ByteView bytes);

// What is certain under this boot: at another one (or an unknown one) `written` becomes missing.
enum class BootChange { same_boot, another_boot };
BootChange settle_boot(ProgressFile& progress, const std::string& boot_id);

}  // namespace haidang::vault
