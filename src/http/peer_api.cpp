#include "http/peer_api.hpp"

#include <algorithm>

namespace haidang::http::peer_api {
namespace {

constexpr std::string_view bytes_type = "application/octet-stream";
constexpr std::int64_t pull_wait_max_s = 30;

void answer_bytes(const Reply& reply, Result<Bytes> bytes) {
  if (!bytes.ok()) return reply(Response::problem(bytes.error()));
  Response response{200, std::string(bytes_type), *std::move(bytes)};
  reply(std::move(response));
}

}  // namespace

void deliver(node::Node& node, Call call) {
  node.receive(std::move(call.request.body), call.party,
               [reply = call.reply](const Result<std::string>& answer) {
                 if (!answer.ok()) return reply(Response::problem(answer.error()));
                 reply(Response::text(200, "application/json", *answer));
               });
}

void pull(node::Node& node, Call call) {
  const auto wait = call.request.query.find("wait");
  const auto seconds =
      wait == call.request.query.end() ? Result<std::uint64_t>(0) : parse_number(wait->second);
  if (!seconds.ok()) return call.reply(Response::problem(seconds.error()));
  const auto bounded = std::min<std::int64_t>(static_cast<std::int64_t>(*seconds), pull_wait_max_s);
  node.pull(call.party, std::chrono::seconds(bounded),
            [reply = call.reply](const Result<std::optional<Bytes>>& sealed) {
              if (!sealed.ok()) return reply(Response::problem(sealed.error()));
              answer_bytes(reply, sealed->value_or(Bytes{}));
            });
}

void pulled(node::Node& node, Call call) {
  node.pulled(call.party, to_text(call.request.body),
              [reply = call.reply](const Result<void>& settled) {
                if (!settled.ok()) return reply(Response::problem(settled.error()));
                reply(Response::json(200, haidang::json::object{{"settled", true}}));
              });
}

void profile(node::Node& node, Call call) {
  answer_bytes(call.reply, node.own_profile());
}

void chunk_digests(node::Node& node, Call call) {
  const auto item = ItemId::parse(call.param("item"));
  if (!item.ok()) return call.reply(Response::problem(item.error()));
  answer_bytes(call.reply, node.chunk_digests(*item, call.party));
}

void chunk(node::Node& node, Call call) {
  const auto item = ItemId::parse(call.param("item"));
  const auto index = parse_number(call.param("index"));
  if (!item.ok()) return call.reply(Response::problem(item.error()));
  if (!index.ok()) return call.reply(Response::problem(index.error()));
  answer_bytes(call.reply, node.chunk(*item, *index, call.party));
}

void checkpoint(node::Node& node, Call call) {
  const auto note = node.checkpoint();
  if (!note.ok()) return call.reply(Response::problem(note.error()));
  call.reply(Response::text(200, "text/plain; charset=utf-8", *note));
}

void tile(node::Node& node, Call call) {
  Result<Bytes> bytes = node.tile(call.request.path.substr(1));
  if (!bytes.ok()) return call.reply(Response::problem(bytes.error()));
  Response response{200, std::string(bytes_type), *std::move(bytes)};
  response.headers["cache-control"] = "public, max-age=31536000, immutable";
  call.reply(std::move(response));
}

}  // namespace haidang::http::peer_api
