// What officers are told of, in virtual time: a node is handed the time, and nobody waits.
#include "node/scheduler.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <future>
#include <map>

#include "casework/sample.hpp"
#include "crypto/random.hpp"
#include "node/node.hpp"

using namespace haidang;
using namespace haidang::node;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

class HandClock final : public haidang::Clock {
 public:
  [[nodiscard]] Time now() const override { return Time{Millis{millis_.load()}}; }
  void set(Time time) { millis_ = time.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> millis_ =
      parse_time("2026-06-01T12:00:00Z").value().time_since_epoch().count();
};

// Brings deliveries to the other node of the test, at once.
class Direct final : public PeerLinks {
 public:
  explicit Direct(PartyCode self) : self_(std::move(self)) {}
  void join(Node& other) { other_ = &other; }

  class Link final : public PeerLink {
   public:
    explicit Link(Direct& links) : links_(links) {}
    Result<Bytes> get(const std::string&, std::stop_token) override {
      return Error{Code::peer_unreachable, "nothing is fetched in this test"};
    }
    Result<Bytes> post(const std::string&, ByteView body, std::stop_token) override {
      std::promise<Result<std::string>> promise;
      auto future = promise.get_future();
      links_.other_->receive(to_bytes(body), links_.self_,
                             [&](const Result<std::string>& answer) { promise.set_value(answer); });
      HD_TRY(const std::string answer, future.get());
      return to_bytes(answer);
    }

   private:
    Direct& links_;
  };
  Result<std::unique_ptr<PeerLink>> connect(const PeerAddress&) override {
    return std::unique_ptr<PeerLink>(std::make_unique<Link>(*this));
  }

 private:
  PartyCode self_;
  Node* other_ = nullptr;
};

struct Roster final : Staff {
  std::map<std::string, Names> at, duty, stand_in;
  static Names of(const std::map<std::string, Names>& list, const std::string& authority) {
    const auto it = list.find(authority);
    return it == list.end() ? Names{} : it->second;
  }
  Result<Names> officers_at(const std::string& authority) override { return of(at, authority); }
  Result<Names> on_duty(const std::string& authority, Time) override { return of(duty, authority); }
  Result<Names> deputies(const std::string& authority, Time) override {
    return of(stand_in, authority);
  }
};

const Actor tester{"an", {{"contact-point", case_roles, ""}}};
const Address borealia{PartyCode::parse("XB").value(), "contact-point"};

struct Desk {
  Layout layout;
  const HandClock& clock;
  Direct links;
  crypto::SystemRandom random;
  NoLog log;
  Roster roster;
  directory::Profile profile;
  std::unique_ptr<Node> node;
  std::atomic<int> told = 0;

  static NewNode plan(const std::string& code, Time now) {
    NewNode plan;
    plan.config.self = {PartyCode::parse(code).value(), "contact-point"};
    plan.config.party_name = code;
    plan.config.endpoint = "https://127.0.0.1:1";
    plan.config.heads = "heads.db";
    plan.party = {
        plan.config.self.party,
        code,
        {{"contact-point", "Contact", {"contact-point"}, {"en"}, "24/7", "Etc/UTC", "", ""},
         {"justice", "Justice", {"central-authority"}, {"en"}, "24/7", "Etc/UTC", "", ""}},
        plan.config.endpoint,
        {"127.0.0.1"},
        now};
    return plan;
  }
  Desk(const fs::path& root, const std::string& code, const HandClock& time)
      : layout{root / code},
        clock(time),
        links(PartyCode::parse(code).value()),
        profile(create_node(layout, plan(code, time.now()), "a good passphrase", random).value()) {
    roster.at = {{"contact-point", {"an", "linh", "minh"}}, {"justice", {"vu"}}};
    open();
  }
  void open() {
    node = Node::start({layout, load_config(layout).value(),
                        open_keyring(layout, "a good passphrase").value(), profile, clock, random,
                        log, links})
               .value();
  }
  // What is open, as "kind level days"; a look is a write behind what waits, so that the third
  // answer comes after it.
  Names open_for(const std::string& officer) {
    for (int i = 0; i < 3; ++i)
      (void)node->status();
    Names list;
    for (const json::value& value : own(officer)) {
      const json::object& row = value.as_object();
      if (!row.at("settled_at").is_null()) continue;
      std::string text(row.at("kind").as_string());
      if (row.at("level").is_string()) text += " " + std::string(row.at("level").as_string());
      if (row.at("days").is_int64()) text += " " + std::to_string(row.at("days").as_int64());
      list.push_back(std::move(text));
    }
    std::sort(list.begin(), list.end());
    return list;
  }
  std::int64_t unseen(const std::string& officer) const {
    return node->notices({officer, {}}).value().at("unseen").as_int64();
  }
  json::array own(const std::string& officer) const {
    return node->notices({officer, {}}).value().at("notices").as_array();
  }
};

struct World {
  fs::path root = fs::temp_directory_path() / ("haidang-notices-" + std::to_string(::getpid()));
  HandClock clock;
  std::unique_ptr<Desk> xa, xb;
  std::mutex mutex;
  std::condition_variable changed;

  World() {
    fs::remove_all(root);
    xa = std::make_unique<Desk>(root, "XA", clock);
    xb = std::make_unique<Desk>(root, "XB", clock);
    watch();
    for (auto [at, other] : {std::pair(xa.get(), xb.get()), std::pair(xb.get(), xa.get())}) {
      const Bytes theirs = other->node->own_profile().value();
      REQUIRE(at->node->trust(theirs, directory::fingerprint_words(other->profile), "test").ok());
    }
  }
  ~World() {
    for (Desk* desk : {xa.get(), xb.get()})
      desk->node->employ(nullptr);
    xa->node.reset();
    xb->node.reset();
    fs::remove_all(root);
  }
  void watch() {
    xa->links.join(*xb->node);
    xb->links.join(*xa->node);
    for (Desk* desk : {xa.get(), xb.get()}) {
      desk->node->listen([this, desk](const Event& event) {
        const std::lock_guard lock(mutex);
        if (event.name == "notice") ++desk->told;
        changed.notify_all();
        return Listening::goes_on;
      });
      desk->node->employ(&desk->roster);
    }
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
  Submitted submit(Desk& desk, casework::Command command) {
    std::promise<Result<Submitted>> promise;
    auto future = promise.get_future();
    desk.node->submit({std::move(command), "", "", tester},
                      [&](const Result<Submitted>& done) { promise.set_value(done); });
    auto done = future.get();
    if (!done.ok()) FAIL(done.error().text());
    return *done;
  }
  bool is_at(Desk& desk, const ActId& request, std::string_view status) {
    const json::object queue = desk.node->requests().value();
    for (const json::value& row : queue.at("requests").as_array()) {
      if (row.as_object().at("id").as_string() == request.text()) {
        return row.as_object().at("status").as_string() == status;
      }
    }
    return false;
  }
  Submitted asked_for_preservation() { return asked("preservation"); }
  Submitted asked(const char* measure) {
    const RequestBody body = casework::sample_request(treaty::Treaty::embedded(), measure);
    const Submitted asked =
        submit(*xa, {std::nullopt, borealia, ActKind::request, std::nullopt, write_body(body)});
    wait_until([&] { return is_at(*xb, asked.request, "sent"); });
    return asked;
  }
  void say(Desk& desk, Desk& other, const Submitted& about, ActKind kind, json::object body,
           std::string_view status) {
    submit(desk, {about.case_id, std::nullopt, kind, about.request, std::move(body)});
    wait_until([&] { return is_at(other, about.request, status); });
  }
};

}  // namespace

TEST_CASE(
    "a request that nobody acknowledges goes from who is on duty to the deputy, then upwards") {
  World world;
  Desk& xb = *world.xb;
  xb.roster.duty["contact-point"] = {"linh"};
  xb.roster.stand_in["contact-point"] = {"minh"};
  const Time start = world.clock.now();
  const Submitted asked = world.asked_for_preservation();
  world.wait_until([&] { return xb.told == 1; });
  CHECK(xb.open_for("linh") == Names{"unacknowledged on-duty"});
  CHECK(xb.open_for("an").empty());

  world.clock.set(start + Days{1});
  CHECK(xb.open_for("minh") == Names{"unacknowledged deputy"});
  CHECK(xb.open_for("vu").empty());
  world.clock.set(start + Days{2});
  CHECK(xb.open_for("vu") == Names{"unacknowledged central-authority"});
  world.clock.set(start + Days{30});
  CHECK(xb.open_for("vu").size() == 1);
  CHECK(xb.told == 3);
  CHECK(world.is_at(xb, asked.request, "sent"));  // silence changes nothing

  world.say(xb, *world.xa, asked, ActKind::acknowledge, write_body(NoteBody{"read", {}}),
            "acknowledged");
  for (const char* officer : {"linh", "minh", "vu"}) {
    CHECK(xb.open_for(officer).empty());
    CHECK(xb.own(officer).size() == 1);  // settled, and still there to read
  }
  CHECK(world.xa->own("an").empty());
}

TEST_CASE("both sides are reminded at 30, 14, 7 and 1 days, each once, restarts included") {
  World world;
  const Submitted asked = world.asked_for_preservation();
  const Time until = world.clock.now() + Days{90};
  world.say(*world.xb, *world.xa, asked, ActKind::preserved, write_body(PreservedBody{until, ""}),
            "preserved");
  CHECK(world.xa->open_for("an").empty());
  for (const int days : {30, 14, 7, 1}) {
    CAPTURE(days);
    world.clock.set(until - Days{days});
    for (Desk* desk : {world.xa.get(), world.xb.get()}) {
      CHECK(desk->open_for("an") == Names{"reminder " + std::to_string(days)});
      CHECK(desk->open_for("minh").size() == 1);
    }
    const int told = world.xa->told;
    world.xa->node->employ(nullptr);
    world.xa->node.reset();
    world.xa->open();
    world.watch();
    CHECK(world.xa->open_for("an").size() == 1);
    CHECK(world.xa->told == told);
  }
  world.clock.set(until);
  CHECK(world.xa->open_for("an") == Names{"overdue on-duty"});
  CHECK(world.is_at(*world.xa, asked.request, "preserved"));
}

TEST_CASE("whoever took the request is reminded first, and on the last day everybody is") {
  World world;
  const Submitted asked = world.asked_for_preservation();
  const Time until = world.clock.now() + Days{90};
  world.say(*world.xb, *world.xa, asked, ActKind::preserved, write_body(PreservedBody{until, ""}),
            "preserved");
  const Actor linh{"linh", {{"contact-point", case_roles, ""}}};
  Desk& xa = *world.xa;
  REQUIRE(xa.node->hand_over(asked.request.text(), {linh}, linh).ok());
  world.clock.set(until - Days{30});
  CHECK(xa.open_for("linh") == Names{"reminder 30"});
  CHECK(xa.open_for("an").empty());
  CHECK(world.xb->open_for("an") == Names{"reminder 30"});  // nobody took it there
  REQUIRE(xa.node->hand_over(asked.request.text(), {std::nullopt}, linh).ok());
  world.clock.set(until - Days{14});
  CHECK(xa.open_for("an") == Names{"reminder 14"});
  const Actor gone{"gone", linh.posts};  // can sign in no longer
  REQUIRE(xa.node->hand_over(asked.request.text(), {gone}, gone).ok());
  world.clock.set(until - Days{7});
  CHECK(xa.open_for("an") == Names{"reminder 7"});
  REQUIRE(xa.node->hand_over(asked.request.text(), {linh, "gone"}, linh).ok());
  world.clock.set(until - Days{1});
  CHECK(xa.open_for("linh") == Names{"reminder 1"});
  CHECK(xa.open_for("an") == Names{"reminder 1"});
}

TEST_CASE(
    "an emergency that nobody opens reaches the deputy and the central authority within an hour") {
  World world;
  Desk& xb = *world.xb;
  xb.roster.duty["contact-point"] = {"linh"};
  xb.roster.stand_in["contact-point"] = {"minh"};
  json::object chosen = xb.node->notice_preferences({"linh", {}}).value();
  chosen["quiet"] = json::object{{"from", "00:00"}, {"until", "23:59"}};
  chosen["measures"] = json::array{"preservation"};
  REQUIRE(xb.node->choose_notices(chosen, {"linh", {}}).ok());
  const Time start = world.clock.now();
  (void)world.asked("emergency-data");
  world.wait_until([&] { return xb.told == 1; });
  CHECK(xb.open_for("linh") == Names{"emergency on-duty"});
  CHECK(xb.unseen("linh") == 1);  // in the middle of quiet hours, and of another measure
  world.clock.set(start + std::chrono::minutes(29));
  CHECK(xb.open_for("minh").empty());
  world.clock.set(start + std::chrono::minutes(30));
  CHECK(xb.open_for("minh") == Names{"emergency deputy"});
  CHECK(xb.open_for("vu").empty());
  world.clock.set(start + std::chrono::minutes(60));
  CHECK(xb.open_for("vu") == Names{"emergency central-authority"});
  CHECK(xb.open_for("minh").size() == 1);  // it holds until the request moves
  CHECK(xb.told == 3);
}

TEST_CASE("an emergency that somebody opens goes up only by the long step") {
  World world;
  Desk& xb = *world.xb;
  xb.roster.duty["contact-point"] = {"linh"};
  xb.roster.stand_in["contact-point"] = {"minh"};
  const Time start = world.clock.now();
  (void)world.asked("emergency-data");
  world.wait_until([&] { return xb.told == 1; });
  const std::int64_t id = xb.own("linh").at(0).as_object().at("id").as_int64();
  REQUIRE(xb.node->see_notices({id}, {"linh", {}}).ok());
  world.clock.set(start + std::chrono::hours(23));
  CHECK(xb.open_for("minh").empty());
  world.clock.set(start + Days{1});
  CHECK(xb.open_for("minh") == Names{"emergency deputy"});
}

TEST_CASE("what an officer chose decides what reaches him, and quiet hours hold it back") {
  World world;
  Desk& xb = *world.xb;  // 12:00 in UTC, nobody on the roster: all three are told
  json::object quiet = xb.node->notice_preferences({"an", {}}).value();
  CHECK(quiet.at("time_zone").as_string() == "Etc/UTC");
  quiet["quiet"] = json::object{{"from", "11:00"}, {"until", "13:00"}};
  REQUIRE(xb.node->choose_notices(quiet, {"an", {}}).ok());
  json::object without = xb.node->notice_preferences({"linh", {}}).value();
  without["without"] = json::array{"unacknowledged"};
  REQUIRE(xb.node->choose_notices(without, {"linh", {}}).ok());
  CHECK(xb.node->notice_preferences({"linh", {}}).value() == without);
  without["measures"] = json::array{"no-such-measure"};
  CHECK(xb.node->choose_notices(without, {"linh", {}}).error().code == Code::unknown_measure);

  const Time start = world.clock.now();
  (void)world.asked_for_preservation();
  world.wait_until([&] { return xb.told == 1; });
  CHECK(xb.open_for("linh").empty());
  CHECK(xb.unseen("minh") == 1);
  CHECK(xb.open_for("an").size() == 1);  // it stands in his list, and does not count yet
  CHECK(xb.unseen("an") == 0);
  const json::object held = xb.node->notices({"an", {}}).value();
  CHECK(held.at("next_told_at").as_string() == format_time(start + std::chrono::hours(1)));
  world.clock.set(start + std::chrono::hours(1));
  CHECK(xb.unseen("an") == 1);
  CHECK(xb.node->notices({"an", {}}).value().at("next_told_at").is_null());
}

TEST_CASE("an officer has seen his own notices; another's are not his") {
  World world;
  Desk& xb = *world.xb;
  xb.roster.duty["contact-point"] = {"linh"};
  (void)world.asked_for_preservation();
  world.wait_until([&] { return xb.told == 1; });
  const std::int64_t id = xb.own("linh").at(0).as_object().at("id").as_int64();
  CHECK(xb.node->see_notices({id}, {"an", {}}).error().code == Code::not_found);
  const json::object seen = xb.node->see_notices({id}, {"linh", {}}).value();
  CHECK(seen.at("unseen").as_int64() == 0);
  const json::object row = seen.at("notices").as_array().at(0).as_object();
  CHECK(row.at("seen_at").as_string() == format_time(world.clock.now()));
  CHECK(row.at("settled_at").is_null());  // seeing is not answering
}

TEST_CASE("a notice that reaches nobody is a finding, and made all the same") {
  World world;
  world.xb->roster.at.clear();
  (void)world.asked_for_preservation();
  world.wait_until([&] { return world.xb->told == 1; });
  const json::object status = world.xb->node->status().value();
  REQUIRE(status.at("notices").as_array().size() == 1);
  CHECK(status.at("notices").as_array().at(0).as_object().at("officers").as_array().empty());
  CHECK(json::serialize(status.at("findings")).find("reached nobody") != std::string::npos);
}
