// The inside of Node, shared by its translation units only.
#pragma once
#include <atomic>
#include <list>
#include <map>

#include "node/cms_notary.hpp"
#include "node/dispatcher.hpp"
#include "node/draft_book.hpp"
#include "node/mail_book.hpp"
#include "node/mailer.hpp"
#include "node/node.hpp"
#include "node/note_book.hpp"
#include "node/own_law_files.hpp"
#include "node/owner_book.hpp"
#include "node/puller.hpp"
#include "node/queue_reader.hpp"
#include "node/retriever.hpp"
#include "node/scheduler.hpp"
#include "store/checkpointer.hpp"

namespace haidang::node {

// Takes the data directory for this process alone; held while the node lives.
class DirectoryLock {
 public:
  static Result<DirectoryLock> take(const std::filesystem::path& path);
  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  int fd_;
};

// What other threads may ask about Parties without waiting for the sequencer.
struct KnownParty {
  PartyCode party;
  std::string name;
  PeerAddress address;  // endpoint empty: the Party only calls out
  std::vector<Digest> transport;
};

struct PullWaiter {
  PartyCode party;
  Time until;
  Node::PullReply reply;
};

struct PulledShipment {
  exchange::Shipment shipment;
  Time until;  // afterwards it counts as failed
};

struct Node::State final : ActObserver, RetrievalDesk, PullDesk {
  State(Parts given, DirectoryLock held, store::Database opened)
      : parts(std::move(given)), directory_lock(std::move(held)), database(std::move(opened)) {}

  // Order matters: what is below uses what is above, and is destroyed first.
  Parts parts;
  DirectoryLock directory_lock;
  OwnLawFiles law_files;  // as they were at the start
  treaty::OwnLaw own_law;
  store::Database database;
  std::unique_ptr<store::Checkpointer> checkpointer;
  std::unique_ptr<journal::HeadStore> heads;
  std::unique_ptr<journal::NoteSigner> signer;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<directory::Directory> directory;
  std::unique_ptr<CmsNotary> notary;
  std::unique_ptr<Road> road;
  std::unique_ptr<EvidenceBook> book;
  std::optional<QueueReader> queue;  // any thread
  std::optional<DraftBook> drafts;
  std::optional<NoticeBook> notices;
  std::optional<NoteBook> notes;
  std::optional<OwnerBook> owners;
  std::unique_ptr<Scheduler> scheduler;
  std::optional<MailBook> mails;
  vault::KeySafe safe{parts.keyring.vault_key};

  std::mutex profile_mutex;  // one change of our own profile at a time

  std::mutex staff_mutex;
  Staff* staff = nullptr;

  std::mutex parties_mutex;
  std::vector<KnownParty> known_parties;

  std::mutex listeners_mutex;
  std::vector<EventListener> listeners;

  // Read when it is asked for first.
  std::mutex search_mutex;
  std::unique_ptr<journal::EntrySearch> search;
  std::optional<std::optional<Time>> backed_up;  // the latest that is on record

  std::mutex readers_mutex;
  std::list<std::pair<ItemId, std::shared_ptr<vault::ItemReader>>> readers;  // newest first

  // Owned by the sequencer's thread.
  std::vector<PullWaiter> pull_waiters;
  std::map<PartyCode, PulledShipment> pulled;
  bool looking = false;     // a look of the scheduler is among the writes
  Time look_not_before;     // after one that failed
  std::size_t mailing = 0;  // mails that are with the relay

  std::atomic<bool> stopping = false;
  std::unique_ptr<Dispatcher> dispatcher;
  std::unique_ptr<Mailer> mailer;  // none: without a carrier
  std::unique_ptr<Sequencer> sequencer;
  std::unique_ptr<Retriever> retriever;
  std::mutex pullers_mutex;
  std::map<PartyCode, std::unique_ptr<Puller>> pullers;

  // --- wiring (node.cpp) ---
  void reserve_log(store::Database& of, int pages);
  Result<void> open_rooms();
  void start_threads();
  void start_pullers();
  Result<void> learn_parties();
  std::optional<KnownParty> known(const PartyCode& party);

  // Stages in a group and waits for its commit. Not from the sequencer's thread.
  Result<Committed> write_and_wait(std::function<Result<void>(Road&)> stage);
  void emit(Event event);

  // --- our own profile (node_people.cpp); with profile_mutex held ---
  Result<void> reissue_profile(const std::string& kind, json::object event,
                               directory::Profile next);
  directory::Profile own_profile();
  Result<void> redeclare(const std::string& kind, json::object event,
                         std::vector<directory::Declaration> declarations);

  // --- the journal's entries (node_audit.cpp) ---
  Result<journal::EntrySearch*> entry_search();
  Result<std::optional<Time>> last_backup();

  // --- exchange (node_exchange.cpp) ---
  std::optional<Time> after_group(Road& free_road);
  void send_due(Road& free_road);
  void serve_pulls(Road& free_road);
  void settle_parcel(Parcel parcel, Result<Bytes> answer);
  // It is tried again after a pause; whoever looks on is told that it waits.
  void not_through(Road& free_road, const Address& to, const Error& why);
  void settle_answer(exchange::Shipment shipment, Result<CheckedAnswer> answer,
                     std::function<void(const Result<void>&)> reply);

  // --- notices (node_notices.cpp) ---
  std::optional<Time> look_when_due();

  // --- mail (node_mail.cpp) ---
  std::optional<Time> mail_when_due();
  void mail_one(const mail::Relay& relay, const MailDue& due, Time now);
  void settle_mail(const MailDue& due, Time as_of, const Result<void>& taken);
  [[nodiscard]] std::string mail_address() const;  // of this node, in what it mails
  std::string new_message_id();

  // --- an officer's address (node_mail_address.cpp) ---
  Result<NoticePreferences> mailed_as(const std::string& officer);
  Result<void> send_code(const std::string& officer,
                         std::function<void(const Result<void>&)> taken);

  // --- evidence (node_evidence.cpp) ---
  Result<ManifestItem> sealed_for(const EvidenceItem& item, const PartyCode& to,
                                  const std::vector<PartyCode>& audience,
                                  const std::string& officer);
  Result<crypto::AeadKey> unwrap_for(const EvidenceItem& item, std::string_view purpose,
                                     const std::string& who);
  Result<std::shared_ptr<vault::ItemReader>> reader(const vault::Geometry& geometry);

  // ActObserver
  Result<void> on_act(const casework::CommittedAct& act, journal::LeafIndex leaf) override;
  void on_committed(const casework::CommittedAct& act) override;

  // RetrievalDesk and PullDesk, from their threads
  Result<PeerAddress> address_of(const PartyCode& party) override;

  // RetrievalDesk, from the retriever's thread
  std::vector<EvidenceItem> wanted() override;
  Result<crypto::AeadKey> key_for(const EvidenceItem& item) override;
  Result<void> finished(const EvidenceItem& item) override;
  void progress(const EvidenceItem& item, std::uint64_t chunks_missing) override;

  // PullDesk, from a puller's thread
  Result<std::string> take_delivery(Bytes sealed, const PartyCode& from) override;
};

// What is wrong with the mail, for `doctor`.
Result<void> add_mail_findings(Node::State& state, json::array& findings);

}  // namespace haidang::node
