#include "node/node.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "base/durable_file.hpp"
#include "casework/fit.hpp"
#include "casework/view.hpp"
#include "node/case_page.hpp"
#include "node/health.hpp"
#include "node/node_state.hpp"
#include "node/speaking.hpp"

namespace haidang::node {
namespace {

// 16 MiB of acts and entries, 1 MiB of heads, before the log is folded back into the database: a
// busy node rewrites the same pages many times meanwhile.
constexpr int log_pages = 4096;
constexpr int heads_log_pages = 256;

}  // namespace

// ------------------------------------------------------------------------------------------ lock

Result<DirectoryLock> DirectoryLock::take(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return storage_error("could not open " + path.string(), errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return Error{Code::locked, "another haidang process serves this data directory"};
  }
  return DirectoryLock(fd);
}
DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
DirectoryLock::~DirectoryLock() {
  if (fd_ >= 0) ::close(fd_);
}

// ---------------------------------------------------------------------------------------- wiring

Result<std::unique_ptr<Node>> Node::start(Parts parts) {
  const Layout layout = parts.layout;
  HD_TRY(DirectoryLock lock, DirectoryLock::take(layout.lock()));
  HD_TRY(store::Database database, store::Database::open(layout.database()));
  auto state = std::make_unique<State>(std::move(parts), std::move(lock), std::move(database));
  HD_TRY_VOID(state->open_rooms());
  state->start_threads();
  return std::unique_ptr<Node>(new Node(std::move(state)));
}

Node::Node(std::unique_ptr<State> state) : state_(std::move(state)) {}

Node::~Node() {
  // Threads that call in stop first, then the carriers, then the sequencer with what still waits.
  state_->stopping = true;
  state_->sequencer->read([](Road&) { return 0; });  // whoever saw it unset has finished
  state_->pullers.clear();
  state_->retriever.reset();
  state_->dispatcher.reset();
  state_->mailer.reset();
  state_->sequencer.reset();
}

void Node::State::reserve_log(store::Database& of, int pages) {
  const Result<void> reserved = of.reserve_log(pages);
  if (!reserved.ok()) parts.log.error("log-not-reserved", reserved.error());
}

Result<void> Node::State::open_rooms() {
  const Layout& layout = parts.layout;
  reserve_log(database, log_pages);
  HD_TRY(checkpointer, store::Checkpointer::start(database, log_pages));
  law_files = read_own_law(layout);
  own_law = own_law_of(law_files);
  for (const treaty::LawFault& fault : own_law.faults)
    parts.log.error("law-file-not-in-force", fault.error);
  HD_TRY_VOID(make_durable_folder(layout.evidence(), FileMode::private_to_owner));
  HD_TRY_VOID(vault::remove_abandoned(layout.evidence()));
  HD_TRY_VOID(make_durable_folder(layout.packages(), FileMode::private_to_owner));
  HD_TRY_VOID(make_durable_folder(layout.tiles(), FileMode::shared_read));
  HD_TRY(store::Database heads_database, store::Database::open(layout.root / parts.config.heads));
  reserve_log(heads_database, heads_log_pages);
  HD_TRY(heads, journal::SqliteHeadStore::open(std::move(heads_database)));
  HD_TRY(const auto verifier, journal::NoteVerifier::parse(parts.profile.journal_vkey));
  signer =
      std::make_unique<journal::Ed25519NoteSigner>(verifier.name(), parts.keyring.keys.journal);
  HD_TRY(journal, journal::Journal::open(database, *heads, *signer, layout.tiles()));
  HD_TRY(directory, directory::Directory::open(database, parts.clock.now()));
  notary = std::make_unique<CmsNotary>(parts.keyring, parts.profile, *directory);
  HD_TRY(road, Road::open({database, *journal, own_law.law, *notary, parts.random, parts.log,
                           parts.config.self}));
  HD_TRY(QueueReader reader, QueueReader::open(layout.database()));
  queue.emplace(std::move(reader));
  HD_TRY(book, EvidenceBook::open(database, parts.config.self.party));
  HD_TRY(DraftBook draft_book, DraftBook::open(database));
  drafts.emplace(std::move(draft_book));
  HD_TRY(NoticeBook notice_book, NoticeBook::open(database));
  notices.emplace(std::move(notice_book));
  HD_TRY(NoteBook note_book, NoteBook::open(database));
  notes.emplace(std::move(note_book));
  HD_TRY(OwnerBook owner_book, OwnerBook::open(database));
  owners.emplace(std::move(owner_book));
  scheduler = std::make_unique<Scheduler>(*notices, *owners, *road, parts.clock,
                                          parts.config.escalate_after);
  HD_TRY(MailBook mail_book, MailBook::open(database, parts.keyring.vault_key));
  mails.emplace(std::move(mail_book));
  road->observe(*book);
  road->observe(*scheduler);
  road->observe(*this);
  return learn_parties();
}

void Node::State::start_threads() {
  dispatcher =
      std::make_unique<Dispatcher>(parts.links, [this](Parcel parcel, Result<Bytes> answer) {
        settle_parcel(std::move(parcel), std::move(answer));
      });
  if (parts.carrier != nullptr) mailer = std::make_unique<Mailer>(*parts.carrier);
  sequencer = std::make_unique<Sequencer>(
      *road, parts.clock, [this](Road& free_road) { return after_group(free_road); }, parts.log);
  retriever = std::make_unique<Retriever>(parts.links, *this, parts.layout.evidence(), parts.log);
  start_pullers();
}

// A node that nobody can call asks each Party that it can call, from the moment it is pinned.
void Node::State::start_pullers() {
  if (!parts.config.endpoint.empty()) return;
  std::vector<PartyCode> callable;
  {
    const std::lock_guard lock(parties_mutex);
    for (const KnownParty& peer : known_parties) {
      if (!peer.address.endpoint.empty()) callable.push_back(peer.party);
    }
  }
  const std::lock_guard lock(pullers_mutex);
  for (const PartyCode& party : callable) {
    std::unique_ptr<Puller>& puller = pullers[party];
    if (!puller) puller = std::make_unique<Puller>(parts.links, *this, party, parts.log);
  }
}

// On the sequencer's thread, or before it runs.
Result<void> Node::State::learn_parties() {
  std::vector<KnownParty> learnt;
  std::set<PartyCode> pull_only;
  for (const directory::Profile* profile : directory->all()) {
    HD_TRY(std::vector<Digest> prints, directory->transport_fingerprints(profile->party));
    if (profile->endpoint.empty()) pull_only.insert(profile->party);
    learnt.push_back({profile->party, profile->name, {profile->endpoint, prints}, prints});
  }
  road->set_pull_only(std::move(pull_only));
  const std::lock_guard lock(parties_mutex);
  known_parties = std::move(learnt);
  return {};
}

std::optional<KnownParty> Node::State::known(const PartyCode& party) {
  const std::lock_guard lock(parties_mutex);
  for (const KnownParty& row : known_parties) {
    if (row.party == party) return row;
  }
  return std::nullopt;
}

Result<Committed> Node::State::write_and_wait(std::function<Result<void>(Road&)> stage) {
  std::promise<Result<Committed>> promise;
  auto future = promise.get_future();
  auto staged = std::make_shared<Result<void>>();
  sequencer->write({[stage = std::move(stage), staged](Road& open) { *staged = stage(open); },
                    [&promise, staged](const Result<Committed>& committed) {
                      promise.set_value(staged->ok() ? committed
                                                     : Result<Committed>(staged->error()));
                    }});
  return future.get();
}

// ---------------------------------------------------------------------------------------- events

void Node::State::emit(Event event) {
  const std::lock_guard lock(listeners_mutex);
  std::erase_if(listeners,
                [&](const EventListener& listener) { return listener(event) == Listening::ends; });
}

void Node::listen(EventListener listener) {
  const std::lock_guard lock(state_->listeners_mutex);
  state_->listeners.push_back(std::move(listener));
}

Result<void> Node::State::on_act(const casework::CommittedAct&, journal::LeafIndex) {
  return {};
}

void Node::State::on_committed(const casework::CommittedAct& committed) {
  const Act& act = committed.act;
  emit({"act",
        {{"act", act.id.text()},
         {"case", act.case_id.text()},
         {"request", act.request.value_or(act.id).text()},
         {"kind", act_kind_name(act.kind)},
         {"party", act.author.party.text()}}});
  if (act.author.party != parts.config.self.party && !stopping) retriever->poke();
}

// -------------------------------------------------------------------------------------- officers

namespace {

// Refused: at once known. Staged: once the group is durable, or why it is not.
std::function<void(const Result<Committed>&)> reply_when_durable(
    Node::SubmitReply reply, std::shared_ptr<Result<Submitted>> staged) {
  return
      [reply = std::move(reply), staged = std::move(staged)](const Result<Committed>& committed) {
        reply(staged->ok() && !committed.ok() ? Result<Submitted>(committed.error()) : *staged);
      };
}

}  // namespace

void Node::submit(Statement statement, SubmitReply reply) {
  auto staged = std::make_shared<Result<Submitted>>(Error{});
  const auto stage = [this, statement = std::move(statement), staged](Road& road) {
    *staged = say(road, *state_->book, statement, state_->parts.config.four_eyes,
                  state_->parts.clock.now());
  };
  state_->sequencer->write(
      {stage, reply_when_durable(std::move(reply), staged), Sequencer::Settles::once_durable});
}

namespace {

json::object describe_scope(const treaty::ScopeAnswer& answer) {
  json::array reasons;
  for (const treaty::ScopeReason& reason : answer.reasons) {
    json::object about;
    for (const auto& [name, value] : reason.about)
      about[name] = value;
    reasons.push_back(json::object{{"standing", treaty::standing_text(reason.standing)},
                                   {"why", treaty::why_text(reason.why)},
                                   {"about", std::move(about)},
                                   {"basis", reason.basis},
                                   {"text", reason.text},
                                   {"citation", reason.source.citation},
                                   {"verified", reason.source.verified}});
  }
  return {{"complete", true}, {"governed_by", answer.basis}, {"reasons", std::move(reasons)}};
}

}  // namespace

Result<json::object> Node::check_request(const json::object& request_body,
                                         const std::optional<Address>& to) {
  HD_TRY(RequestBody body, read_request(request_body));
  // Who asks is known: the act's author states it, 42(3)(a), 40(15)(a).
  const Address& self = state_->parts.config.self;
  body.contents.try_emplace("authority", self.party.text() + "/" + self.authority);
  const treaty::Treaty& law = state_->own_law.law;
  HD_TRY(const treaty::Measure* measure, law.measure(body.measure));
  const bool informs = measure->opens == treaty::Opens::information;
  HD_TRY_VOID(casework::check_contents(body, informs ? ActKind::inform : ActKind::request, law));
  HD_TRY_VOID(casework::check_needed_by(body, state_->parts.clock.now()));
  if (to && !informs) {
    HD_TRY_VOID(casework::check_home(body, self.party, to->party, law));
    HD_TRY(
        const std::vector<treaty::Declared> declared,
        state_->sequencer->read([&](Road&) -> Result<std::vector<treaty::Declared>> {
          return state_->notary->declared_by(to->party).value_or(std::vector<treaty::Declared>{});
        }));
    HD_TRY_VOID(casework::check_fit(body, to->authority, declared, law));
  }
  return describe_scope(casework::scope_of(body, law));
}

json::array Node::own_legal_bases() const {
  const treaty::Treaty& embedded = treaty::Treaty::embedded();
  json::array own;
  for (const treaty::Instrument& row : state_->own_law.law.instruments()) {
    if (embedded.instrument(row.id) != nullptr) continue;
    own.push_back(json::object{{"id", row.id},
                               {"title", row.title},
                               {"status", row.status},
                               {"carries_rules", row.carries_rules},
                               {"source", json::object{{"citation", row.source.citation},
                                                       {"instrument", row.source.instrument},
                                                       {"verified", row.source.verified},
                                                       {"note", row.source.note}}}});
  }
  return own;
}

Result<ActId> Node::resolve(const std::string& reference) {
  return state_->sequencer->read([&](Road& road) -> Result<ActId> {
    HD_TRY(const RequestRow row, look_up(road, reference));
    return row.id;
  });
}

namespace {

// What the requested Party has declared, as far as it is known here, beside each request.
void add_fit(Node::State& node, const casework::CaseState& state, const treaty::Treaty& law,
             json::object& view) {
  json::array& rows = view.at("requests").as_array();
  for (std::size_t i = 0; i < state.requests.size() && i < rows.size(); ++i) {
    const casework::RequestState& request = state.requests[i];
    const auto declared = node.notary->declared_by(request.requested.party);
    rows[i].as_object()["declared"] =
        request.is_information
            ? json::array{}
            : casework::fit_view(request, declared.value_or(std::vector<treaty::Declared>{}), law);
  }
}

}  // namespace

Result<json::object> Node::request(const std::string& reference) {
  const Time now = state_->parts.clock.now();
  return state_->sequencer->read([&](Road& road) -> Result<json::object> {
    HD_TRY(const RequestRow row, look_up(road, reference));
    HD_TRY(const auto state, road.find_case(row.case_id));
    json::object view = casework::to_json(*state, road.law(), road.self().party, now);
    add_fit(*state_, *state, road.law(), view);
    view["request"] = row.id.text();
    HD_TRY(const std::optional<Ownership> owner, state_->owners->of(row.id));
    view["owner"] = owner ? json::value(json::string(owner->officer)) : json::value(nullptr);
    HD_TRY_VOID(add_receipts(*state_, road, view));
    return view;
  });
}

Result<json::object> Node::case_view(const CaseId& id) {
  const Time now = state_->parts.clock.now();
  return state_->sequencer->read([&](Road& road) -> Result<json::object> {
    HD_TRY(const auto state, road.find_case(id));
    json::object view = casework::to_json(*state, road.law(), road.self().party, now);
    add_fit(*state_, *state, road.law(), view);
    HD_TRY_VOID(add_receipts(*state_, road, view));
    return view;
  });
}

Result<Bytes> Node::signed_act(const ActId& id) {
  return state_->sequencer->read([&](Road& road) -> Result<Bytes> {
    HD_TRY(auto stored, road.archive().act(id));
    if (!stored) return Error{Code::not_found, "there is no such act on this node"};
    return std::move(stored->signed_bytes);
  });
}

Result<std::string> Node::receipt(const ActId& id, const std::optional<PartyCode>& party) {
  return state_->sequencer->read([&](Road& road) -> Result<std::string> {
    HD_TRY(auto receipts, road.archive().receipts(id));
    const auto it = party ? receipts.find(*party) : receipts.begin();
    if (it != receipts.end()) return std::move(it->second);
    return Error{Code::not_found, "no receipt has come back for this act yet"};
  });
}

Result<std::uint64_t> Node::rebuild() {
  return state_->sequencer->read([this](Road& road) -> Result<std::uint64_t> {
    HD_TRY(const std::uint64_t cases, road.rebuild());
    HD_TRY_VOID(state_->notices->watch_all());
    return cases;
  });
}

void Node::record(std::string kind, json::object event) {
  state_->sequencer->write({[kind = std::move(kind), event = std::move(event)](Road& road) mutable {
                              (void)road.record(std::move(kind), std::move(event));
                            },
                            [](const Result<Committed>&) {}});
}

Result<void> Node::record_first(std::string kind, json::object event) {
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const auto leaf, road.record(kind, event));
    (void)leaf;
    return {};
  }));
  (void)committed;
  return {};
}

Result<json::object> Node::status() {
  HD_TRY(const std::optional<Time> backed_up, state_->last_backup());
  return state_->sequencer->read(
      [&](Road& road) { return describe_health(*state_, road, backed_up); });
}

// --------------------------------------------------------------------------------------- Parties

Result<json::array> Node::parties() {
  return state_->sequencer->read([this](Road&) -> Result<json::array> {
    json::array list;
    for (const directory::Profile* profile : state_->directory->all()) {
      list.push_back(describe_party(*profile));
    }
    return list;
  });
}

Result<json::object> Node::trust(ByteView signed_profile, std::optional<std::string> fingerprint,
                                 const std::string& officer) {
  const Time now = state_->parts.clock.now();
  HD_TRY(const directory::Profile profile, directory::open_profile(signed_profile, now));
  if (profile.party == state_->parts.config.self.party) {
    return Error{Code::bad_value, "this is the node's own profile", "",
                 "Give it to other Parties; it needs no trust here."};
  }
  directory::TrustOutcome outcome{};
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(outcome, state_->directory->trust(signed_profile, fingerprint, now));
    HD_TRY(const auto leaf,
           road.record("party-trusted", {{"party", profile.party.text()},
                                         {"version", profile.version},
                                         {"fingerprint", directory::fingerprint_words(profile)},
                                         {"officer", officer}}));
    (void)leaf;
    return state_->learn_parties();
  }));
  (void)committed;
  state_->start_pullers();
  state_->retriever->poke();
  state_->sequencer->wake();
  json::object described = describe_party(profile);
  described["outcome"] = outcome == directory::TrustOutcome::added     ? "added"
                         : outcome == directory::TrustOutcome::updated ? "updated"
                                                                       : "unchanged";
  return described;
}

Result<Bytes> Node::own_profile() const {
  return own_signed_profile(state_->parts.layout);
}

std::optional<PartyCode> Node::party_of(const Digest& transport_certificate) {
  const std::lock_guard lock(state_->parties_mutex);
  for (const KnownParty& row : state_->known_parties) {
    for (const Digest& print : row.transport) {
      if (print == transport_certificate) return row.party;
    }
  }
  return std::nullopt;
}

// --------------------------------------------------------------------------------------- journal

Result<std::string> Node::checkpoint() {
  return state_->sequencer->read([this](Road&) -> Result<std::string> {
    const auto head = state_->journal->head();
    if (!head) return Error{Code::not_found, "the journal has no signed head yet"};
    return head->note;
  });
}

Result<Bytes> Node::tile(const std::string& path) {
  return state_->sequencer->read([&](Road&) { return state_->journal->tile(path); });
}

}  // namespace haidang::node
