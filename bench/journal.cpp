// The journal against the hashing that it cannot do without.
#include <fmt/format.h>

#include "crypto/digest.hpp"
#include "journal/journal.hpp"
#include "machine.hpp"
#include "measurements.hpp"

namespace haidang::bench {
namespace {

constexpr std::uint64_t group = 256;

journal::Entry entry_of(std::uint64_t number) {
  journal::Entry entry{
      "bench", Time{}, {{"act", "00000000000000000000000000000000"}, {"number", number}}, {}};
  for (std::size_t i = 0; i < 8; ++i) {
    entry.salt[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return entry;
}

// SHA-256 of the same messages, as many and as long: salted event, leaf and node for each entry.
double bare_seconds(std::uint64_t count) {
  const Bytes event(16 + canonical(entry_of(count).event).size());
  const Bytes leaf(34);
  const Bytes node(65);
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < count; ++i) {
    for (const Bytes* message : {&event, &leaf, &node})
      (void)crypto::sha256(*message);
  }
  return watch.seconds();
}

// In memory; a commit, a signed head and a proof for each entry, in groups as a busy node has them.
Result<double> append_seconds(std::uint64_t count) {
  store::Database database = store::Database::in_memory();
  HD_TRY(const auto heads, journal::SqliteHeadStore::open(store::Database::in_memory()));
  journal::Ed25519NoteSigner signer("bench",
                                    crypto::PrivateKey::generate(crypto::KeyKind::ed25519));
  HD_TRY(const auto log, journal::Journal::open(database, *heads, signer, {}));
  const Stopwatch watch;
  for (std::uint64_t done = 0; done < count; done += group) {
    const std::uint64_t some = std::min(group, count - done);
    HD_TRY(store::Transaction transaction, database.begin());
    for (std::uint64_t i = 0; i < some; ++i) {
      const auto leaf = log->append(transaction, entry_of(done + i));
      if (!leaf.ok()) return leaf.error();
    }
    HD_TRY_VOID(transaction.commit());
    log->committed();
    HD_TRY(const journal::Head head, log->publish());
    HD_TRY(const auto proofs, log->prove_range(journal::LeafIndex{done}, some));
  }
  return watch.seconds();
}

}  // namespace

Result<void> measure_journal(const Plan& plan, Report& report) {
  const auto count = plan.choose<std::uint64_t>(1'000'000, 5'000);
  const double bare = bare_seconds(count);
  HD_TRY(const double full, append_seconds(count));
  const auto entries = static_cast<double>(count);
  report.add({"journal.bare_sha256", "entries/s", entries / bare, {}, "three digests per entry"});
  report.add({"journal.append_with_proof",
              "entries/s",
              entries / full,
              {},
              fmt::format("{} entries in groups of {}, in memory", count, group)});
  report.add({"journal.to_bare", "ratio", bare / full, {}, ""});
  return {};
}

}  // namespace haidang::bench
