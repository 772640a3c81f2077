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

constexpr auto one_minute = std::chrono::minutes(1);

struct Desk {
  std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("haidang-mail-" + std::to_string(::getpid()));
  crypto::SystemRandom random;
  std::string address = "an@justice.example";
  Digest right{7};
  Digest wrong{8};
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
    for (const char* officer : {"an", "linh"}) {
      choose(officer, address);
      confirm(officer, address, start);
    }
  }
  void choose(const std::string& officer, const std::string& mail_to) {
    NoticePreferences chosen{.without = {}, .mail = Mail::on, .mail_to = mail_to};
    REQUIRE(notices->choose(officer, chosen).ok());
  }
  void confirm(const std::string& officer, const std::string& mail_to, Time now) {
    REQUIRE(mails->keep_code(officer, mail_to, right, now).ok());
    REQUIRE(mails->spend_code(officer, mail_to, right, now).ok());
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
    CHECK(desk.next() == now + minutes * one_minute);
    CHECK(desk.due(now + minutes * one_minute - Millis{1}).empty());
    now += minutes * one_minute;
  }
  desk.tell("linh", desk.start, NoticeKind::reminder);
  CHECK(desk.due(now - one_minute) == "linh 1/0;");
  const std::vector<MailTrouble> trouble = desk.mails->trouble().value();
  REQUIRE(trouble.size() == 1);
  CHECK(trouble.front().failures == 8);
  CHECK(trouble.front().reason == "535 5.7.8 no");
  desk.set_relay();  // mended: what waits is tried at once
  CHECK(desk.due(now - one_minute) == "an 1/0;linh 1/0;");
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

TEST_CASE("nothing is mailed to an address before its code has come back") {
  Desk desk;
  desk.set_relay();
  const std::string other = "an@elsewhere.example";
  desk.choose("an", other);
  desk.tell("an", desk.start, NoticeKind::overdue);
  CHECK_FALSE(desk.mails->standing("an", other, desk.start).value().is_confirmed);
  CHECK(desk.due(desk.start).empty());
  CHECK_FALSE(desk.next());
  CHECK(desk.mails->waiting().value() == 1);  // it waits, and is known to
  desk.confirm("an", other, desk.start);
  CHECK(desk.due(desk.start) == "an 1/1;");
  CHECK(desk.next() == desk.start);
  CHECK(desk.mails->unconfirmed().value().empty());
  desk.choose("an", desk.address);  // once confirmed, and another one since
  CHECK(desk.mails->unconfirmed().value() == std::vector<std::string>{"an"});
  CHECK(desk.due(desk.start).empty());
}

TEST_CASE("a code is good once, for its address alone, for a day, and for few tries") {
  Desk desk;
  const std::string other = "an@elsewhere.example";
  const auto spend = [&](const Digest& code, Time now) {
    const auto spent = desk.mails->spend_code("an", other, code, now);
    return spent.ok() ? Code::internal : spent.error().code;
  };
  CHECK(spend(desk.right, desk.start) == Code::not_in_this_state);
  REQUIRE(desk.mails->keep_code("an", other, desk.right, desk.start).ok());
  CHECK(desk.mails->standing("an", other, desk.start).value().code_sent_at == desk.start);
  CHECK(desk.mails->spend_code("linh", other, desk.right, desk.start).error().code ==
        Code::not_in_this_state);
  CHECK(desk.mails->spend_code("an", desk.address, desk.right, desk.start).error().code ==
        Code::not_in_this_state);
  CHECK(spend(desk.right, desk.start + MailBook::code_lives) == Code::not_in_this_state);
  for (std::int64_t i = 0; i < MailBook::code_tries_max; ++i)
    CHECK(spend(desk.wrong, desk.start) == Code::bad_value);
  CHECK(spend(desk.right, desk.start) == Code::too_many_attempts);
  REQUIRE(desk.mails->keep_code("an", other, desk.right, desk.start).ok());  // another one
  CHECK(spend(desk.right, desk.start) == Code::internal);
  CHECK(desk.mails->standing("an", other, desk.start).value().is_confirmed);
  CHECK(spend(desk.right, desk.start) == Code::not_in_this_state);
}
