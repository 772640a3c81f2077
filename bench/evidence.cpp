// Evidence: taken in, carried from node to node, and carried on after a kill; against one bare pass
// over the file, and against scp.
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "bare.hpp"
#include "base/durable_file.hpp"
#include "crypto/aead.hpp"
#include "crypto/random.hpp"
#include "machine.hpp"
#include "measurements.hpp"
#include "process.hpp"
#include "two_nodes.hpp"
#include "vault/vault.hpp"

namespace haidang::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 4U << 20U;
constexpr std::uint64_t progress_head_bytes = 128;  // src/vault/progress.hpp
constexpr std::chrono::minutes patience{10};
constexpr std::chrono::microseconds between_looks{500};

// Bytes that cannot be compressed: AES-256-CTR of zeros under a random key.
Result<void> write_image(const fs::path& path, std::uint64_t bytes) {
  crypto::SystemRandom random;
  crypto::AeadKey key{};
  random.fill(key);
  crypto::Aead aead(key);
  crypto::AeadNonce nonce{};
  const Bytes zeros(block_bytes);
  Bytes block(block_bytes + crypto::aead_tag_bytes);
  std::ofstream out(path, std::ios::binary);
  for (std::uint64_t done = 0; done < bytes; done += block_bytes) {
    for (std::size_t i = 0; i < 8; ++i)
      nonce[i] = static_cast<std::uint8_t>(done >> (8 * i));
    aead.seal(nonce, {}, zeros, block);
    out.write(reinterpret_cast<const char*>(block.data()), block_bytes);
  }
  if (!out.flush()) return Error{Code::storage_full, "no room for the file to measure with"};
  return {};
}

// What earlier steps left to be written must not count against the next one.
void settle_disk(const Plan& plan) {
  if (plan.size == Plan::Size::full) ::sync();
}

Result<void> measure_ingest(const Plan& plan, const fs::path& image, Report& report) {
  crypto::SystemRandom random;
  HD_TRY(double bare, bare_pass(image));
  double best = 0;
  for (int i = 0; i < plan.choose(2, 1); ++i) {
    settle_disk(plan);
    const Stopwatch watch;
    HD_TRY(const vault::Ingested item,
           vault::ingest(image, plan.folder / "items", ItemId::random(random), random, {}, {}));
    best = i == 0 ? watch.seconds() : std::min(best, watch.seconds());
    fs::remove_all(plan.folder / "items");
    HD_TRY(const double again, bare_pass(image));
    bare = std::min(bare, again);
  }
  const double mb = static_cast<double>(fs::file_size(image)) / 1e6;
  report.add({"evidence.bare_pass",
              "MB/s",
              mb / bare,
              {},
              "read, SHA-256 and AES-256-GCM on one thread, nothing written; best of 3"});
  report.add({"evidence.ingest",
              "MB/s",
              mb / best,
              {},
              fmt::format("{:.0f} MB, durable when it returns; best of 2", mb)});
  report.add({"evidence.ingest_to_bare", "ratio", bare / best, Target{0.6, Better::more}, ""});
  return {};
}

// ---- scp

class PrivateSshd {
 public:
  static Result<PrivateSshd> start(const fs::path& folder);
  [[nodiscard]] Result<void> copy(const fs::path& from, const fs::path& to) const;

 private:
  PrivateSshd(Process process, fs::path key, std::uint16_t port)
      : process_(std::move(process)), key_(std::move(key)), port_(port) {}
  Process process_;
  fs::path key_;
  std::uint16_t port_;
};

Result<PrivateSshd> PrivateSshd::start(const fs::path& folder) {
  HD_TRY_VOID(make_durable_folder(folder, FileMode::private_to_owner));
  for (const char* name : {"host", "user"}) {
    HD_TRY_VOID(run_program(
        {{"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", (folder / name).string()}}));
  }
  HD_TRY(const std::uint16_t port, cli::free_port());
  const std::string config = fmt::format(
      "Port {}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\n"
      "UsePAM no\nPidFile none\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n",
      port, (folder / "host").string(), (folder / "user.pub").string());
  HD_TRY_VOID(write_durable(folder / "config", as_bytes(config)));
  std::error_code ec;
  if (::geteuid() == 0) fs::create_directory("/run/sshd", ec);  // sshd wants it as root
  HD_TRY(Process process,
         Process::start({{"/usr/sbin/sshd", "-D", "-f", (folder / "config").string()}}));
  return PrivateSshd(std::move(process), folder / "user", port);
}

Result<void> PrivateSshd::copy(const fs::path& from, const fs::path& to) const {
  const passwd* user = ::getpwuid(::geteuid());
  if (user == nullptr) return Error{Code::unavailable, "this user has no name"};
  return run_program({{"scp", "-q", "-c", "aes256-gcm@openssh.com", "-P", std::to_string(port_),
                       "-i", key_.string(), "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
                       "-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectionAttempts=10",
                       from.string(), fmt::format("{}@127.0.0.1:{}", user->pw_name, to.string())}});
}

Result<double> scp_seconds(const PrivateSshd& sshd, const Plan& plan, const fs::path& image) {
  const fs::path copy = image.parent_path() / "copy";
  settle_disk(plan);
  const Stopwatch watch;
  HD_TRY_VOID(sshd.copy(image, copy));
  const double seconds = watch.seconds();
  fs::remove(copy);
  return seconds;
}

// ---- node to node

class Completion {
 public:
  void take(std::string_view event, const json::object& data) {
    if (event != "evidence" || data.at("state").as_string() != "complete") return;
    const std::lock_guard lock(mutex_);
    ++count_;
    came_.notify_all();
  }
  Result<void> wait_for(int count) {
    std::unique_lock lock(mutex_);
    if (came_.wait_for(lock, patience, [&] { return count_ >= count; })) return {};
    return Error{Code::unavailable, "the evidence did not arrive"};
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  int count_ = 0;
};

// A request for stored data that Borealia has accepted and added the image to.
Result<std::string> held_evidence(const TwoNodes& nodes, const fs::path& image) {
  HD_TRY(const std::string request, send_request(*nodes.aurelia, "stored-data"));
  HD_TRY_VOID(wait_for_status(*nodes.borealia, request, "sent"));
  HD_TRY(const json::object accepted,
         nodes.borealia->type({"request", "accept"}, {{"REF", {request}}}));
  HD_TRY(
      const json::object added,
      nodes.borealia->type({"evidence", "add"}, {{"REF", {request}}, {"FILE", {image.string()}}}));
  return request;
}

Result<void> deliver(const TwoNodes& nodes, const std::string& request) {
  HD_TRY(const json::object done,
         nodes.borealia->type({"evidence", "deliver"}, {{"REF", {request}}}));
  return {};
}

Result<double> transfer_seconds(const TwoNodes& nodes, const Plan& plan, const fs::path& image) {
  Completion completion;
  HD_TRY(const auto watcher,
         Watcher::start(*nodes.aurelia, [&](std::string_view event, const json::object& data) {
           completion.take(event, data);
         }));
  HD_TRY(const std::string request, held_evidence(nodes, image));
  settle_disk(plan);
  const Stopwatch watch;
  HD_TRY_VOID(deliver(nodes, request));
  HD_TRY_VOID(completion.wait_for(1));
  return watch.seconds();
}

Result<void> measure_transfer(const TwoNodes& nodes, const Plan& plan, const fs::path& image,
                              Report& report) {
  HD_TRY(const PrivateSshd sshd, PrivateSshd::start(plan.folder / "sshd"));
  HD_TRY_VOID(sshd.copy(plan.folder / "sshd" / "config", plan.folder / "sshd" / "tried"));
  HD_TRY(double scp, scp_seconds(sshd, plan, image));
  HD_TRY(const double ours, transfer_seconds(nodes, plan, image));
  if (plan.size == Plan::Size::full) {
    HD_TRY(const double after, scp_seconds(sshd, plan, image));
    scp = std::min(scp, after);
  }
  const double mb = static_cast<double>(fs::file_size(image)) / 1e6;
  report.add({"evidence.scp",
              "MB/s",
              mb / scp,
              {},
              "aes256-gcm over loopback, not durable when it returns; better of 2"});
  report.add({"evidence.transfer",
              "MB/s",
              mb / ours,
              {},
              fmt::format("{:.0f} MB from the command to deliver until complete: each chunk "
                          "verified, durable",
                          mb)});
  report.add({"evidence.transfer_to_scp", "ratio", scp / ours, Target{1.0, Better::more}, ""});
  return {};
}

// ---- after a kill

// How many chunks of the item that comes in are there.
std::uint64_t chunks_here(const fs::path& evidence) {
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(evidence, ec)) {
    if (!entry.path().filename().string().starts_with(".incoming-")) continue;
    const auto progress = read_file(entry.path() / "progress", 8U << 20U);
    if (!progress.ok() || progress->size() < progress_head_bytes) continue;
    return static_cast<std::uint64_t>(std::count_if(progress->begin() + progress_head_bytes,
                                                    progress->end(),
                                                    [](std::uint8_t state) { return state != 0; }));
  }
  return 0;
}

Result<void> wait_for_chunks(const fs::path& evidence, std::uint64_t count) {
  const Stopwatch watch;
  while (chunks_here(evidence) < count) {
    if (watch.seconds() > 60) return Error{Code::unavailable, "no chunk comes"};
    std::this_thread::sleep_for(between_looks);
  }
  return {};
}

Result<void> wait_until_whole(const State& state, const std::string& request) {
  HD_TRY_VOID(state.sign_in());
  const Stopwatch watch;
  while (watch.seconds() < std::chrono::duration<double>(patience).count()) {
    HD_TRY(const json::object list, state.type({"evidence", "list"}, {{"REF", {request}}}));
    const json::array& items = list.at("items").as_array();
    if (!items.empty() && items.front().at("state").as_string() == "complete") return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return Error{Code::unavailable, "the evidence did not arrive after the restart"};
}

Result<void> measure_resume(const TwoNodes& nodes, const Plan& plan, const fs::path& image,
                            Report& report) {
  const fs::path evidence = nodes.aurelia->data() / "evidence";
  HD_TRY(const std::string request, held_evidence(nodes, image));
  settle_disk(plan);
  HD_TRY_VOID(deliver(nodes, request));
  const std::uint64_t all = fs::file_size(image) / vault::default_chunk_size;
  HD_TRY_VOID(wait_for_chunks(evidence, std::max<std::uint64_t>(1, all / plan.choose(2, 10))));
  nodes.aurelia->process().kill();
  const std::uint64_t there = chunks_here(evidence);
  const Stopwatch from_start;
  HD_TRY_VOID(nodes.aurelia->process().start());
  const Stopwatch from_ready;
  HD_TRY_VOID(wait_for_chunks(evidence, there + 1));
  const double seconds = from_ready.seconds();
  report.add({"evidence.resume", "s", seconds, Target{1, Better::less},
              fmt::format("SIGKILL with {} of {} chunks there; from the ready line to the next one",
                          there, all)});
  report.add({"evidence.resume_from_start", "s", from_start.seconds(), {}, "from fork"});
  return wait_until_whole(*nodes.aurelia, request);
}

}  // namespace

Result<void> measure_evidence(const Plan& plan, Report& report) {
  const fs::path image = plan.folder / "disk.img";
  HD_TRY_VOID(write_image(image, plan.choose<std::uint64_t>(4096, 64) << 20U));
  HD_TRY_VOID(measure_ingest(plan, image, report));
  HD_TRY(const TwoNodes nodes, TwoNodes::found(plan.folder / "nodes"));
  HD_TRY_VOID(measure_transfer(nodes, plan, image, report));
  return measure_resume(nodes, plan, image, report);
}

}  // namespace haidang::bench
