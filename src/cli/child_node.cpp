#include "cli/child_node.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <utility>

#include "base/durable_file.hpp"
#include "crypto/random.hpp"

namespace haidang::cli {
namespace {

constexpr int passphrase_fd = 3;

struct Pipe {
  int read = -1;
  int write = -1;
  static Result<Pipe> make() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return storage_error("could not make a pipe", errno);
    return Pipe{ends[0], ends[1]};
  }
};

// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become_node(const std::string& program, const std::string& data, int passphrase,
                              int log) {
  ::dup2(log, STDERR_FILENO);
  if (passphrase == passphrase_fd) {
    ::fcntl(passphrase_fd, F_SETFD, 0);
  } else {
    ::dup2(passphrase, passphrase_fd);
  }
  const std::string from = fmt::format("fd:{}", passphrase_fd);
  const std::array<const char*, 8> argv{program.c_str(),     "serve",      "--data", data.c_str(),
                                        "--passphrase-file", from.c_str(), nullptr,  nullptr};
  ::execv(program.c_str(), const_cast<char* const*>(argv.data()));
  ::_exit(127);
}

// 0: somebody may listen there.
int error_of_binding(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int refused = bound ? 0 : errno;
  ::close(fd);
  return refused;
}

}  // namespace

ChildNode::~ChildNode() {
  kill();
}

Result<void> ChildNode::start() {
  HD_TRY(const Pipe secret, Pipe::make());
  HD_TRY(const Pipe log, Pipe::make());
  const pid_t pid = ::fork();
  if (pid < 0) return storage_error("could not start a process", errno);
  if (pid == 0) become_node(program_.string(), data_.string(), secret.read, log.write);
  pid_ = pid;
  ::close(secret.read);
  ::close(log.write);
  const ssize_t written = ::write(secret.write, passphrase_.data(), passphrase_.size());
  ::close(secret.write);
  log_ = log.read;
  if (written != static_cast<ssize_t>(passphrase_.size())) {
    return storage_error("could not hand over the passphrase", errno);
  }
  return wait_until_ready(log_);
}

Result<void> ChildNode::wait_until_ready(int log) {
  std::string said;
  std::array<char, 4096> buffer{};
  while (said.find("\"event\":\"ready\"") == std::string::npos) {
    const ssize_t n = ::read(log, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      return Error{Code::unavailable, "the node did not start", said};
    }
    said.append(buffer.data(), static_cast<std::size_t>(n));
  }
  // Nobody reads the log any more; a full pipe must not stop the node.
  ::fcntl(log, F_SETFL, O_NONBLOCK);
  return {};
}

void ChildNode::reap(int signal_number) {
  if (pid_ > 0) {
    ::kill(pid_, signal_number);
    ::waitpid(pid_, nullptr, 0);
  }
  if (log_ >= 0) ::close(log_);
  pid_ = -1;
  log_ = -1;
}

void ChildNode::stop() {
  reap(SIGTERM);
}
void ChildNode::kill() {
  reap(SIGKILL);
}

Result<std::uint16_t> free_port() {
  // From 32768 on, the kernel gives ports to whoever connects to anything: one of those can be
  // taken before the node listens, or while it is started again.
  constexpr std::uint16_t first = 20000;
  constexpr std::uint16_t end = 32768;
  constexpr int attempts = 100;
  crypto::SystemRandom random;
  int refused = 0;
  for (int i = 0; i < attempts; ++i) {
    std::array<std::uint8_t, 4> drawn{};
    random.fill(drawn);
    const auto port =
        static_cast<std::uint16_t>(first + std::bit_cast<std::uint32_t>(drawn) % (end - first));
    refused = error_of_binding(port);
    if (refused == 0) return port;
  }
  return storage_error("could not find a free port", refused);
}

}  // namespace haidang::cli
