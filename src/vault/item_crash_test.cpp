// The two ways a receiving machine dies: the process is killed (the page cache lives on), and the
// power goes (of what was not synced, any part may be lost). Both at seeded points.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>

#include "vault/disk.hpp"
#include "vault/test_support.hpp"

using namespace haidang;
using namespace haidang::vault;
using namespace haidang::vault::test;

namespace {

// Kills its process in the middle of the n-th write, after a part of it.
class KilledAt final : public Machine {
 public:
  KilledAt(std::uint64_t writes, std::uint64_t part) : left_(writes), part_(part) {}
  [[nodiscard]] std::uint64_t sync_interval_bytes() const override { return 4 * chunk; }
  ssize_t write_at(int fd, ByteView bytes, std::uint64_t offset) const override {
    if (left_-- > 0) return Machine::write_at(fd, bytes, offset);
    Machine::write_at(fd, bytes.first(part_ % bytes.size()), offset);
    ::raise(SIGKILL);
    return -1;
  }

 private:
  mutable std::uint64_t left_;
  std::uint64_t part_;
};

// Remembers what each write since the last sync of its file overwrote, and takes a random part of
// that back when the power goes. One thread.
class LosesPower final : public Machine {
 public:
  [[nodiscard]] std::string boot_id() const override { return "boot " + std::to_string(boot_); }
  [[nodiscard]] std::uint64_t sync_interval_bytes() const override { return 4 * chunk; }

  ssize_t write_at(int fd, ByteView bytes, std::uint64_t offset) const override {
    const auto file = by_inode(fd);
    Bytes before(bytes.size());
    if (!read_fully(file->get(), before, offset).ok()) return -1;
    unsynced_.push_back({file, offset, std::move(before)});
    return Machine::write_at(fd, bytes, offset);
  }

  int sync_data(int fd) const override {
    std::erase_if(unsynced_, [file = by_inode(fd)](const Write& w) { return w.file == file; });
    return Machine::sync_data(fd);
  }

  void lose_power(SeededRandom& random) {
    while (!unsynced_.empty()) {
      const Write& write = unsynced_.back();
      if (random.below(2) == 0) {
        HD_CHECK(write_fully(this_machine(), write.file->get(), write.before, write.offset).ok());
      }
      unsynced_.pop_back();
    }
    files_.clear();
    ++boot_;
  }

 private:
  using File = std::shared_ptr<Descriptor>;
  struct Write {
    File file;
    std::uint64_t offset;
    Bytes before;
  };

  File by_inode(int fd) const {
    struct stat info{};
    HD_CHECK(::fstat(fd, &info) == 0);
    File& file = files_[info.st_ino];
    if (!file) {
      file =
          std::make_shared<Descriptor>(*open_file("/proc/self/fd/" + std::to_string(fd), O_RDWR));
    }
    return file;
  }

  mutable std::map<ino_t, File> files_;
  mutable std::vector<Write> unsynced_;
  int boot_ = 1;
};

// Receives what is missing, in a seeded order, until the machine dies or all is there.
void receive_on(const Delivered& one, const fs::path& items, const Machine& machine,
                std::uint64_t seed) {
  auto writer = one.receive(items, machine);
  if (!writer.ok()) return;
  std::vector<std::uint64_t> order = writer->missing(1000);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
  for (const std::uint64_t index : order) {
    if (!writer->put(index, one.sealed(index)).ok()) return;
  }
  static_cast<void>(writer->finish());
}

}  // namespace

TEST_CASE("a receiver killed in the middle of any write loses at most that chunk") {
  const Delivered one(12 * chunk + 700, chunk);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const TestFolder folder;
    const std::uint64_t writes = random.below(45);
    const std::uint64_t part = random.below(10000);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      receive_on(one, folder.items(), KilledAt(writes, part), seed);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    ItemWriter writer = one.receive(folder.items()).value();
    // Three writes a chunk (data, list, mark); the marks that a sync renews come on top.
    if (WIFSIGNALED(status)) CHECK(one.count() - writer.missing_count() <= writes / 3);
    for (const std::uint64_t index : writer.missing(1000))
      REQUIRE(writer.put(index, one.sealed(index)).ok());
    REQUIRE(writer.finish().ok());
    CHECK(one.plain_in(folder.items()).value() == one.plain);
  }
}

TEST_CASE("after any number of power losses, whatever counts as there is there") {
  const Delivered one(20 * chunk + 700, chunk);
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const TestFolder folder;
    LosesPower machine;
    for (int loss = 0; loss < 4; ++loss) {
      ItemWriter writer = one.receive(folder.items(), machine).value();
      std::vector<std::uint64_t> order = writer.missing(1000);
      std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
      order.resize(random.below(order.size() + 1));
      for (const std::uint64_t index : order)
        REQUIRE(writer.put(index, one.sealed(index)).ok());
      machine.lose_power(random);
    }
    ItemWriter writer = one.receive(folder.items(), machine).value();
    for (const std::uint64_t index : writer.missing(1000))
      REQUIRE(writer.put(index, one.sealed(index)).ok());
    REQUIRE(writer.finish().ok());
    CHECK(one.plain_in(folder.items()).value() == one.plain);
  }
}

TEST_CASE("a power loss costs no more than the sync interval") {
  const Delivered one(20 * chunk, chunk);
  const TestFolder folder;
  LosesPower machine;
  SeededRandom random(1);
  {
    ItemWriter writer = one.receive(folder.items(), machine).value();
    for (std::uint64_t index = 0; index < 15; ++index)
      REQUIRE(writer.put(index, one.sealed(index)).ok());
    machine.lose_power(random);
  }
  CHECK(one.receive(folder.items(), machine)->missing_count() <= 5 + 4);
}
