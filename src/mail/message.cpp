#include "mail/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "words/words.hpp"

namespace haidang::mail {
namespace {

constexpr std::size_t address_bytes_max = 254;  // RFC 5321 section 4.5.3.1.3
constexpr std::size_t line_columns = 76;        // RFC 2045 section 6.8
constexpr std::size_t word_bytes = 42;          // so that an encoded word has at most 75 columns
constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(".-_+=").find(c) != std::string_view::npos;
}

// RFC 5322 section 3.3.
std::string date_text(Time time) {
  const auto day = std::chrono::floor<Days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  const auto month = static_cast<unsigned>(date.month());
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000",
                     weekdays.at(std::chrono::weekday(day).c_encoding()),
                     static_cast<unsigned>(date.day()), months.at(month - 1),
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// RFC 2047 section 5 (3): no character is divided between two words.
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t count = std::min(word_bytes, text.size());
    while (count < text.size() && count > 1 && continues(text[count]))
      --count;
    out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ",
                       base64(as_bytes(text.substr(0, count))));
    text.remove_prefix(count);
  }
  return out;
}

std::string folded(std::string_view text) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(line_columns, text.size())))
    out += fmt::format("{}\r\n", text.substr(0, line_columns));
  return out;
}

std::string body_text(const Summary& summary) {
  const auto say = [&](std::string_view key, const wording::Arguments& arguments = {}) {
    return wording::text(summary.language, key, arguments);
  };
  return fmt::format(
      "{}\r\n{}\r\n\r\n{}\r\n\r\n{}\r\n", say("mail.waiting", {{"count", summary.waiting}}),
      say("mail.urgent", {{"count", summary.urgent}}), summary.node_address, say("mail.foot"));
}

struct Parts {
  std::string subject;
  std::string_view more_headers;
  std::string text;
  wording::Language language;
};

std::string whole(const Parts& parts, const Envelope& envelope) {
  const std::string domain = envelope.from.substr(envelope.from.find('@') + 1);
  return fmt::format(
      "From: <{}>\r\nTo: <{}>\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\nSubject: {}\r\n"
      "Auto-Submitted: auto-generated\r\n"  // RFC 3834: nothing answers it by itself
      "{}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nContent-Language: {}\r\n\r\n{}",
      envelope.from, envelope.to, date_text(envelope.date), envelope.id, domain,
      encoded_words(parts.subject), parts.more_headers, parts.language.tag(),
      folded(base64(as_bytes(parts.text))));
}

}  // namespace

std::string write_message(const Summary& summary, const Envelope& envelope) {
  const bool urgent = summary.urgent > 0;
  return whole({wording::text(summary.language, urgent ? "mail.subject-urgent" : "mail.subject"),
                urgent ? "X-Priority: 1\r\n" : "", body_text(summary), summary.language},
               envelope);
}

std::string write_code_message(const AddressCode& code, const Envelope& envelope) {
  const auto say = [&](std::string_view key, const wording::Arguments& arguments = {}) {
    return wording::text(code.language, key, arguments);
  };
  return whole({say("mail.code-subject"), "",
                fmt::format("{}\r\n\r\n    {}\r\n\r\n{}\r\n\r\n{}\r\n", say("mail.code"), code.code,
                            code.node_address, say("mail.code-foot")),
                code.language},
               envelope);
}

Result<void> check_address(std::string_view text) {
  const auto at = text.find('@');
  const bool shaped = at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
                      text.size() <= address_bytes_max;
  const std::string_view local = text.substr(0, std::min(at, text.size()));
  const std::string_view domain = shaped ? text.substr(at + 1) : std::string_view();
  if (shaped && std::all_of(local.begin(), local.end(), is_plain) &&
      std::all_of(domain.begin(), domain.end(), is_plain)) {
    return {};
  }
  return Error{Code::bad_value, fmt::format("'{}' is no e-mail address", text), "",
               "Write it as name@example.org, in ASCII."};
}

}  // namespace haidang::mail
