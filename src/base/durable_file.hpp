// Files that are either wholly there, durable, or not there at all.
//
// Writing `dir/name` makes exactly these system calls, in this order:
//   openat(dir/.name.tmp.PID.N, O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, mode)
//   write... ; fdatasync ; close ; renameat(tmp, name) ; open(dir) ; fsync(dir) ; close
// A crash before renameat leaves only the temporary file, which nobody reads.
#pragma once
#include <filesystem>

#include "base/bytes.hpp"

namespace haidang {

enum class FileMode { shared_read, private_to_owner };  // 0644, 0600

// Errors: storage_full (ENOSPC, EDQUOT), storage_failed. On error the old file, if any, is intact.
Result<void> write_durable(const std::filesystem::path& path, ByteView bytes,
                           FileMode mode = FileMode::shared_read);

// not_found when there is no such file; too_large over `bytes_max`.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max);

// Makes the folder and its parents durable: each new entry's parent is fsynced.
Result<void> make_durable_folder(const std::filesystem::path& path, FileMode mode);

// Lengthens the file with zeros to `bytes`, durable; never shortens it nor touches what is there.
// Zeros that are written, not a hole: to overwrite them later changes no metadata, so fdatasync
// need not wait for the file system's journal. Errors: storage_full, storage_failed.
Result<void> lengthen_durable(const std::filesystem::path& path, std::size_t bytes, FileMode mode);

// The Error for a failed system call, with errno told apart into full disk and the rest.
Error storage_error(std::string what, int error_number);

}  // namespace haidang
