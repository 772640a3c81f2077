// What officers are mailed: when something is due, through which relay, and what the relay said.
#include <fmt/format.h>

#include "mail/message.hpp"
#include "node/health.hpp"
#include "node/node_state.hpp"

namespace haidang::node {
namespace {

constexpr std::size_t authority_bytes_max = std::size_t{256} * 1024;
constexpr std::size_t secret_bytes_max = 1024;
constexpr std::string_view no_relay_next =
    "haidang mail set --relay smtp://HOST:587 --from NAME@HOST --credential-file FILE";

Result<mail::Relay> read_relay(const json::object& body) {
  ObjectReader in(body, "mail");
  HD_TRY(const std::string url, in.text("relay", 300));
  HD_TRY(const mail::Place place, mail::parse_relay(url));
  mail::Relay relay{place.host, place.port, place.security, ""};
  HD_TRY(const auto plain, in.optional_boolean("plain"));
  if (plain.value_or(false)) relay.security = mail::Security::none;
  HD_TRY(relay.from, in.text("from", 300));
  HD_TRY(const auto user, in.optional_text("user", secret_bytes_max));
  HD_TRY(const auto password, in.optional_text("password", secret_bytes_max));
  HD_TRY(const auto authority, in.optional_text("authority", authority_bytes_max));
  HD_TRY_VOID(in.finish());
  relay.user = user.value_or("");
  relay.password = password.value_or("");
  relay.authority = authority.value_or("");
  HD_TRY_VOID(mail::check_relay(relay));
  return relay;
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::string(text);
}

}  // namespace

std::string Node::State::new_message_id() {
  Bytes bytes(16);
  parts.random.fill(bytes);
  return hex(bytes);
}

std::string Node::State::mail_address() const {
  if (!parts.config.endpoint.empty()) return parts.config.endpoint;
  return fmt::format("https://{}:{}", parts.config.listen_address, parts.config.listen_port);
}

// On the sequencer's thread, between groups. What a message says is counted when it goes out: what
// was read or settled meanwhile is not in it, and nothing left to say is no mail.
std::optional<Time> Node::State::mail_when_due() {
  if (mailing > 0 || stopping || !mailer) return std::nullopt;
  const auto next = mails->next();
  if (!next.ok()) parts.log.error("mail-not-read", next.error());
  if (!next.ok() || !*next) return std::nullopt;
  const Time now = parts.clock.now();
  if (**next > now) return *next;
  const auto relay = mails->relay();
  const auto due = mails->due(now);
  if (!relay.ok() || !due.ok()) {
    parts.log.error("mail-not-read", relay.ok() ? due.error() : relay.error());
    return std::nullopt;
  }
  if (!*relay) return std::nullopt;
  for (const MailDue& row : *due)
    mail_one(**relay, row, now);
  return std::nullopt;
}

void Node::State::mail_one(const mail::Relay& relay, const MailDue& due, Time now) {
  ++mailing;
  const auto chosen = notices->preferences_of(due.officer);
  if (!chosen.ok() || !*chosen || (*chosen)->mail_to.empty()) {
    return settle_mail(due, now, Error{Code::not_found, "the officer has no address any more"});
  }
  const auto language = wording::Language::find((*chosen)->language);
  const mail::Summary summary{due.waiting, due.urgent, mail_address(),
                              language.value_or(wording::Language())};
  const mail::Envelope envelope{relay.from, (*chosen)->mail_to, now, new_message_id()};
  mailer->send(relay, {due.officer, envelope.to, mail::write_message(summary, envelope)},
               [this, due, now](const MailOut&, const Result<void>& taken) {
                 settle_mail(due, now, taken);
               });
}

// A write like any other: what the relay took is on record, and what it refused with its reason.
void Node::State::settle_mail(const MailDue& due, Time as_of, const Result<void>& taken) {
  const auto stage = [this, due, as_of, taken](Road& open) {
    const Time now = parts.clock.now();
    const Result<void> kept = taken.ok() ? mails->sent(due.officer, as_of, now)
                                         : mails->failed(due.officer, taken.error().text(), now);
    if (!kept.ok()) return open.spoil(kept.error());
    json::object event{{"officer", due.officer}, {"notices", due.waiting}, {"urgent", due.urgent}};
    if (!taken.ok()) event["code"] = code_text(taken.error().code);
    const auto leaf = open.record(taken.ok() ? "mail-sent" : "mail-refused", std::move(event));
    if (!leaf.ok()) open.spoil(leaf.error());
  };
  sequencer->write({stage,
                    [this](const Result<Committed>& committed) {
                      --mailing;
                      if (!committed.ok()) parts.log.error("mail-not-kept", committed.error());
                    },
                    Sequencer::Settles::once_durable});
}

Result<json::object> Node::mail_relay() {
  return state_->sequencer->read([this](Road&) -> Result<json::object> {
    HD_TRY(const auto relay, state_->mails->relay());
    HD_TRY(const std::int64_t waiting, state_->mails->waiting());
    HD_TRY(const std::vector<MailTrouble> trouble, state_->mails->trouble());
    json::object out{{"relay", nullptr},         {"plain", false},     {"from", nullptr},
                     {"user", nullptr},          {"authority", false}, {"waiting", waiting},
                     {"failures", json::array{}}};
    if (relay) {
      out["relay"] = mail::relay_text(*relay);
      out["plain"] = relay->security == mail::Security::none;
      out["from"] = relay->from;
      out["user"] = text_or_null(relay->user);
      out["authority"] = !relay->authority.empty();
    }
    for (const MailTrouble& row : trouble) {
      out["failures"].as_array().push_back(
          json::object{{"officer", row.officer},
                       {"tries", row.failures},
                       {"next_attempt", format_time(row.next_attempt)},
                       {"reason", row.reason}});
    }
    return out;
  });
}

Result<json::object> Node::set_mail(const json::object& body, const std::string& officer) {
  HD_TRY(const mail::Relay relay, read_relay(body));
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& open) -> Result<void> {
    const Result<void> kept = state_->mails->set_relay(relay, state_->parts.random);
    if (!kept.ok()) {
      open.spoil(kept.error());
      return kept.error();
    }
    HD_TRY(const auto leaf, open.record("mail-set", {{"relay", mail::relay_text(relay)},
                                                     {"from", relay.from},
                                                     {"officer", officer}}));
    (void)leaf;
    return {};
  }));
  (void)committed;
  return mail_relay();
}

Result<json::object> Node::remove_mail(const std::string& officer) {
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& open) -> Result<void> {
    const Result<void> gone = state_->mails->remove_relay();
    if (!gone.ok()) {
      open.spoil(gone.error());
      return gone.error();
    }
    HD_TRY(const auto leaf, open.record("mail-removed", {{"officer", officer}}));
    (void)leaf;
    return {};
  }));
  (void)committed;
  return mail_relay();
}

void Node::try_mail(const std::string& to, std::function<void(const Result<void>&)> reply) {
  const auto relay = state_->sequencer->read([this](Road&) { return state_->mails->relay(); });
  if (const auto plain = mail::check_address(to); !plain.ok()) return reply(plain);
  if (!relay.ok()) return reply(relay.error());
  if (!*relay || !state_->mailer) {
    return reply(Error{Code::not_in_this_state, "no relay takes this node's mail", "",
                       std::string(no_relay_next)});
  }
  const mail::Envelope envelope{(*relay)->from, to, state_->parts.clock.now(),
                                state_->new_message_id()};
  const mail::Summary summary{0, 0, state_->mail_address(), wording::Language()};
  state_->mailer->send(
      **relay, {"", to, mail::write_message(summary, envelope)},
      [reply = std::move(reply)](const MailOut&, const Result<void>& taken) { reply(taken); });
}

Result<void> add_mail_findings(Node::State& state, json::array& findings) {
  HD_TRY(const auto relay, state.mails->relay());
  HD_TRY(const std::int64_t waiting, state.mails->waiting());
  HD_TRY(const std::vector<MailTrouble> trouble, state.mails->trouble());
  if (!relay && waiting > 0) {
    findings.push_back(
        finding("warning", fmt::format("{} officers wait for mail, and no relay takes it", waiting),
                std::string(no_relay_next)));
  }
  HD_TRY(const std::vector<std::string> unconfirmed, state.mails->unconfirmed());
  for (const std::string& officer : unconfirmed) {
    findings.push_back(finding(
        "warning", fmt::format("{} asked for mail and has not confirmed the address", officer),
        fmt::format("{} types: haidang notice confirm --send", officer)));
  }
  for (const MailTrouble& row : trouble) {
    findings.push_back(
        finding("warning",
                fmt::format("mail to {} waits (tried {} times, again at {}): {}", row.officer,
                            row.failures, format_time(row.next_attempt), row.reason),
                "haidang mail show; haidang mail trial ADDRESS. Nothing is lost: it stands in the "
                "officer's list."));
  }
  return {};
}

}  // namespace haidang::node
