#include "http/duty_book.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "crypto/random.hpp"
#include "http/sessions.hpp"

using namespace haidang;
using namespace haidang::http;

namespace {

constexpr const char* good_password = "lighthouse over the bay";

class HandClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return time; }
  Time time = parse_time("2026-06-01T12:00:00Z").value();
};

// Accounts and the duty book in one file, as a node has them.
struct Desk {
  std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("haidang-duty-" + std::to_string(::getpid()));
  HandClock clock;
  crypto::SystemRandom random;
  std::unique_ptr<Sessions> sessions;
  std::unique_ptr<DutyBook> duty;

  Desk() {
    remove_files();
    SessionRules rules;
    rules.cost = crypto::PasswordCost::minimal_for_tests;
    sessions = Sessions::open(store::Database::open(file).value(), clock, random, rules).value();
    duty = DutyBook::open(store::Database::open(file).value()).value();
    add("an", {{"justice",
                {node::Role::central_authority, node::Role::oversight, node::Role::administrator},
                ""}});
    add("linh", {{"contact-point", {node::Role::contact_point}, ""}});
    add("keeper", {{"contact-point", {node::Role::administrator}, ""}});
  }
  ~Desk() {
    duty.reset();
    sessions.reset();
    remove_files();
  }
  void remove_files() const {
    for (const char* end : {"", "-wal", "-shm"})
      std::filesystem::remove(file.string() + end);
  }
  void add(const std::string& name, const std::vector<node::Post>& posts) {
    REQUIRE(sessions->create_officer(name, good_password, posts).ok());
  }
  std::vector<node::Post> posts_of(const std::string& name) {
    return sessions->sign_in(name, good_password, "192.0.2.1").value().session.actor.posts;
  }
};

}  // namespace

TEST_CASE("a deputy has the other's part in cases there, until then, and nothing more") {
  Desk desk;
  CHECK(desk.posts_of("linh").size() == 1);
  const Time until = desk.clock.time + std::chrono::hours(8);
  const Delegation given = desk.duty->delegate({0, "an", "linh", "justice", until}).value();
  const std::vector<node::Post> posts = desk.posts_of("linh");
  REQUIRE(posts.size() == 2);
  CHECK(posts[1].authority == "justice");
  CHECK(posts[1].in_place_of == "an");
  CHECK(posts[1].roles == node::RoleSet{node::Role::central_authority});
  CHECK(desk.posts_of("an").size() == 1);
  CHECK(desk.duty->delegations(desk.clock.time).value().size() == 1);

  desk.clock.time = until;
  CHECK(desk.posts_of("linh").size() == 1);
  CHECK(desk.duty->delegations(desk.clock.time).value().empty());
  CHECK(desk.duty->delegation(given.id).value().deputy == "linh");
}

TEST_CASE(
    "a delegation ends when it is ended, and counts for nothing while its giver is disabled") {
  Desk desk;
  const Time until = desk.clock.time + Days(7);
  const Delegation given = desk.duty->delegate({0, "an", "linh", "justice", until}).value();
  REQUIRE(desk.duty->delegate({0, "an", "linh", "elsewhere", until}).ok());
  CHECK(desk.posts_of("linh").size() == 2);  // an has no post elsewhere
  REQUIRE(desk.sessions->disable_officer("an").ok());
  CHECK(desk.posts_of("linh").size() == 1);
  REQUIRE(desk.sessions->enable_officer("an").ok());
  CHECK(desk.posts_of("linh").size() == 2);
  REQUIRE(desk.duty->end_delegation(given.id).ok());
  CHECK(desk.posts_of("linh").size() == 1);
  CHECK(desk.duty->end_delegation(given.id).error().code == Code::not_found);
}

TEST_CASE("the roster shows what is not over, by its beginning") {
  Desk desk;
  const Time noon = desk.clock.time;
  const auto add = [&](int from_hours, int until_hours) {
    return desk.duty
        ->add_shift({0, "justice", "an", noon + std::chrono::hours(from_hours),
                     noon + std::chrono::hours(until_hours)})
        .value();
  };
  const Shift later = add(8, 16);
  const Shift now = add(-1, 8);
  add(-9, 0);
  const std::vector<Shift> shifts = desk.duty->shifts(noon).value();
  REQUIRE(shifts.size() == 2);
  CHECK(shifts[0].id == now.id);
  CHECK(shifts[1].id == later.id);
  REQUIRE(desk.duty->remove_shift(now.id).ok());
  CHECK(desk.duty->remove_shift(now.id).error().code == Code::not_found);
  CHECK(desk.duty->shifts(noon).value().size() == 1);
}
