// What other Parties gave leaves this node only as they allowed, arts 36(3), 40(5), 40(19), 47:
// asked of each statement, delivery and package. The same file is known by its SHA-256 under
// whatever case and name it comes back. On the sequencer's thread.
#pragma once
#include "casework/use.hpp"
#include "node/evidence_book.hpp"

namespace haidang::node {

// May this be said? A delivery of items that others gave; a request that follows from what another
// Party answered (`cites`); a consent to send on what a third Party gave first. Error:
// use_not_allowed.
Result<void> check_statement(Road& road, EvidenceBook& book, const casework::Command& command,
                             Time now);
// An item that goes to a Party carries where it came from first and what binds it still. Error:
// use_not_allowed.
Result<void> bind_origin(Road& road, EvidenceBook& book, ManifestItem& item, const PartyCode& to,
                         Time now);
// All that was given to us in one case, taken out for this use. Error: use_not_allowed.
Result<void> check_case_use(Road& road, EvidenceBook& book, const CaseId& id,
                            const casework::IntendedUse& use, Time now);

}  // namespace haidang::node
