// Whose an address is: nothing but a code goes there before the code has come back.
#include <array>

#include "crypto/digest.hpp"
#include "mail/message.hpp"
#include "node/node_state.hpp"

namespace haidang::node {
namespace {

constexpr std::size_t code_digits = 8;
constexpr Millis between_codes = std::chrono::minutes(1);

std::string new_code(Random& random) {
  constexpr std::uint8_t even_below = 250;  // so that each digit is as likely as the others
  std::string code;
  while (code.size() < code_digits) {
    std::array<std::uint8_t, 1> byte{};
    random.fill(byte);
    if (byte[0] < even_below) code += static_cast<char>('0' + byte[0] % 10);
  }
  return code;
}

// Of the code for this officer and address alone; spaces are how people read digits.
Digest digest_of(const std::string& code, const std::string& officer, const std::string& address) {
  std::string digits;
  for (const char c : code) {
    if (c != ' ' && c != '-') digits += c;
  }
  return crypto::sha256(as_bytes(
      canonical(json::object{{"address", address}, {"code", digits}, {"officer", officer}})));
}

}  // namespace

// On the sequencer's thread. Error: not_in_this_state.
Result<NoticePreferences> Node::State::mailed_as(const std::string& officer) {
  HD_TRY(const auto chosen, notices->preferences_of(officer));
  if (chosen && !chosen->mail_to.empty()) return *chosen;
  return Error{Code::not_in_this_state, "no address was chosen for mail", "",
               "Choose one: haidang notice choose --mail ADDRESS"};
}

// The code is kept before it goes out: what arrives is good.
Result<void> Node::State::send_code(const std::string& officer,
                                    std::function<void(const Result<void>&)> taken) {
  const std::string code = new_code(parts.random);
  std::optional<mail::Relay> relay;
  NoticePreferences chosen;
  HD_TRY(const Committed committed, write_and_wait([&](Road& open) -> Result<void> {
           const Time now = parts.clock.now();
           HD_TRY(chosen, mailed_as(officer));
           HD_TRY(relay, mails->relay());
           if (!relay || !mailer) {
             return Error{Code::not_in_this_state, "no relay takes this node's mail", "",
                          "Ask whoever keeps this node: haidang mail set"};
           }
           HD_TRY(const AddressStanding standing, mails->standing(officer, chosen.mail_to, now));
           if (standing.code_sent_at && now < *standing.code_sent_at + between_codes) {
             return Error{Code::too_many_attempts, "a code went there less than a minute ago", "",
                          "Wait for it; look among unwanted mail too."};
           }
           const auto kept = mails->keep_code(officer, chosen.mail_to,
                                              digest_of(code, officer, chosen.mail_to), now);
           if (!kept.ok()) {
             open.spoil(kept.error());
             return kept.error();
           }
           // An address may change and be forgotten; the journal forgets nothing.
           HD_TRY(const auto leaf, open.record("mail-code-sent", {{"officer", officer}}));
           (void)leaf;
           return {};
         }));
  (void)committed;
  const auto language = wording::Language::find(chosen.language);
  const mail::Envelope envelope{relay->from, chosen.mail_to, parts.clock.now(), new_message_id()};
  const mail::AddressCode message{code, mail_address(), language.value_or(wording::Language())};
  mailer->send(
      *relay, {officer, envelope.to, mail::write_code_message(message, envelope)},
      [taken = std::move(taken)](const MailOut&, const Result<void>& answer) { taken(answer); });
  return {};
}

Result<json::object> Node::mail_address(const Actor& actor) {
  return state_->sequencer->read([&](Road&) -> Result<json::object> {
    HD_TRY(const auto chosen, state_->notices->preferences_of(actor.officer));
    HD_TRY(const auto relay, state_->mails->relay());
    const std::string address = chosen ? chosen->mail_to : "";
    HD_TRY(const AddressStanding standing,
           state_->mails->standing(actor.officer, address, state_->parts.clock.now()));
    json::object out{{"address", address},
                     {"confirmed", standing.is_confirmed},
                     {"code_sent_at", nullptr},
                     {"relay", relay.has_value()}};
    if (standing.code_sent_at) out["code_sent_at"] = format_time(*standing.code_sent_at);
    return out;
  });
}

void Node::send_mail_code(const Actor& actor,
                          const std::function<void(const Result<json::object>&)>& reply) {
  const Result<void> sent =
      state_->send_code(actor.officer, [this, actor, reply](const Result<void>& taken) {
        if (!taken.ok()) return reply(taken.error());
        reply(mail_address(actor));
      });
  if (!sent.ok()) reply(sent.error());
}

Result<json::object> Node::confirm_mail(const std::string& code, const Actor& actor) {
  const std::string& officer = actor.officer;
  Result<void> outcome;
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const NoticePreferences chosen, state_->mailed_as(officer));
    const std::string& address = chosen.mail_to;
    outcome = state_->mails->spend_code(officer, address, digest_of(code, officer, address),
                                        state_->parts.clock.now());
    if (!outcome.ok() && outcome.error().code == Code::storage_failed) {
      road.spoil(outcome.error());
      return outcome.error();
    }
    json::object event{{"officer", officer}};
    if (!outcome.ok()) event["code"] = code_text(outcome.error().code);
    HD_TRY(const auto leaf,
           road.record(outcome.ok() ? "mail-confirmed" : "mail-code-refused", std::move(event)));
    (void)leaf;
    return {};  // a wrong code counts, and is on record
  }));
  (void)committed;
  if (!outcome.ok()) return outcome.error();
  return mail_address(actor);
}

}  // namespace haidang::node
