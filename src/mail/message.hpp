// What an officer is mailed: that something waits at the node, and how much. Nothing of a case is
// handed in, so nothing of a case can be in it.
#pragma once
#include <string>

#include "base/time.hpp"
#include "words/language.hpp"

namespace haidang::mail {

struct Summary {
  std::int64_t waiting = 0;  // notices that the officer has not seen
  std::int64_t urgent = 0;   // of them
  std::string node_address;  // where to read them: "https://..."
  wording::Language language;
};

struct Envelope {
  std::string from;
  std::string to;
  Time date;
  std::string id;  // of the message, before the @: unguessable
};

// A whole message in the form of RFC 5322, ASCII on the wire (MIME, base64), lines ended by CRLF.
// Precondition: both addresses are plain (`check_address`).
std::string write_message(const Summary& summary, const Envelope& envelope);

// The code with which an officer shows that he reads what comes to his address; in the same form.
struct AddressCode {
  std::string code;
  std::string node_address;
  wording::Language language;
};
std::string write_code_message(const AddressCode& code, const Envelope& envelope);

// What goes between the brackets of RFC 5321, in the plain form that every relay takes: no quoted
// local part, no comment, nothing that could end a header. Error: bad_value.
Result<void> check_address(std::string_view text);

}  // namespace haidang::mail
