// Two real nodes in one process, linked directly instead of over HTTP: real keys, real SQLite
// files, real evidence. The same path over real TLS is walked by `haidang demo --check`.
#include "node/node.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <future>

#include "base/durable_file.hpp"
#include "casework/sample.hpp"
#include "crypto/cms.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "proof/verify.hpp"

using namespace haidang;
using namespace haidang::node;
namespace fs = std::filesystem;

namespace {

// Carries calls to the other node of the test; can be cut.
class DirectLinks final : public PeerLinks {
 public:
  explicit DirectLinks(PartyCode self) : self_(std::move(self)) {}
  void join(Node& other) { other_ = &other; }
  void cut() { cut_ = true; }
  void mend() { cut_ = false; }
  // As a node answers that cannot read the act, whatever is sent.
  void answer_instead(std::string text) {
    const std::lock_guard lock(mutex_);
    instead_ = std::move(text);
  }

  class Link final : public PeerLink {
   public:
    Link(DirectLinks& links) : links_(links) {}
    Result<Bytes> get(const std::string& target, std::stop_token) override {
      if (links_.cut_) return Error{Code::peer_unreachable, "the cable is cut"};
      const std::string prefix = "/exchange/v1/items/";
      REQUIRE(target.starts_with(prefix));
      HD_TRY(const ItemId item, ItemId::parse(target.substr(prefix.size(), 32)));
      const std::string rest = target.substr(prefix.size() + 32);
      if (rest == "/digests") return links_.other_->chunk_digests(item, links_.self_);
      return links_.other_->chunk(item, std::stoull(rest.substr(8)), links_.self_);
    }
    Result<Bytes> post(const std::string&, ByteView body, std::stop_token) override {
      if (links_.cut_) return Error{Code::peer_unreachable, "the cable is cut"};
      if (const std::string text = links_.instead(); !text.empty()) return to_bytes(text);
      std::promise<Result<std::string>> promise;
      auto future = promise.get_future();
      links_.other_->receive(to_bytes(body), links_.self_,
                             [&](const Result<std::string>& answer) { promise.set_value(answer); });
      HD_TRY(const std::string answer, future.get());
      return to_bytes(answer);
    }

   private:
    DirectLinks& links_;
  };
  Result<std::unique_ptr<PeerLink>> connect(const PeerAddress&) override {
    return std::unique_ptr<PeerLink>(std::make_unique<Link>(*this));
  }

 private:
  std::string instead() {
    const std::lock_guard lock(mutex_);
    return instead_;
  }

  PartyCode self_;
  Node* other_ = nullptr;
  std::mutex mutex_;
  std::string instead_;
  std::atomic<bool> cut_ = false;
};

struct Side {
  Layout layout;
  DirectLinks links;
  SystemClock clock;
  crypto::SystemRandom random;
  NoLog log;
  directory::Profile profile;
  std::unique_ptr<Node> node;

  static NewNode plan(const std::string& code) {
    NewNode plan;
    plan.config.self = {PartyCode::parse(code).value(), "contact-point"};
    plan.config.party_name = code;
    plan.config.endpoint = "https://127.0.0.1:1";
    plan.config.heads = "heads.db";
    plan.party = {
        plan.config.self.party,
        code,
        {{"contact-point", "Contact point", {"contact-point"}, {"en"}, "24/7", "Etc/UTC", "", ""}},
        plan.config.endpoint,
        {"127.0.0.1"},
        SystemClock{}.now()};
    return plan;
  }
  Side(const fs::path& root, const std::string& code)
      : layout{root / code},
        links(PartyCode::parse(code).value()),
        profile(create_node(layout, plan(code), "a good passphrase", random).value()) {
    open();
  }
  void open() {
    node = Node::start({layout, load_config(layout).value(),
                        open_keyring(layout, "a good passphrase").value(), profile, clock, random,
                        log, links})
               .value();
  }
};

const Actor tester{"tester", {{"contact-point", case_roles, ""}}};

// Both sides, pinned to each other; waits for events instead of sleeping.
struct World {
  fs::path root = fs::temp_directory_path() / ("haidang-node-" + std::to_string(::getpid()));
  std::unique_ptr<Side> xa;
  std::unique_ptr<Side> xb;
  std::mutex mutex;
  std::condition_variable changed;

  World() {
    fs::remove_all(root);
    xa = std::make_unique<Side>(root, "XA");
    xb = std::make_unique<Side>(root, "XB");
    link();
    pin(*xa, *xb);
    pin(*xb, *xa);
  }
  ~World() {
    xa->node.reset();
    xb->node.reset();
    fs::remove_all(root);
  }
  void link() {
    xa->links.join(*xb->node);
    xb->links.join(*xa->node);
    for (Side* side : {xa.get(), xb.get()}) {
      side->node->listen([this](const Event&) {
        const std::lock_guard lock(mutex);
        changed.notify_all();
        return Listening::goes_on;
      });
    }
  }
  static void pin(Side& at, Side& other) {
    const Bytes profile = other.node->own_profile().value();
    CHECK(at.node->trust(profile, std::nullopt, "test").error().code == Code::fingerprint_mismatch);
    REQUIRE(at.node->trust(profile, directory::fingerprint_words(other.profile), "test").ok());
  }
  template <class F>
  void wait_until(F reached) {
    for (int checks = 0; checks < 600; ++checks) {
      if (reached()) return;
      std::unique_lock lock(mutex);
      changed.wait_for(lock, std::chrono::milliseconds(50));
    }
    FAIL("the nodes did not get there");
  }
  std::string status_at(Side& side, const ActId& request) {
    const auto queue = side.node->requests();
    for (const json::value& row : queue.value().at("requests").as_array()) {
      if (row.as_object().at("id").as_string() == request.text()) {
        return std::string(row.as_object().at("status").as_string());
      }
    }
    return "";
  }
  Submitted submit(Side& side, casework::Command command) {
    std::promise<Result<Submitted>> promise;
    auto future = promise.get_future();
    side.node->submit({std::move(command), "", "", tester},
                      [&](const Result<Submitted>& done) { promise.set_value(done); });
    auto done = future.get();
    if (!done.ok()) FAIL(done.error().text());
    return *done;
  }
};

RequestBody preservation() {
  return casework::sample_request(treaty::Treaty::embedded(), "preservation");
}

RequestBody stored_data(const ActId& relies_on) {
  RequestBody body = casework::sample_request(treaty::Treaty::embedded(), "stored-data");
  body.relies_on = relies_on;
  return body;
}

casework::Command about(const Submitted& request, ActKind kind, json::object body) {
  return {request.case_id, std::nullopt, kind, request.request, std::move(body)};
}

const Address borealia{PartyCode::parse("XB").value(), "contact-point"};

fs::path make_file(const fs::path& path, std::size_t bytes) {
  std::ofstream out(path, std::ios::binary);
  for (std::size_t i = 0; i < bytes; ++i)
    out.put(static_cast<char>(i * 31 % 251));
  return path;
}

NewItem ingest_at(Side& side, const ActId& request, const fs::path& file) {
  auto ingested = vault::ingest(file, side.node->evidence_folder(), ItemId::random(side.random),
                                side.random, {}, {})
                      .value();
  NewItem item;
  item.request = request;
  item.key = ingested.key;
  item.facts.id = ingested.geometry.item;
  item.facts.name = file.filename().string();
  item.facts.size = ingested.geometry.size;
  item.facts.sha256 = ingested.sha256;
  item.facts.chunk_size = ingested.geometry.chunk_size;
  item.facts.chunk_count = ingested.geometry.chunk_count();
  item.facts.chunk_root = ingested.chunk_root;
  return item;
}

}  // namespace

TEST_CASE("one State asks, another preserves, delivers evidence, and a package verifies") {
  World world;
  const Submitted asked = world.submit(*world.xa, {std::nullopt, borealia, ActKind::request,
                                                   std::nullopt, write_body(preservation())});
  world.wait_until([&] { return world.status_at(*world.xb, asked.request) == "sent"; });
  world.submit(*world.xb, about(asked, ActKind::acknowledge, write_body(NoteBody{"read", {}})));
  world.submit(*world.xb, about(asked, ActKind::accept, write_body(NoteBody{"", {}})));
  const PreservedBody held{world.xb->clock.now() + Days(90), ""};
  world.submit(*world.xb, about(asked, ActKind::preserved, write_body(held)));
  world.wait_until([&] { return world.status_at(*world.xa, asked.request) == "preserved"; });

  const Submitted wanted =
      world.submit(*world.xa, {asked.case_id, std::nullopt, ActKind::request, std::nullopt,
                               write_body(stored_data(asked.request))});
  world.wait_until([&] { return world.status_at(*world.xb, wanted.request) == "sent"; });
  const fs::path file = make_file(world.root / "disk.img", 9'000'001);
  const NewItem item = ingest_at(*world.xb, wanted.request, file);
  const auto added = world.xb->node->add_item(item, tester);
  if (!added.ok()) FAIL(added.error().text());
  CHECK(world.xb->node->deliver(wanted.request, {}, tester).error().code ==
        Code::not_in_this_state);
  world.submit(*world.xb, about(wanted, ActKind::accept, write_body(NoteBody{"", {}})));
  const auto delivered = world.xb->node->deliver(wanted.request, {}, tester);
  if (!delivered.ok()) FAIL(delivered.error().text());
  world.wait_until([&] { return world.status_at(*world.xb, wanted.request) == "retrieved"; });
  world.wait_until([&] { return world.status_at(*world.xa, wanted.request) == "retrieved"; });

  const auto package = world.xa->node->make_package(asked.case_id, {}, "lawyer");
  if (!package.ok()) FAIL(package.error().text());
  const fs::path folder(std::string(package->at("folder").as_string()));
  const proof::Report report = proof::verify_package(folder, {});
  CAPTURE(proof::report_text(report));
  CHECK(report.verdict == proof::Verdict::unaltered);
  CHECK(world.xb->node->chunk(item.facts.id, 0, PartyCode::parse("XC").value()).error().code ==
        Code::not_entitled);
}

TEST_CASE("more items than one act holds are delivered in several, and arrive together") {
  World world;
  const Submitted asked = world.submit(
      *world.xa, {std::nullopt, borealia, ActKind::request, std::nullopt,
                  write_body(casework::sample_request(treaty::Treaty::embedded(), "stored-data"))});
  world.wait_until([&] { return world.status_at(*world.xb, asked.request) == "sent"; });
  world.submit(*world.xb, about(asked, ActKind::accept, write_body(NoteBody{"", {}})));
  constexpr std::size_t items = 12;
  for (std::size_t i = 0; i < items; ++i) {
    const fs::path file = make_file(world.root / fmt::format("{}.txt", i), 1000 + i);
    NewItem item = ingest_at(*world.xb, asked.request, file);
    item.facts.note = std::string(15'000, 'n');
    if (const auto added = world.xb->node->add_item(item, tester); !added.ok()) {
      FAIL(added.error().text());
    }
  }
  DeliveryTerms for_approval;
  for_approval.saying = Saying::as_a_draft;
  CHECK(world.xb->node->draft_delivery(asked.request, for_approval, tester).error().code ==
        Code::too_large);
  const auto delivered = world.xb->node->deliver(asked.request, {}, tester);
  if (!delivered.ok()) FAIL(delivered.error().text());
  world.wait_until([&] { return world.status_at(*world.xa, asked.request) == "retrieved"; });
  const json::object view = world.xa->node->case_view(asked.case_id).value();
  const json::object request = view.at("requests").as_array().at(0).as_object();
  CHECK(request.at("items").as_array().size() == items);
  CHECK(!request.at("more_follows").as_bool());
  const json::array& timeline = view.at("timeline").as_array();
  CHECK(std::count_if(timeline.begin(), timeline.end(), [](const json::value& row) {
          return row.as_object().at("kind").as_string() == "deliver";
        }) == 2);
}

TEST_CASE("a cut cable loses nothing: what was sent meanwhile arrives once it is mended") {
  World world;
  world.xa->links.cut();
  const Submitted asked = world.submit(*world.xa, {std::nullopt, borealia, ActKind::request,
                                                   std::nullopt, write_body(preservation())});
  world.wait_until([&] {
    const auto status = world.xa->node->status();
    return status->at("backlog").as_array().at(0).as_object().at("failures").as_int64() > 0;
  });
  world.xa->node.reset();
  world.xa->open();  // a restart in between changes nothing
  world.link();
  world.xa->links.mend();
  world.wait_until([&] { return world.status_at(*world.xb, asked.request) == "sent"; });
  world.wait_until([&] { return world.xa->node->receipt(asked.act, {}).ok(); });
  CHECK(world.xa->node->rebuild().value() == 1);
  CHECK(world.status_at(*world.xa, asked.request) == "sent");
}

TEST_CASE("whoever looks on is told that a delivery did not get through") {
  std::atomic<int> told = 0;
  World world;
  world.xa->node->listen([&](const Event& event) {
    if (event.name == "backlog" && event.data.at("party").as_string() == "XB") ++told;
    return Listening::goes_on;
  });
  world.xa->links.cut();
  world.submit(*world.xa, {std::nullopt, borealia, ActKind::request, std::nullopt,
                           write_body(preservation())});
  world.wait_until([&] { return told > 0; });
  const json::value row = world.xa->node->status()->at("backlog").as_array().at(0);
  CHECK(row.at("failures").to_number<int>() >= 1);
}

TEST_CASE(
    "an act that cannot be taken is set aside, stays so over a restart, and is sent when told") {
  World world;
  world.xa->links.cut();
  const Submitted asked = world.submit(*world.xa, {std::nullopt, borealia, ActKind::request,
                                                   std::nullopt, write_body(preservation())});
  const Digest digest = crypto::sha256(world.xa->node->signed_act(asked.act).value());
  const exchange::Answer no{{}, {{digest, code_text(Code::unsupported_version), "too new"}}};
  world.xa->links.answer_instead(exchange::write_answer(no));
  world.xa->links.mend();
  const auto parked = [&] { return world.xa->node->status()->at("parked").as_array(); };
  world.wait_until([&] { return parked().size() == 1; });
  const json::object row = parked().at(0).as_object();
  CHECK(row.at("act").as_string() == asked.act.text());
  CHECK(row.at("code").as_string() == code_text(Code::unsupported_version));

  world.xa->node.reset();
  world.xa->links.answer_instead("");
  world.xa->open();
  world.link();
  CHECK(parked().size() == 1);
  const auto about_it = write_body(NoteBody{"more", {}});
  const Submitted behind = world.submit(*world.xa, about(asked, ActKind::notify, about_it));
  REQUIRE(parked().size() == 2);
  CHECK(parked().at(1).as_object().at("act").as_string() == behind.act.text());
  CHECK(!world.xa->node->receipt(asked.act, {}).ok());
  CHECK(world.xa->node->forget(borealia.party, Node::OpenCases::refuse, "an").error().code ==
        Code::not_in_this_state);

  REQUIRE(world.xa->node->retry_outbox(borealia.party, "an").ok());
  world.wait_until([&] { return world.xa->node->receipt(behind.act, {}).ok(); });
  CHECK(world.xa->node->receipt(asked.act, {}).ok());
  CHECK(parked().empty());
}

TEST_CASE("a rotation comes into force whole at the next start, wherever it was interrupted") {
  World world;
  const directory::Profile before = world.xa->profile;
  Node& node = *world.xa->node;
  CHECK(node.rotate_keys("another one", "an").error().code == Code::bad_passphrase);
  CHECK(!rotation_staged(world.xa->layout));
  REQUIRE(node.rotate_keys("a good passphrase", "an").ok());
  CHECK(node.rotate_keys("a good passphrase", "an").error().code == Code::already_exists);
  CHECK(take_staged_keys(world.xa->layout).error().code == Code::locked);
  world.xa->node.reset();
  const Bytes keys = read_file(world.xa->layout.next_keys(), 1 << 20).value();
  REQUIRE(take_staged_keys(world.xa->layout).ok());
  // Died after the new keys were written and before the staged ones were removed.
  REQUIRE(
      write_durable(world.xa->layout.next_profile(), own_signed_profile(world.xa->layout).value())
          .ok());
  REQUIRE(write_durable(world.xa->layout.next_keys(), keys).ok());
  REQUIRE(take_staged_keys(world.xa->layout).ok());
  CHECK(!rotation_staged(world.xa->layout));
  const Bytes signed_profile = own_signed_profile(world.xa->layout).value();
  const directory::Profile after = directory::reopen_profile(signed_profile).value();
  CHECK(after.version == before.version + 1);
  CHECK(after.keys.signing.fingerprint() == before.next_keys->signing.fingerprint());
  const Keyring keyring = open_keyring(world.xa->layout, "a good passphrase").value();
  REQUIRE(keyring.keys.former_sealing.size() == 1);
  CHECK(keyring.keys.former_sealing[0].certificate.fingerprint() ==
        before.keys.sealing.fingerprint());
  world.xa->profile = after;
  world.xa->open();
  world.link();
  // XB knows the new keys from the profile it pinned before.
  const Submitted asked = world.submit(*world.xa, {std::nullopt, borealia, ActKind::request,
                                                   std::nullopt, write_body(preservation())});
  world.wait_until([&] { return world.xa->node->receipt(asked.act, {}).ok(); });
  const Bytes update = world.xa->node->own_profile().value();
  CHECK(world.xb->node->trust(update, std::nullopt, "an").value().at("outcome") == "updated");
  world.submit(*world.xb, about(asked, ActKind::acknowledge, write_body(NoteBody{"read", {}})));
  world.wait_until([&] { return world.status_at(*world.xa, asked.request) == "acknowledged"; });
}

TEST_CASE("what one officer drafts another one says, to the byte; nobody both") {
  World world;
  Node& node = *world.xa->node;
  const Actor an{"an", tester.posts};
  const auto rule = parse_four_eyes("request:preservation", treaty::Treaty::embedded()).value();
  REQUIRE(node.set_four_eyes({rule}, "keeper").ok());
  const Statement request{
      {std::nullopt, borealia, ActKind::request, std::nullopt, write_body(preservation())},
      "",
      "",
      tester};
  std::promise<Result<Submitted>> direct;
  node.submit(request, [&](const Result<Submitted>& done) { direct.set_value(done); });
  CHECK(direct.get_future().get().error().code == Code::not_permitted);

  const json::object draft = node.make_draft(request).value();
  const std::string id(draft.at("id").as_string());
  const Digest digest = parse_digest(std::string(draft.at("sha256").as_string())).value();
  CHECK(crypto::sha256(as_bytes(std::string(draft.at("text").as_string()))) == digest);
  CHECK(node.approve(id, digest, tester).error().code == Code::not_permitted);
  CHECK(node.approve(id, Digest{}, an).error().code == Code::not_in_this_state);
  const Actor overseer{"vu", {{"contact-point", {Role::oversight}, ""}}};
  CHECK(node.approve(id, digest, overseer).error().code == Code::not_permitted);
  const Submitted said = node.approve(id.substr(0, 8), digest, an).value();
  CHECK(node.approve(id, digest, an).error().code == Code::not_in_this_state);
  CHECK(node.reject(id, "too late", an).error().code == Code::not_in_this_state);
  world.wait_until([&] { return world.status_at(*world.xb, said.request) == "sent"; });

  const auto opened = crypto::open_signed(node.signed_act(said.act).value(), 1 << 20).value();
  const Act act = parse_act(as_text(opened.content)).value();
  CHECK(act.officer == "tester");
  CHECK(std::string(draft.at("text").as_string()).find(canonical(act.body)) != std::string::npos);

  const json::object second = node.make_draft(request).value();
  const std::string other(second.at("id").as_string());
  CHECK(node.reject(other, "not needed", an).value().at("state") == "rejected");
  CHECK(node.approve(other, parse_digest(std::string(second.at("sha256").as_string())).value(), an)
            .error()
            .code == Code::not_in_this_state);
  // Without four eyes nothing changes.
  REQUIRE(node.set_four_eyes({}, "keeper").ok());
  world.submit(*world.xa, request.command);
  CHECK(load_config(world.xa->layout).value().four_eyes.empty());
}

TEST_CASE("a request is taken, given and given back here, and the other State learns nothing") {
  World world;
  const Submitted asked = world.submit(*world.xa, {std::nullopt, borealia, ActKind::request,
                                                   std::nullopt, write_body(preservation())});
  world.wait_until([&] { return world.status_at(*world.xb, asked.request) == "sent"; });
  Node& node = *world.xb->node;
  const std::string id = asked.request.text();
  const Actor linh{"linh", {{"contact-point", {Role::contact_point}, ""}}};
  const Actor an{"an", {{"contact-point", {Role::contact_point}, ""}}};
  const Actor keeper{"keeper", {{"contact-point", {Role::administrator}, ""}}};
  const auto owner = [&] { return node.request(id).value().at("owner"); };
  CHECK(owner().is_null());
  CHECK(node.hand_over(id, {linh}, linh).value().at("owner").as_string() == "linh");
  const std::string head = node.checkpoint().value();
  CHECK(node.hand_over(id.substr(0, 8), {linh}, linh).ok());  // again: as it is, and no entry
  CHECK(node.checkpoint().value() == head);
  const Error taken = node.hand_over(id, {an}, an).error();
  CHECK(taken.code == Code::not_in_this_state);
  CHECK(taken.what.find("linh") != std::string::npos);
  CHECK(taken.next.find("--from linh") != std::string::npos);
  CHECK(node.hand_over(id, {std::nullopt}, an).error().code == Code::not_in_this_state);
  CHECK(node.hand_over(id, {an, "somebody"}, an).error().code == Code::not_in_this_state);
  CHECK(node.hand_over(id, {keeper}, linh).error().code == Code::not_permitted);
  CHECK(node.hand_over(id, {an}, keeper).error().code == Code::not_permitted);
  CHECK(node.hand_over("ffffffff", {an}, an).error().code == Code::unknown_request);
  CHECK(owner().as_string() == "linh");
  CHECK(node.hand_over(id, {an, "linh"}, an).ok());  // knowingly
  CHECK(owner().as_string() == "an");
  const json::object told = node.owner(id, {linh, an, keeper}).value();
  CHECK(told.at("may_take").as_array() == json::array{"linh", "an"});
  CHECK(told.at("since").is_string());
  const QueuePage mine{.view = "mine", .officer = "an"};
  CHECK(node.requests(mine).value().at("total").to_number<int>() == 1);
  CHECK(node.rebuild().value() == 1);
  CHECK(owner().as_string() == "an");  // no projection of acts: it stays
  CHECK(node.hand_over(id, {std::nullopt}, an).value().at("owner").is_null());
  CHECK(node.requests(mine).value().at("total").to_number<int>() == 0);
  const json::array entries =
      node.entries({.kind = "request-owner", .limit = 10}).value().at("entries").as_array();
  REQUIRE(entries.size() == 3);
  const json::object& last = entries.at(0).as_object().at("event").as_object();
  CHECK((last.at("owner").is_null() && last.at("former") == "an" && last.at("officer") == "an"));
  CHECK(world.xa->node->request(id).value().at("owner").is_null());
  CHECK(node.custody(asked.case_id).value().empty());  // and no package tells it
}

TEST_CASE("a data directory serves one process, and a wrong passphrase opens nothing") {
  World world;
  const auto second =
      Node::start({world.xa->layout, load_config(world.xa->layout).value(),
                   open_keyring(world.xa->layout, "a good passphrase").value(), world.xa->profile,
                   world.xa->clock, world.xa->random, world.xa->log, world.xa->links});
  CHECK(second.error().code == Code::locked);
  CHECK(open_keyring(world.xa->layout, "another one").error().code == Code::bad_passphrase);
  CHECK(create_node(world.xa->layout, Side::plan("XA"), "a good passphrase", world.xa->random)
            .error()
            .code == Code::already_exists);
}
