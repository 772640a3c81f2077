// The JSON API about what officers are typing; each sees his own only. Shapes: api/openapi.yaml.
#pragma once
#include "http/autosave_book.hpp"
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http {

struct AutosaveDesk {
  node::Node& node;
  AutosaveBook& book;
  const Clock& clock;
  Random& random;
};

namespace autosave_api {

void list(AutosaveDesk& desk, Call call);  // with the key of his devices
void show(AutosaveDesk& desk, Call call);
// If-Match names the version that it replaces, "0" if there is none; 412 if there is another one.
void save(AutosaveDesk& desk, Call call);
void remove(AutosaveDesk& desk, Call call);

}  // namespace autosave_api
}  // namespace haidang::http
