// What a person fills in to take a step: the members of each act kind's body as data, for whoever
// shows a form (the web interface). The readers in body.cpp decide; a test holds both together.
#pragma once
#include <span>
#include <string_view>

#include "acts/act.hpp"

namespace haidang {

enum class Shape {
  prose,
  line,
  code,
  time,
  grounds,         // codes of grounds that the measure allows
  prose_list,      // conditions of an acceptance
  use_conditions,  // {code, text, until?}
  texts,           // an object: code to prose
  codes,
  items,    // ids of evidence items
  digests,  // items by the SHA-256 of their files; empty: all
  flag,
  choice,           // one of `options`
  assistance_type,  // a letter of the measure's own list, 40(3)
};
std::string_view shape_name(Shape shape);  // "prose", "use-conditions", ...

enum class Presence {
  must,      // a person has to fill it in
  may,       // always in the body, but may be empty
  optional,  // left out when it is empty
};
std::string_view presence_name(Presence presence);

struct Field {
  std::string_view name;  // of a member, or "object.member"
  Shape shape = Shape::prose;
  Presence presence = Presence::may;
  // Only where this holds: "duty:NAME", a duty of the measure in the data; "content:NAME", one of
  // its contents; "results:KIND", one of its results; "assistance-types", the measure has such a
  // list; "penalty", the offence is a class with a least penalty; "emergency".
  std::string_view when = {};
  // Of a choice; of use conditions the code that the law wants. By spaces.
  std::string_view options = {};
};

// Of a request or information: what it states beside measure, bases, offence and contents. Empty
// for kinds that no form makes: deliver (from the evidence that waits), retrieved (by the node).
std::span<const Field> form_of(std::string_view kind);

}  // namespace haidang
