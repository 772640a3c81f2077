// Parties pinned and forgotten, acts sent again, our own keys: what an administrator does about
// trust. Each act is in the journal.
#include <fmt/format.h>

#include <algorithm>

#include "node/health.hpp"
#include "node/node_state.hpp"

namespace haidang::node {
namespace {

constexpr std::size_t open_requests_max = 1000;

struct Ties {
  json::array open_requests;
  std::size_t waiting = 0;
  std::size_t parked = 0;
  [[nodiscard]] bool none() const { return open_requests.empty() && waiting + parked == 0; }
};

Result<Ties> ties_of(Road& road, const PartyCode& party) {
  Ties ties;
  HD_TRY(const std::vector<RequestRow> rows,
         road.archive().open_requests_with(party, open_requests_max));
  for (const RequestRow& row : rows) {
    ties.open_requests.push_back(
        json::object{{"request", row.id.text()}, {"measure", row.measure}, {"status", row.status}});
  }
  for (const exchange::Backlog& row : road.outbox().backlog()) {
    if (row.to.party != party) continue;
    ties.waiting += row.waiting;
    ties.parked += row.parked;
  }
  return ties;
}

Error still_tied(const PartyCode& party, const Ties& ties) {
  Error error{Code::not_in_this_state,
              fmt::format("there are {} open requests with {}, and {} acts on their way",
                          ties.open_requests.size(), party.text(), ties.waiting + ties.parked),
              "once it is forgotten nothing of it is taken or sent any more",
              "Close them first; or give them up: haidang party forget with --give-up-open"};
  for (const json::value& row : ties.open_requests) {
    const json::object& request = row.as_object();
    error.details.push_back({std::string(request.at("request").as_string()),
                             std::string(request.at("measure").as_string()),
                             std::string(request.at("status").as_string())});
  }
  return error;
}

void add_keys(json::array& list, const directory::KeySet& keys, std::string_view state) {
  const auto add = [&](std::string_view use, const crypto::Certificate& certificate) {
    list.push_back(json::object{{"use", use},
                                {"state", state},
                                {"fingerprint", hex(certificate.fingerprint())},
                                {"valid_from", format_time(certificate.not_before())},
                                {"valid_until", format_time(certificate.not_after())}});
  };
  add("signing", keys.signing);
  add("sealing", keys.sealing);
  add("transport", keys.transport);
}

json::array describe_keys(const directory::Profile& profile) {
  json::array list;
  add_keys(list, profile.keys, "current");
  if (profile.next_keys) add_keys(list, *profile.next_keys, "next");
  return list;
}

}  // namespace

// ------------------------------------------------------------------------------------- Parties

Result<json::object> Node::describe_ties(const PartyCode& party) {
  return state_->sequencer->read([&](Road& road) -> Result<json::object> {
    HD_TRY(const directory::Profile* profile, state_->directory->find(party));
    HD_TRY(Ties ties, ties_of(road, party));
    return json::object{{"party", party.text()},
                        {"name", profile->name},
                        {"open_requests", std::move(ties.open_requests)},
                        {"waiting", ties.waiting},
                        {"parked", ties.parked}};
  });
}

Result<void> Node::forget(const PartyCode& party, OpenCases open, const std::string& officer) {
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const Ties ties, ties_of(road, party));
    if (!ties.none() && open == OpenCases::refuse) return still_tied(party, ties);
    HD_TRY_VOID(state_->directory->forget(party));
    HD_TRY(const auto leaf,
           road.record("party-forgotten", {{"party", party.text()},
                                           {"open_requests", ties.open_requests.size()},
                                           {"acts_on_their_way", ties.waiting + ties.parked},
                                           {"officer", officer}}));
    (void)leaf;
    return state_->learn_parties();
  }));
  (void)committed;
  std::unique_ptr<Puller> stopped;  // its thread may wait for the sequencer: ended out of the lock
  const std::lock_guard lock(state_->pullers_mutex);
  if (const auto it = state_->pullers.find(party); it != state_->pullers.end()) {
    stopped = std::move(it->second);
    state_->pullers.erase(it);
  }
  return {};
}

Result<json::object> Node::refresh(const PartyCode& party, const std::string& officer) {
  HD_TRY(const PeerAddress address, state_->address_of(party));
  HD_TRY(const auto link, state_->parts.links.connect(address));
  HD_TRY(const Bytes profile, link->get("/exchange/v1/profile", std::stop_token{}));
  HD_TRY(const directory::Profile opened,
         directory::open_profile(profile, state_->parts.clock.now()));
  if (opened.party != party) {
    return Error{Code::wrong_party, fmt::format("the node of {} gave a profile of {}", party.text(),
                                                opened.party.text())};
  }
  return trust(profile, std::nullopt, officer);
}

Result<void> Node::retry_outbox(const PartyCode& party, const std::string& officer) {
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const directory::Profile* profile, state_->directory->find(party));
    (void)profile;
    return road.retry(party, officer);
  }));
  (void)committed;
  state_->sequencer->wake();
  return {};
}

// ---------------------------------------------------------------------------------------- keys

Result<void> take_staged_keys(const Layout& layout) {
  if (!rotation_staged(layout)) return {};
  HD_TRY(const DirectoryLock lock, DirectoryLock::take(layout.lock()));
  return put_rotation_in_force(layout);
}

Result<json::object> Node::keys() {
  return state_->sequencer->read([this](Road&) -> Result<json::object> {
    return json::object{{"keys", describe_keys(state_->parts.profile)},
                        {"profile_version", state_->parts.profile.version},
                        {"staged", rotation_staged(state_->parts.layout)}};
  });
}

Result<json::object> Node::rotate_keys(const std::string& passphrase, const std::string& officer) {
  const std::lock_guard one_at_a_time(state_->profile_mutex);
  const Layout& layout = state_->parts.layout;
  const directory::Profile own =
      state_->sequencer->read([this](Road&) { return state_->parts.profile; });
  HD_TRY(const Rotation rotation,
         prepare_rotation(layout, own, state_->parts.config.listen_address, passphrase,
                          state_->parts.random, state_->parts.clock.now()));
  HD_TRY_VOID(record_first("keys-rotated", {{"version", rotation.profile.version},
                                            {"keys", describe_keys(rotation.profile)},
                                            {"officer", officer}}));
  HD_TRY_VOID(stage_rotation(layout, rotation));
  return keys();
}

}  // namespace haidang::node
