// How the node's agencies look: set by an administrator, seen by everybody who opens a page, also
// before he signs in. Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "http/look_book.hpp"
#include "node/node.hpp"

namespace haidang::http {

struct LookDesk {
  node::Node& node;
  LookBook& book;
  std::string own;  // the node's first authority: whose look a stranger sees
};

namespace look_api {

void list(LookDesk& desk, Call call);
void put(LookDesk& desk, Call call);  // on record before it has an effect
void remove(LookDesk& desk, Call call);

// `?of=AUTHORITY`: its look, or else the node's own, or else none.
void show(LookDesk& desk, const Request& request, const Reply& reply);
void sheet(LookDesk& desk, const Request& request, const Reply& reply);
void emblem(LookDesk& desk, const Request& request, const Reply& reply);

}  // namespace look_api
}  // namespace haidang::http
