#include "base/memory.hpp"

#include <doctest/doctest.h>
#include <malloc.h>

#include "base/bytes.hpp"

using namespace haidang;

TEST_CASE("a large block comes from the heap, where its pages stay when it is freed") {
  keep_freed_memory();
  const std::size_t mapped = ::mallinfo2().hblks;
  const Bytes block(4U << 20U);
  CHECK(block.size() == 4U << 20U);
  CHECK(::mallinfo2().hblks == mapped);
}
