// The mail that waits, in virtual time: each call is handed the time, and nobody waits.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "crypto/random.hpp"
#include "node/mail_book.hpp"
#include "node/notice_book.hpp"

using namespace haidang;
using namespace haidang::node;

namespace {

constexpr auto minute = std::chrono::minutes(1);

struct Desk {
  std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("haidang-mail-" + std::to_string(::getpid()));
  crypto::SystemRandom random;
  Time start = parse_time("2026-11-29T09:00:00Z").value();
  std::optional<store::Database> database;
  std::optional<NoticeBook> notices;
  std::optional<MailBook> mails;

  Desk() {
    std::filesystem::remove(file);
    database.emplace(store::Database::open(file).value());
    REQUIRE(database->execute("CREATE TABLE request(id TEXT, case_id TEXT) STRICT").ok());
    notices.emplace(NoticeBook::open(*database).value());
    mails.emplace(MailBook::open(*database, crypto::AeadKey{7}).value());
  }
  ~Desk() {
    mails.reset();
    notices.reset();
    database.reset();
    for (const char* end : {"", "-wal", "-shm"})
      std::filesystem::remove(file.string() + end);
  }
  void set_relay() {
    REQUIRE(mails
                ->set_relay({"mail.example", 587, mail::Security::starttls, "node@justice.example",
                             "node", "a secret of the relay", "-----BEGIN CERTIFICATE-----"},
                            random)
                .ok());
  }
  // A notice for the officer that counts from `at` on; its number.
  std::int64_t tell(const std::string& officer, Time at, NoticeKind kind, Mail mail = Mail::on) {
    Notice notice;
    notice.kind = kind;
    notice.request = ActId::random(random);
    notice.case_id = CaseId::random(random);
    notice.measure = "preservation";
    notice.due = at;
    notice.made_at = start;
    return notices->add(notice, {{officer, at, mail}}).value();
  }
  std::string due(Time now) {
    std::string text;
    const std::vector<MailDue> rows = mails->due(now).value();
    for (const MailDue& row : rows) {
      text +=
          row.officer + " " + std::to_string(row.waiting) + "/" + std::to_string(row.urgent) + ";";
    }
    return text;
  }
  std::optional<Time> next() { return mails->next().value(); }
};

}  // namespace

TEST_CASE("one mail tells an officer of all that counts, and of how much is urgent") {
  Desk desk;
  desk.set_relay();
  const Time later = desk.start + std::chrono::hours(1);
  CHECK_FALSE(desk.next());
  desk.tell("an", desk.start, NoticeKind::reminder);
  desk.tell("an", desk.start, NoticeKind::overdue);
  desk.tell("an", desk.start, NoticeKind::emergency);
  desk.tell("an", later, NoticeKind::reminder);  // held back by quiet hours or a digest
  desk.tell("linh", desk.start, NoticeKind::overdue, Mail::off);
  CHECK(desk.next() == desk.start);
  CHECK(desk.due(desk.start) == "an 3/2;");
  REQUIRE(desk.mails->sent("an", desk.start, desk.start).ok());
  CHECK(desk.due(desk.start).empty());
  CHECK(desk.next() == later);
  CHECK(desk.due(later) == "an 4/2;");  // what was not read still waits for him
}

TEST_CASE("what was read or settled meanwhile is mailed to nobody") {
  Desk desk;
  desk.set_relay();
  const std::int64_t read = desk.tell("an", desk.start, NoticeKind::reminder);
  const std::int64_t settled = desk.tell("an", desk.start, NoticeKind::reminder);
  REQUIRE(desk.notices->see(read, "an", desk.start).ok());
  CHECK(desk.due(desk.start) == "an 1/0;");
  REQUIRE(desk.notices->settle(settled, desk.start).ok());
  CHECK(desk.due(desk.start).empty());
  CHECK_FALSE(desk.next());
}

TEST_CASE("a relay that refuses is tried again, ever more seldom, and others do not wait for it") {
  Desk desk;
  desk.set_relay();
  desk.tell("an", desk.start, NoticeKind::reminder);
  Time now = desk.start;
  for (const int minutes : {1, 2, 4, 8, 16, 32, 60, 60}) {
    CAPTURE(minutes);
    REQUIRE(desk.due(now) == "an 1/0;");
    REQUIRE(desk.mails->failed("an", "535 5.7.8 no", now).ok());
    CHECK(desk.next() == now + minutes * minute);
    CHECK(desk.due(now + minutes * minute - Millis{1}).empty());
    now += minutes * minute;
  }
  desk.tell("linh", desk.start, NoticeKind::reminder);
  CHECK(desk.due(now - minute) == "linh 1/0;");
  const std::vector<MailTrouble> trouble = desk.mails->trouble().value();
  REQUIRE(trouble.size() == 1);
  CHECK(trouble.front().failures == 8);
  CHECK(trouble.front().reason == "535 5.7.8 no");
  desk.set_relay();  // mended: what waits is tried at once
  CHECK(desk.due(now - minute) == "an 1/0;linh 1/0;");
  REQUIRE(desk.mails->sent("an", now, now).ok());
  CHECK(desk.mails->trouble().value().empty());
}

TEST_CASE("without a relay mail waits, and what waits is known") {
  Desk desk;
  desk.tell("an", desk.start, NoticeKind::reminder);
  CHECK_FALSE(desk.next());
  CHECK(desk.mails->waiting().value() == 1);
  CHECK_FALSE(desk.mails->relay().value());
  desk.set_relay();
  CHECK(desk.next() == desk.start);
  REQUIRE(desk.mails->remove_relay().ok());
  CHECK_FALSE(desk.next());
}

TEST_CASE("the relay's password is read back, and stands nowhere in the database") {
  Desk desk;
  desk.set_relay();
  const mail::Relay relay = desk.mails->relay().value().value();
  CHECK(relay.password == "a secret of the relay");
  CHECK(relay.user == "node");
  CHECK(relay.authority == "-----BEGIN CERTIFICATE-----");
  CHECK(mail::relay_text(relay) == "smtp://mail.example:587");
  auto row = desk.database->prepare(
      "SELECT instr(relay, 'secret') + instr(password, 'secret')"
      " FROM mail_relay");
  REQUIRE(row.step().value());
  CHECK(row.integer(0) == 0);
  row.reset();
  MailBook other = MailBook::open(*desk.database, crypto::AeadKey{8}).value();
  CHECK(other.relay().error().code == Code::cannot_open);  // another key
}
