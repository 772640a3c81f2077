// The extract of a request for a domestic custodian: only what the law's data mark for it leaves
// the authority's hands, and that it left is on record first (arts 6, 24).
#include "casework/custodian.hpp"
#include "crypto/digest.hpp"
#include "node/node_state.hpp"
#include "node/speaking.hpp"

namespace haidang::node {

Result<json::object> Node::custodian_copy(const std::string& reference, const Actor& actor) {
  const Time now = state_->parts.clock.now();
  HD_TRY(json::object copy, state_->sequencer->read([&](Road& road) -> Result<json::object> {
    HD_TRY(const RequestRow row, look_up(road, reference));
    HD_TRY(const auto state, road.find_case(row.case_id));
    const casework::RequestState* request = state->find(row.id);
    if (request == nullptr) return Error{Code::unknown_request, "the case has no such request"};
    if (request->requested.party != road.self().party) {
      return Error{Code::not_your_move, "the custodian is the requested Party's to tell",
                   "this request is ours", "The other Party gives the extract to its provider."};
    }
    return casework::custodian_copy(*request, road.law(), now);
  }));
  HD_TRY_VOID(
      record_first("custodian-copy", {{"request", copy.at("reference")},
                                      {"sha256", hex(crypto::sha256(as_bytes(canonical(copy))))},
                                      {"officer", actor.officer}}));
  return copy;
}

}  // namespace haidang::node
