// vault_bench FILE FOLDER: how fast a file is taken in, received, checked and written out, against
// one bare pass of SHA-256 and AES-256-GCM over it on one thread. FILE should be in the page cache
// (the bare pass is made twice, and the second one counts); what is written under FOLDER is
// removed. Prints one JSON object.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <vector>

#include "bare.hpp"
#include "crypto/random.hpp"
#include "machine.hpp"
#include "vault/vault.hpp"

namespace {

using namespace haidang;
using bench::bare_pass;
using bench::Stopwatch;
namespace fs = std::filesystem;

struct Received {
  double all_seconds = 0;
  double resume_seconds = 0;  // to open the item again with half of its chunks there
};

// Two threads read sealed chunks of one vault and put them into another.
Result<void> put_range(const vault::ItemReader& from, vault::ItemWriter& to,
                       std::atomic<std::uint64_t>& next, std::uint64_t end) {
  for (std::uint64_t index = next++; index < end; index = next++) {
    HD_TRY(const Bytes sealed, from.sealed_chunk(index));
    HD_TRY_VOID(to.put(index, sealed));
  }
  return {};
}

Result<void> put_on_two_threads(const vault::ItemReader& from, vault::ItemWriter& to,
                                std::uint64_t begin, std::uint64_t end) {
  std::atomic<std::uint64_t> next{begin};
  Result<void> aside;
  Result<void> here;
  {
    const std::jthread other([&] { aside = put_range(from, to, next, end); });
    here = put_range(from, to, next, end);
  }
  HD_TRY_VOID(aside);
  return here;
}

Result<Received> receive(const vault::ItemReader& from, const vault::Ingested& item,
                         const fs::path& items) {
  HD_TRY(const std::vector<Digest> digests, from.chunk_digests());
  const std::uint64_t half = digests.size() / 2;
  const auto open = [&] {
    return vault::ItemWriter::open(items, item.geometry, item.chunk_root, digests, item.key);
  };
  Received out;
  const Stopwatch all;
  {
    HD_TRY(vault::ItemWriter writer, open());
    HD_TRY_VOID(put_on_two_threads(from, writer, 0, half));
  }
  const Stopwatch resume;
  HD_TRY(vault::ItemWriter writer, open());
  out.resume_seconds = resume.seconds();
  HD_TRY_VOID(put_on_two_threads(from, writer, half, digests.size()));
  HD_TRY_VOID(writer.finish());
  out.all_seconds = all.seconds();
  return out;
}

struct Figures {
  double bare = 0;
  double ingest = 0;
  double exported = 0;
  double scrub = 0;
  Received received;
};

Result<Figures> measure(const fs::path& file, const fs::path& folder) {
  Figures out;
  crypto::SystemRandom random;
  HD_TRY(out.bare, bare_pass(file));
  HD_TRY(out.bare, bare_pass(file));

  const Stopwatch ingest_watch;
  HD_TRY(const vault::Ingested item,
         vault::ingest(file, folder / "items", ItemId::random(random), random, {}, {}));
  out.ingest = ingest_watch.seconds();
  HD_TRY(const double after,
         bare_pass(file));  // the better of before and after: others compute too
  out.bare = std::min(out.bare, after);

  HD_TRY(const vault::ItemReader reader, vault::ItemReader::open(folder / "items", item.geometry));
  const Stopwatch export_watch;
  HD_TRY(const Digest digest,
         vault::export_file(reader, item.geometry, item.key, folder / "exported", {}, {}));
  out.exported = export_watch.seconds();
  fs::remove(folder / "exported");
  if (digest != item.sha256) return Error{Code::internal, "the exported file is another one"};

  const Stopwatch scrub_watch;
  HD_TRY(const auto bad, vault::scrub(reader, item.geometry, item.key, {}, {}));
  out.scrub = scrub_watch.seconds();
  if (!bad.empty()) return Error{Code::internal, "the item is not sound"};
  HD_TRY(out.received, receive(reader, item, folder / "received"));
  return out;
}

void print(const Figures& figures, std::uint64_t bytes) {
  const double megabytes = static_cast<double>(bytes) / 1e6;
  fmt::print("{{\"bytes\":{},\"bare_seconds\":{:.3f},\"bare_mb_per_second\":{:.0f},", bytes,
             figures.bare, megabytes / figures.bare);
  fmt::print("\"ingest_seconds\":{:.3f},\"ingest_mb_per_second\":{:.0f},\"ingest_ratio\":{:.3f},",
             figures.ingest, megabytes / figures.ingest, figures.bare / figures.ingest);
  fmt::print("\"export_seconds\":{:.3f},\"export_mb_per_second\":{:.0f},", figures.exported,
             megabytes / figures.exported);
  fmt::print("\"scrub_seconds\":{:.3f},\"scrub_mb_per_second\":{:.0f},", figures.scrub,
             megabytes / figures.scrub);
  fmt::print("\"receive_seconds\":{:.3f},\"receive_mb_per_second\":{:.0f},\"resume_ms\":{:.2f}}}\n",
             figures.received.all_seconds, megabytes / figures.received.all_seconds,
             figures.received.resume_seconds * 1000);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: vault_bench FILE FOLDER\n");
    return 2;
  }
  const fs::path folder = fs::path(argv[2]) / "vault_bench.work";
  fs::create_directories(folder);
  const auto figures = measure(argv[1], folder);
  fs::remove_all(folder);
  if (!figures.ok()) {
    fmt::print(stderr, "{}\n", figures.error().text());
    return 1;
  }
  print(*figures, fs::file_size(argv[1]));
  return 0;
}
