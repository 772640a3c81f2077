// Two fictional States, each with a node process of its own, durable on this disk.
#pragma once
#include <map>
#include <memory>
#include <thread>

#include "cli/child_node.hpp"
#include "cli/command.hpp"
#include "http/client.hpp"

namespace haidang::bench {

// A temporary folder, removed with everything in it.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

using Given = std::map<std::string, std::vector<std::string>>;

class State {
 public:
  // A new data directory, a running node, an officer signed in.
  static Result<std::unique_ptr<State>> found(const std::filesystem::path& folder,
                                              const std::string& code, const std::string& name);

  Result<json::object> type(const std::vector<std::string>& command, Given given) const;
  Result<void> sign_in() const;
  Result<void> trust(const State& other) const;

  // A connection of its own for each caller; requests carry the officer's session.
  [[nodiscard]] Result<http::Client> connect() const;
  [[nodiscard]] http::ClientRequest request(http::Method method, std::string target) const;

  [[nodiscard]] const std::filesystem::path& data() const { return context_.data; }
  [[nodiscard]] cli::ChildNode& process() const { return *process_; }

 private:
  std::string code_;
  std::string fingerprint_;
  cli::Context context_;
  std::unique_ptr<cli::ChildNode> process_;
};

Result<json::object> post(http::Client& client, http::ClientRequest request,
                          const json::object& body);

struct TwoNodes {
  std::unique_ptr<State> aurelia;
  std::unique_ptr<State> borealia;
  static Result<TwoNodes> found(const std::filesystem::path& folder);
};

// Aurelia asks Borealia; the body of a request for this measure, everything filled in.
Result<json::object> complete_request(const State& state, const std::string& measure);
Result<std::string> send_request(const State& state, const std::string& measure);
// Returns when the node has it in this status. Error: unavailable after a minute.
Result<void> wait_for_status(const State& state, const std::string& request,
                             std::string_view status);

// Reads a node's events on a thread of its own until it goes.
class Watcher {
 public:
  using OnEvent = std::function<void(std::string_view event, const json::object& data)>;
  static Result<std::unique_ptr<Watcher>> start(const State& state, OnEvent on_event);

 private:
  Watcher() = default;
  std::jthread thread_;
};

}  // namespace haidang::bench
