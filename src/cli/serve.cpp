#include "cli/serve.hpp"

#include <signal.h>

#include "crypto/random.hpp"
#include "http/peer_links.hpp"

namespace haidang::cli {

struct ServedNode::State {
  SystemClock clock;
  crypto::SystemRandom random;
  std::unique_ptr<http::HttpPeerLinks> links;
  std::unique_ptr<mail::Carrier> carrier = mail::smtp_carrier();
  std::unique_ptr<node::Node> node;
  std::unique_ptr<http::Service> service;
};

ServedNode::ServedNode(std::unique_ptr<State> state) : state_(std::move(state)) {}
ServedNode::~ServedNode() = default;

Result<std::unique_ptr<ServedNode>> ServedNode::start(const node::Layout& layout,
                                                      std::string_view passphrase, Log& log) {
  auto state = std::make_unique<State>();
  HD_TRY(const node::Config config, node::load_config(layout));
  HD_TRY_VOID(node::take_staged_keys(layout));
  HD_TRY(node::Keyring keyring, node::open_keyring(layout, passphrase));
  HD_TRY(const Bytes signed_profile, node::own_signed_profile(layout));
  HD_TRY(const directory::Profile profile,
         directory::open_profile(signed_profile, state->clock.now()));
  const crypto::TlsContext::Identity identity{profile.keys.transport, keyring.keys.transport};
  const crypto::AeadKey vault_key = keyring.vault_key;
  state->links = std::make_unique<http::HttpPeerLinks>(identity);
  HD_TRY(state->node, node::Node::start({layout, config, std::move(keyring), profile, state->clock,
                                         state->random, log, *state->links, state->carrier.get()}));
  HD_TRY(state->service, http::Service::start({*state->node, layout, config, profile, identity,
                                               vault_key, state->clock, state->random, log}));
  return std::unique_ptr<ServedNode>(new ServedNode(std::move(state)));
}

std::uint16_t ServedNode::port() const {
  return state_->service->port();
}
node::Node& ServedNode::node() {
  return *state_->node;
}

namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void block_stop_signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A peer that closes its connection must not end the process.
  ::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop_signal() {
  const sigset_t set = stop_signals();
  int signal_number = 0;
  ::sigwait(&set, &signal_number);
}

}  // namespace haidang::cli
