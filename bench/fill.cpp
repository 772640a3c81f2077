#include "fill.hpp"

#include <condition_variable>
#include <mutex>

#include "casework/sample.hpp"
#include "crypto/random.hpp"
#include "node/node.hpp"

namespace haidang::bench {
namespace {

constexpr std::size_t wave = 4000;  // handed over at once, and waited for
constexpr std::array<std::string_view, 3> measures{"preservation", "stored-data",
                                                   "mutual-legal-assistance"};

class NoLinks final : public node::PeerLinks {
 public:
  Result<std::unique_ptr<node::PeerLink>> connect(const node::PeerAddress&) override {
    return Error{Code::peer_unreachable, "nothing is sent while the queue is filled"};
  }
};

// What was handed to a node, until the last of it is durable or refused.
class Wave {
 public:
  node::Node::SubmitReply expect() {
    const std::lock_guard lock(mutex_);
    ++open_;
    return [this](const Result<node::Submitted>& said) {
      const std::lock_guard held(mutex_);
      if (said.ok()) requests_.push_back(said->request);
      if (!said.ok() && !failure_) failure_ = said.error();
      if (--open_ == 0) done_.notify_all();
    };
  }
  Result<std::vector<ActId>> wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return open_ == 0; });
    if (failure_) return *failure_;
    return requests_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t open_ = 0;
  std::vector<ActId> requests_;
  std::optional<Error> failure_;
};

node::Actor officer() {
  return {"officer", {{"contact-point", node::case_roles, ""}}};
}

node::Statement request_number(std::size_t number, Time now, const node::Actor& actor) {
  RequestBody body = casework::sample_request(treaty::Treaty::embedded(),
                                              std::string(measures.at(number % measures.size())));
  if (number % 5 != 0) {
    body.needed_by = now + Days(1) + std::chrono::minutes(number);
    body.needed_by_reason = "The trial begins.";
  }
  node::Statement said{{}, "", "", actor};
  said.command.to = Address{PartyCode::parse("XB").value(), "contact-point"};
  said.command.body = write_body(body);
  return said;
}

Result<void> say_all(node::Node& node, std::size_t from, std::size_t to, Time now) {
  const node::Actor actor = officer();
  Wave made;
  for (std::size_t i = from; i < to; ++i)
    node.submit(request_number(i, now, actor), made.expect());
  HD_TRY(const std::vector<ActId> requests, made.wait());
  Wave withdrawn;
  const node::Node::SubmitReply last = withdrawn.expect();  // also when none is withdrawn
  for (std::size_t i = 0; i < requests.size(); i += 10) {
    node::Statement said{{}, requests[i].text(), "", actor};
    said.command.kind = ActKind::withdraw;
    said.command.body = json::object{{"text", "Not needed any more."}};
    node.submit(std::move(said), withdrawn.expect());
  }
  last(node::Submitted{});
  HD_TRY(const std::vector<ActId> done, withdrawn.wait());
  return {};
}

// A node in this process that reaches nobody.
class QuietNode {
 public:
  static Result<std::unique_ptr<QuietNode>> open(const node::Layout& layout,
                                                 std::string_view passphrase) {
    HD_TRY(node::Config config, node::load_config(layout));
    HD_TRY(node::Keyring keyring, node::open_keyring(layout, passphrase));
    HD_TRY(const Bytes signed_profile, node::own_signed_profile(layout));
    std::unique_ptr<QuietNode> quiet(new QuietNode);
    HD_TRY(directory::Profile profile, directory::open_profile(signed_profile, quiet->now()));
    HD_TRY(quiet->node_,
           node::Node::start({layout, std::move(config), std::move(keyring), std::move(profile),
                              quiet->clock_, quiet->random_, quiet->log_, quiet->links_}));
    return quiet;
  }
  [[nodiscard]] Time now() const { return clock_.now(); }
  node::Node& operator*() { return *node_; }

 private:
  QuietNode() = default;
  SystemClock clock_;
  crypto::SystemRandom random_;
  NoLog log_;
  NoLinks links_;
  std::unique_ptr<node::Node> node_;
};

}  // namespace

Result<void> fill_queue(const node::Layout& layout, std::string_view passphrase,
                        std::size_t requests) {
  HD_TRY(const std::unique_ptr<QuietNode> quiet, QuietNode::open(layout, passphrase));
  const Time now = quiet->now();
  for (std::size_t from = 0; from < requests; from += wave)
    HD_TRY_VOID(say_all(**quiet, from, std::min(from + wave, requests), now));
  return {};
}

Result<ActId> fill_case(const node::Layout& layout, std::string_view passphrase, std::size_t acts) {
  HD_TRY(const std::unique_ptr<QuietNode> quiet, QuietNode::open(layout, passphrase));
  const node::Actor actor = officer();
  Wave opened;
  (**quiet).submit(request_number(1, quiet->now(), actor), opened.expect());
  HD_TRY(const std::vector<ActId> requests, opened.wait());
  Wave told;
  const node::Node::SubmitReply last = told.expect();
  for (std::size_t i = 1; i < acts; ++i) {
    node::Statement said{{}, requests.front().text(), "", actor};
    said.command.kind = ActKind::notify;
    said.command.body = json::object{{"text", "The suspect was seen again."}};
    (**quiet).submit(std::move(said), told.expect());
  }
  last(node::Submitted{});
  HD_TRY(const std::vector<ActId> done, told.wait());
  return requests.front();
}

}  // namespace haidang::bench
