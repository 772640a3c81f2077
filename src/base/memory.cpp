#include "base/memory.hpp"

#include <malloc.h>

namespace haidang {
namespace {

constexpr int mapped_from_bytes = 32 << 20;  // the most that glibc takes
constexpr int trimmed_from_bytes = 256 << 20;
constexpr int arenas_max = 2;

}  // namespace

// A sanitizer's allocator knows none of this and says so; nothing depends on it.
void keep_freed_memory() {
  (void)::mallopt(M_MMAP_THRESHOLD, mapped_from_bytes);
  (void)::mallopt(M_TRIM_THRESHOLD, trimmed_from_bytes);
  (void)::mallopt(M_ARENA_MAX, arenas_max);
}

}  // namespace haidang
