// Between the road and the network: what is due is packed and carried, answers settle it, pulls are
// served. Everything that touches the road runs on the sequencer's thread.
#include <algorithm>

#include "node/node_state.hpp"

namespace haidang::node {
namespace {

constexpr Millis pulled_answer_timeout = std::chrono::seconds(60);

std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b) {
  if (!a) return b;
  if (!b) return a;
  return std::min(*a, *b);
}

}  // namespace

std::optional<Time> Node::State::after_group(Road& free_road) {
  send_due(free_road);
  serve_pulls(free_road);
  std::optional<Time> next = free_road.outbox().next_wake();
  for (const PullWaiter& waiter : pull_waiters)
    next = earlier(next, waiter.until);
  for (const auto& [party, row] : pulled)
    next = earlier(next, row.until);
  return earlier(earlier(next, look_when_due()), mail_when_due());
}

void Node::State::send_due(Road& free_road) {
  const Time now = parts.clock.now();
  for (exchange::Shipment& shipment : free_road.due(now)) {
    const auto peer = known(shipment.to.party);
    Result<Load> load = peer ? free_road.load_shipment(shipment, now)
                             : Error{Code::not_pinned, "the Party is not pinned here"};
    if (!load.ok()) {
      parts.log.error("delivery-not-packed", load.error());
      free_road.shipment_failed(shipment.to, load.error(), now);
      continue;
    }
    dispatcher->send({std::move(shipment), *std::move(load), peer->address});
  }
}

// On a carrying thread.
void Node::State::settle_parcel(Parcel parcel, Result<Bytes> answer) {
  if (answer.ok()) {
    return settle_answer(std::move(parcel.shipment),
                         check_answer(as_text(*answer), parcel.load.issuer),
                         [](const Result<void>&) {});
  }
  parts.log.error("delivery-failed", answer.error());
  sequencer->post([this, to = parcel.shipment.to, why = answer.error()](Road& free_road) {
    not_through(free_road, to, why);
  });
}

void Node::State::not_through(Road& free_road, const Address& to, const Error& why) {
  free_road.shipment_failed(to, why, parts.clock.now());
  emit({"backlog", {{"party", to.party.text()}, {"authority", to.authority}}});
}

void Node::State::settle_answer(exchange::Shipment shipment, Result<CheckedAnswer> answer,
                                std::function<void(const Result<void>&)> reply) {
  struct Work {
    exchange::Shipment shipment;
    Result<CheckedAnswer> answer;
    Result<exchange::Outbox::Outcome> outcome = Error{};
  };
  auto work = std::make_shared<Work>(Work{std::move(shipment), std::move(answer)});
  const auto stage = [work](Road& open_road) {
    work->outcome =
        work->answer.ok() ? open_road.settle(work->shipment, *work->answer) : work->answer.error();
  };
  const auto settled = [this, work, reply = std::move(reply)](const Result<Committed>& committed) {
    const Error* failure = !work->outcome.ok() ? &work->outcome.error()
                           : !committed.ok()   ? &committed.error()
                                               : nullptr;
    if (failure != nullptr) {
      parts.log.error("answer-not-settled", *failure);
      not_through(*road, work->shipment.to, *failure);
      return reply(*failure);
    }
    for (const ActId& id : work->outcome->receipted) {
      emit({"receipt", {{"act", id.text()}, {"kind", "delivery"}}});
    }
    for (const exchange::Outbox::Refused& row : work->outcome->refused) {
      emit({"receipt", {{"act", row.id.text()}, {"kind", "non-delivery"}}});
    }
    reply({});
  };
  sequencer->write({stage, settled, Sequencer::Settles::once_durable});
}

// ----------------------------------------------------------------------------------------- peers

void Node::receive(Bytes sealed, PartyCode peer, AnswerReply reply) {
  struct Work {
    Result<Arrival> arrival;
    std::size_t bytes;
    PartyCode peer;
    Result<Reception> reception = Error{};
  };
  auto work = std::make_shared<Work>(
      Work{open_arrival(sealed, peer, *state_->notary), sealed.size(), std::move(peer)});
  const auto stage = [work](Road& road) {
    work->reception =
        work->arrival.ok() ? road.receive(*work->arrival, work->peer) : work->arrival.error();
  };
  const auto settled = [this, work, reply = std::move(reply)](const Result<Committed>& committed) {
    if (!work->reception.ok()) {
      const Error& error = work->reception.error();
      state_->parts.log.error("delivery-refused", error);
      record(
          "delivery-refused",
          {{"from", work->peer.text()}, {"code", code_text(error.code)}, {"bytes", work->bytes}});
      return reply(error);
    }
    if (!committed.ok()) return reply(committed.error());
    if (committed->unpublished) return reply(*committed->unpublished);
    const Result<exchange::Answer> answer = state_->road->answer(*work->reception);
    if (!answer.ok()) return reply(answer.error());
    reply(exchange::write_answer(*answer));
  };
  state_->sequencer->write({stage, settled});
}

void Node::State::serve_pulls(Road& free_road) {
  const Time now = parts.clock.now();
  for (auto it = pulled.begin(); it != pulled.end();) {
    if (it->second.until > now) {
      ++it;
      continue;
    }
    free_road.shipment_failed(it->second.shipment.to,
                              {Code::peer_unreachable, "no answer to a pulled delivery"}, now);
    it = pulled.erase(it);
  }
  std::vector<PullWaiter> left;
  for (PullWaiter& waiter : pull_waiters) {
    std::optional<exchange::Shipment> shipment = free_road.due_for(waiter.party);
    if (!shipment && waiter.until > now) {
      left.push_back(std::move(waiter));
      continue;
    }
    if (!shipment) {
      waiter.reply(std::optional<Bytes>{});
      continue;
    }
    Result<Bytes> sealed = free_road.pack(*shipment, now);
    if (!sealed.ok()) {
      free_road.shipment_failed(shipment->to, sealed.error(), now);
      waiter.reply(sealed.error());
      continue;
    }
    pulled[waiter.party] = {*std::move(shipment), now + pulled_answer_timeout};
    waiter.reply(std::optional<Bytes>(*std::move(sealed)));
  }
  pull_waiters = std::move(left);
}

void Node::pull(PartyCode peer, Millis wait, PullReply reply) {
  const Time until = state_->parts.clock.now() + wait;
  state_->sequencer->post(
      [this, waiter = PullWaiter{std::move(peer), until, std::move(reply)}](Road& road) mutable {
        road.contact(waiter.party);
        // A new pull means that the last one's answer will not come any more.
        if (const auto it = state_->pulled.find(waiter.party); it != state_->pulled.end()) {
          road.shipment_failed(it->second.shipment.to,
                               {Code::peer_unreachable, "the Party pulled again without an answer"},
                               state_->parts.clock.now());
          road.contact(waiter.party);
          state_->pulled.erase(it);
        }
        state_->pull_waiters.push_back(std::move(waiter));
      });
}

void Node::pulled(PartyCode peer, std::string answer,
                  std::function<void(const Result<void>&)> reply) {
  state_->sequencer->post([this, peer = std::move(peer), answer = std::move(answer),
                           reply = std::move(reply)](Road&) mutable {
    const auto it = state_->pulled.find(peer);
    if (it == state_->pulled.end()) {
      return reply(Error{Code::not_found, "no delivery to this Party waits for an answer"});
    }
    exchange::Shipment shipment = std::move(it->second.shipment);
    state_->pulled.erase(it);
    const auto issuer = state_->notary->journal_of(peer);
    state_->settle_answer(
        std::move(shipment),
        issuer.ok() ? check_answer(answer, *issuer) : Result<CheckedAnswer>(issuer.error()),
        std::move(reply));
  });
}

// On a puller's thread: the same road as a delivery that was pushed.
Result<std::string> Node::State::take_delivery(Bytes sealed, const PartyCode& from) {
  HD_TRY(const Arrival arrival, open_arrival(sealed, from, *notary));
  Result<Reception> reception = Error{};
  std::promise<Result<std::string>> promise;
  auto future = promise.get_future();
  sequencer->write({[&](Road& open_road) { reception = open_road.receive(arrival, from); },
                    [&](const Result<Committed>& committed) {
                      if (!reception.ok()) return promise.set_value(reception.error());
                      if (!committed.ok()) return promise.set_value(committed.error());
                      const auto answer = road->answer(*reception);
                      if (!answer.ok()) return promise.set_value(answer.error());
                      promise.set_value(exchange::write_answer(*answer));
                    }});
  return future.get();
}

}  // namespace haidang::node
