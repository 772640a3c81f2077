// One running node: the rooms wired together, behind the operations that officers and peers ask
// for. Thread-safe; every call may be made from any thread. JSON shapes: api/openapi.yaml.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "casework/use.hpp"
#include "directory/directory.hpp"
#include "journal/entry_search.hpp"
#include "mail/relay.hpp"
#include "node/evidence_book.hpp"
#include "node/keyring.hpp"
#include "node/peer_link.hpp"
#include "node/permissions.hpp"
#include "node/sequencer.hpp"
#include "node/staff.hpp"
#include "words/language.hpp"

namespace haidang::node {

// Something happened that people watching want to see: server-sent events and `--wait`.
struct Event {
  std::string name;  // "act", "receipt", "evidence", "draft", "notice", "note", "owner"
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

enum class Saying { at_once, as_a_draft };

// Which items are delivered, to whom, and what is said of them.
struct DeliveryTerms {
  std::vector<ItemId> items = {};  // none: all that wait
  // Members of a joint investigation that get them beside who is addressed, art. 48.
  std::vector<PartyCode> audience = {};
  std::string note = {};
  std::vector<UseCondition> conditions = {};  // on every item, beside those that bind already
  bool more_follows = false;                  // 45, 46: what is still collected comes later
  Saying saying = Saying::at_once;
};

// A part of the queue, of a view or a search.
struct QueuePage {
  static constexpr std::size_t limit_max = 10'000;
  static constexpr std::size_t search_bytes_max = 200;
  std::size_t limit = limit_max;
  std::string after = {};        // `next` of the page before; empty: from the first
  std::string before = {};       // `previous` of the page after, or "end": the last page
  std::string view = "all";      // "open", "ours", "theirs", "mine", "finished"
  std::string officer = {};      // whose "mine" is
  std::string search = {};       // words that all have to fit: id, measure, status, other Party
  wording::Language language{};  // of those words, beside English and the codes
  std::optional<Time> since = std::nullopt;  // something was said after this
};

// To whom a request goes among our officers.
struct Handing {
  std::optional<Actor> to;      // none: it is given back
  std::string instead_of = {};  // the other officer whom the caller knows to have it
};

// What an officer wants to say, and as whom.
struct Statement {
  casework::Command command;
  // The request that it is about (or, for a new request, the one that it relies on): the beginning
  // of an id, looked up on the way so that no caller waits for it. Empty: the command says all.
  std::string reference;
  std::string from;  // our authority; empty: the one addressed, or the officer's first that may
  Actor actor;
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
    mail::Carrier* carrier = nullptr;  // null: nobody is mailed anything
  };
  static Result<std::unique_ptr<Node>> start(Parts parts);
  ~Node();

  // --- officers ---
  using SubmitReply = std::function<void(const Result<Submitted>&)>;
  // Returns at once; replies when the act is durable (or refused with reasons: not_permitted if
  // the officer may not say this).
  void submit(Statement statement, SubmitReply reply);
  // --- four eyes: what a second officer has to see before it is said ---
  // The draft's text is what will be said; the law was asked already. Errors: those of `submit`.
  Result<json::object> make_draft(const Statement& statement);
  Result<json::array> drafts();
  Result<json::object> draft(const std::string& reference);
  // Says it. Errors: not_permitted (one's own draft; not one's to say), conflict kinds of `submit`,
  // not_in_this_state (decided already, or `seen` is not the draft's digest).
  Result<Submitted> approve(const std::string& reference, const Digest& seen, const Actor& actor);
  Result<json::object> reject(const std::string& reference, const std::string& reason,
                              const Actor& actor);
  Result<json::array> four_eyes();
  Result<void> set_four_eyes(std::vector<FourEyes> rules, const std::string& officer);

  // Legal bases of the State's own law files, in the form of the treaty data.
  [[nodiscard]] json::array own_legal_bases() const;
  // `to`: also whether it fits what that Party has declared.
  Result<json::object> check_request(const json::object& request_body,
                                     const std::optional<Address>& to);
  Result<json::object> status();
  // The queue, due first: {"requests", "total", "offset", "next", "previous"}; `next` is where the
  // page after this one begins, `previous` where the one before it ends, or null. Nobody who writes
  // waits for it. Error: bad_value (a place that this node did not give, no such view, too many
  // words).
  Result<json::object> requests(const QueuePage& page = {});
  // How much was asked and how soon it was answered; without a beginning, the last 90 days. Error:
  // bad_value (no such period, or one that is too long).
  Result<json::object> overview(std::optional<Time> from, std::optional<Time> until);
  // `reference`: a request id or a unique beginning of one.
  Result<json::object> request(const std::string& reference);
  Result<ActId> resolve(const std::string& reference);
  // What the domestic custodian of the data is told of a request: journalled before it is given.
  // Errors: not_your_move (we asked), not_in_this_state (nothing is for a custodian).
  Result<json::object> custodian_copy(const std::string& reference, const Actor& actor);
  Result<json::object> case_view(const CaseId& id);
  Result<Bytes> signed_act(const ActId& id);  // DER, as exchanged
  // Of a Party that the act went to; none named: of the first that answered.
  Result<std::string> receipt(const ActId& id, const std::optional<PartyCode>& party);
  // The act as a PDF letter, a part in each language; none: the languages in which the two
  // authorities work. Errors: not_found, and those of letters::render.
  Result<Bytes> letter(const ActId& id, const std::vector<wording::Language>& languages);
  Result<std::uint64_t> rebuild();

  // --- notes on a case, for this node's own people: no act, never sent, in no package ---
  Result<json::array> notes(const CaseId& id);  // the oldest first; unknown_case
  // Stays as it is written; its digest is journalled. Errors: unknown_case, bad_value (empty),
  // too_large, unavailable (the case has too many).
  Result<json::object> write_note(const CaseId& id, const std::string& text, const Actor& actor);

  // --- who of our officers has a request in hand: no act, never sent ---
  // {"request", "owner", "since", "may_take"}: of `staff`, who has a part in it.
  Result<json::object> owner(const std::string& reference, const std::vector<Actor>& staff);
  // On record. Asked again it is as it is. Errors: not_permitted (one of the two has no part in
  // it), not_in_this_state (another has taken it: who, and since when).
  Result<json::object> hand_over(const std::string& reference, const Handing& handing,
                                 const Actor& actor);

  // --- evidence ---
  Result<json::object> add_item(const NewItem& item, const Actor& actor);
  Result<json::array> items(const ActId& request);
  Result<json::array> all_items();  // the newest first, a thousand at most
  // The journal's entries about the evidence of a case, in their order.
  Result<json::array> custody(const CaseId& id);
  // Delivers held, not yet delivered items of the request, in as many acts as they need; the last
  // is returned. Unwraps keys: each access is journalled.
  Result<Submitted> deliver(const ActId& request, const DeliveryTerms& terms, const Actor& actor);
  // The same for a second officer to see first. Error: too_large where one act cannot hold them.
  Result<json::object> draft_delivery(const ActId& request, const DeliveryTerms& terms,
                                      const Actor& actor);
  // Makes a court package of the case; returns its folder and summary. Error: use_not_allowed
  // where what others gave may not be used so.
  Result<json::object> make_package(const CaseId& id, const casework::IntendedUse& use,
                                    const std::string& officer);
  [[nodiscard]] std::filesystem::path evidence_folder() const;

  // --- Parties ---
  Result<json::array> parties();
  // Of each pinned Party: when something of it last arrived, when it last confirmed something of
  // ours; and, of a measure, the last request that we made to it.
  Result<json::array> contacts(const std::string& measure);
  Result<json::object> trust(ByteView signed_profile, std::optional<std::string> fingerprint,
                             const std::string& officer);
  Result<Bytes> own_profile() const;

  // --- our own authorities: each change is a new version of our profile ---
  Result<json::array> authorities();
  Result<RoleSet> roles_of(const std::string& authority);  // not_found
  // Adds the authority or changes it; `described` as in the profile. Errors: bad_value and those of
  // reading a member.
  Result<void> put_authority(const json::object& described, const std::string& officer);
  // Errors: not_found; not_in_this_state (the node's first, or one that open requests name).
  Result<void> remove_authority(const std::string& id, const std::string& officer);

  // --- what our Party has declared, with the same effect ---
  Result<json::array> declarations();
  // Errors: bad_value (the law does not know it, or not such values) and those of reading a member.
  Result<void> declare(const json::object& described, const std::string& officer);
  Result<void> withdraw_declaration(const std::string& id,
                                    const std::string& officer);  // not_found

  // Fetches the Party's profile from its node; an update, if it is one. Errors: peer_unreachable
  // and those of `trust`.
  Result<json::object> refresh(const PartyCode& party, const std::string& officer);
  // What would be lost with the Party: open requests, acts on their way.
  Result<json::object> describe_ties(const PartyCode& party);
  // Error: not_in_this_state while there are open requests or acts on their way, unless they are
  // given up with the Party.
  enum class OpenCases { refuse, give_up };
  Result<void> forget(const PartyCode& party, OpenCases open, const std::string& officer);
  // What was set aside for the Party is sent again.
  Result<void> retry_outbox(const PartyCode& party, const std::string& officer);

  // --- our keys ---
  Result<json::object> keys();
  // In force at the next start. Errors: bad_passphrase, already_exists.
  Result<json::object> rotate_keys(const std::string& passphrase, const std::string& officer);

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

  // --- what officers are told of: notices ---
  // From then on the node looks at what runs out and what is overdue, and tells those whom `staff`
  // names; it must outlive its employment. Null: nobody is told anything until the next call.
  void employ(Staff* staff);
  // The officer's own, the open ones first, so many at most; how many count, whatever the limit.
  static constexpr std::size_t notices_max = 500;
  Result<json::object> notices(const Actor& actor, std::size_t most = notices_max);
  // Which notices reach the officer, when and how; what he does not say is as it was made. On
  // record. Errors: those of read_notice_preferences; unknown_measure.
  Result<json::object> notice_preferences(const Actor& actor);
  Result<json::object> choose_notices(const json::object& preferences, const Actor& actor);
  // Where the officer is mailed: {"address", "confirmed", "code_sent_at", "relay"}. Nothing but a
  // code goes to an address before the code has come back.
  Result<json::object> mail_address(const Actor& actor);
  // Replies when the relay has answered. Errors: not_in_this_state (no address chosen, no relay),
  // too_many_attempts (a minute has not passed), those of mail::Carrier.
  void send_mail_code(const Actor& actor,
                      const std::function<void(const Result<json::object>&)>& reply);
  // On record. Errors: those of MailBook::spend_code.
  Result<json::object> confirm_mail(const std::string& code, const Actor& actor);
  // The officer has seen these: journalled. Errors: not_found (one of them is not his).
  Result<json::object> see_notices(const std::vector<std::int64_t>& ids, const Actor& actor);

  // --- the relay that takes mail: how much waits for an officer, and nothing of it ---
  Result<json::object> mail_relay();  // without its password
  // What waits is tried at once. Errors: bad_value and those of reading a member.
  Result<json::object> set_mail(const json::object& body, const std::string& officer);
  Result<json::object> remove_mail(const std::string& officer);
  // One message now; replies when the relay has answered. Errors: not_in_this_state (no relay),
  // those of mail::Carrier.
  void try_mail(const std::string& to, std::function<void(const Result<void>&)> reply);

  // --- what was done here ---
  // {"entries", "kinds", "next"}: the latest first; `next` is where the page after this one begins
  // (`before`), or null.
  Result<json::object> entries(const journal::EntryQuery& query);
  // All of them, for a table; on record before it is given. Error: too_large.
  static constexpr std::size_t entries_exported_max = 20'000;
  Result<std::vector<journal::Journal::StoredEntry>> export_entries(journal::EntryQuery query,
                                                                    const std::string& officer);
  // Somebody copied the data directory to where it is safe. Returns when.
  Result<Time> note_backup(const std::string& officer);

  // --- watching ---
  void listen(EventListener listener);
  // A journal entry of its own, e.g. a failed login. Fire and forget.
  void record(std::string kind, json::object event);
  // The same, and returns when it is durable: for what may only happen if it is on record.
  Result<void> record_first(std::string kind, json::object event);

  struct State;  // the inside: node_state.hpp

 private:
  explicit Node(std::unique_ptr<State> state);
  Result<std::vector<Statement>> prepare_delivery(const ActId& request, const DeliveryTerms& terms,
                                                  const Actor& actor);
  std::unique_ptr<State> state_;
};

// What a rotation left for the next start comes into force; before the keyring is opened. Error:
// locked (a running process still uses the former keys).
Result<void> take_staged_keys(const Layout& layout);

}  // namespace haidang::node
