#include "vault/progress.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;

namespace {

ProgressFile three_chunks() {
  return {.boot_id = "11111111-2222-3333-4444-555555555555",
          .size = 10,
          .chunk_size = 4,
          .root = Digest{1, 2, 3},
          .chunks = {ChunkState::missing, ChunkState::written, ChunkState::durable}};
}

}  // namespace

TEST_CASE("a progress file that is cut short or has a damaged header is refused") {
  const Bytes good = write_progress(three_chunks());
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK(parse_progress(ByteView(good).first(size)).error().code == Code::malformed);
  }
  for (std::size_t at = 0; at < progress_header_bytes; ++at) {
    Bytes bad = good;
    bad[at] ^= 1;
    CHECK(!parse_progress(bad).ok());
  }
  Bytes longer = good;
  longer.push_back(0);
  CHECK(parse_progress(longer).error().code == Code::malformed);
}

TEST_CASE("a progress file of a later version says so") {
  Bytes later = write_progress(three_chunks());
  later[7] = '2';
  CHECK(parse_progress(later).error().code == Code::unsupported_version);
}

TEST_CASE("a mark that is none of ours counts as missing") {
  Bytes bytes = write_progress(three_chunks());
  bytes.back() = 7;
  CHECK(parse_progress(bytes).value().chunks.back() == ChunkState::missing);
}

TEST_CASE("what is written down is read back") {
  CHECK(rc::check("any progress", [](std::vector<std::uint8_t> marks, const std::string& boot) {
    ProgressFile before = three_chunks();
    before.boot_id = boot.substr(0, std::min<std::size_t>(boot.find('\0'), 40));
    before.chunk_size = 5;
    before.size = marks.size() * 5;
    before.chunks.clear();
    for (const std::uint8_t mark : marks)
      before.chunks.push_back(static_cast<ChunkState>(mark % 3));
    const ProgressFile after = parse_progress(write_progress(before)).value();
    RC_ASSERT(after.boot_id == before.boot_id);
    RC_ASSERT(after.size == before.size);
    RC_ASSERT(after.chunk_size == before.chunk_size);
    RC_ASSERT(after.root == before.root);
    RC_ASSERT(after.chunks == before.chunks);
  }));
}

TEST_CASE("under another boot, or an unknown one, only what is durable is there") {
  for (const std::string boot : {"other", ""}) {
    ProgressFile progress = three_chunks();
    CHECK(settle_boot(progress, boot) == BootChange::another_boot);
    CHECK(progress.boot_id == boot);
    CHECK(progress.chunks ==
          std::vector{ChunkState::missing, ChunkState::missing, ChunkState::durable});
  }
  ProgressFile unknown = three_chunks();
  unknown.boot_id.clear();
  CHECK(settle_boot(unknown, "") == BootChange::another_boot);
}

TEST_CASE("under the same boot what is written is there") {
  ProgressFile progress = three_chunks();
  CHECK(settle_boot(progress, three_chunks().boot_id) == BootChange::same_boot);
  CHECK(progress.chunks == three_chunks().chunks);
}
