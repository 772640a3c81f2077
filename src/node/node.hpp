// One running node: the rooms wired together, behind the operations that officers and peers ask
// for. Thread-safe; every call may be made from any thread. JSON shapes: api/openapi.yaml.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "directory/directory.hpp"
#include "node/evidence_book.hpp"
#include "node/keyring.hpp"
#include "node/peer_link.hpp"
#include "node/sequencer.hpp"

namespace haidang::node {

// Something happened that people watching want to see: server-sent events and `--wait`.
struct Event {
  std::string name;  // "act", "receipt", "evidence", "peer"
  json::object data;
};
enum class Listening { goes_on, ends };
// Called from the node's own threads: must not block, nor call the node.
using EventListener = std::function<Listening(const Event&)>;

// What an examiner says about a file that was ingested into the evidence folder.
struct NewItem {
  ActId request;
  ManifestItem facts;  // wrapped_key empty
  crypto::AeadKey key{};
};

// What is said of the items that are delivered.
struct DeliveryTerms {
  std::string note;
  std::vector<UseCondition> conditions;  // on every item, beside those that bind already
  bool more_follows = false;             // 45, 46: what is still collected comes later
};

class Node {
 public:
  struct Parts {
    Layout layout;
    Config config;
    Keyring keyring;
    directory::Profile profile;
    const haidang::Clock& clock;
    Random& random;
    Log& log;
    PeerLinks& links;
  };
  static Result<std::unique_ptr<Node>> start(Parts parts);
  ~Node();

  // --- officers ---
  using SubmitReply = std::function<void(const Result<Submitted>&)>;
  // Returns at once; replies when the act is durable (or refused with reasons).
  void submit(casework::Command command, std::string officer, SubmitReply reply);
  // The same for a command that names its request (or, for a new request, the one that it relies
  // on) by reference: the beginning of an id. Looked up on the way, so that no caller waits for it.
  void submit_about(std::string reference, casework::Command command, std::string officer,
                    SubmitReply reply);
  Result<void> check_request(const json::object& request_body);
  Result<json::object> status();
  Result<json::array> requests();
  // `reference`: a request id or a unique beginning of one.
  Result<json::object> request(const std::string& reference);
  Result<ActId> resolve(const std::string& reference);
  Result<json::object> case_view(const CaseId& id);
  Result<Bytes> signed_act(const ActId& id);  // DER, as exchanged
  Result<std::string> receipt(const ActId& id);
  Result<std::uint64_t> rebuild();

  // --- evidence ---
  Result<json::object> add_item(const NewItem& item, const std::string& officer);
  Result<json::array> items(const ActId& request);
  // Delivers every held, not yet delivered item of the request. Unwraps keys: each access is
  // journalled.
  Result<Submitted> deliver(const ActId& request, const DeliveryTerms& terms,
                            const std::string& officer);
  // Makes a court package of the case; returns its folder and summary.
  Result<json::object> make_package(const CaseId& id, const std::string& officer);
  [[nodiscard]] std::filesystem::path evidence_folder() const;

  // --- Parties ---
  Result<json::array> parties();
  Result<json::object> trust(ByteView signed_profile, std::optional<std::string> fingerprint,
                             const std::string& officer);
  Result<Bytes> own_profile() const;

  // --- peers ---
  [[nodiscard]] std::optional<PartyCode> party_of(const Digest& transport_certificate);
  using AnswerReply = std::function<void(const Result<std::string>&)>;  // text of exchange::Answer
  void receive(Bytes sealed, PartyCode peer, AnswerReply reply);
  // Pull: the sealed delivery that waits for the Party, or nullopt when none comes within `wait`.
  using PullReply = std::function<void(const Result<std::optional<Bytes>>&)>;
  void pull(PartyCode peer, Millis wait, PullReply reply);
  // The pulling side's answer to the delivery it was given.
  void pulled(PartyCode peer, std::string answer, std::function<void(const Result<void>&)> reply);
  Result<Bytes> chunk_digests(const ItemId& item, const PartyCode& peer);
  Result<Bytes> chunk(const ItemId& item, std::uint64_t index, const PartyCode& peer);

  // --- the journal, for anyone ---
  Result<std::string> checkpoint();
  Result<Bytes> tile(const std::string& path);

  // --- watching ---
  void listen(EventListener listener);
  // A journal entry of its own, e.g. a failed login. Fire and forget.
  void record(std::string kind, json::object event);

  struct State;  // the inside: node_state.hpp

 private:
  explicit Node(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haidang::node
