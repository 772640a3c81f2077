// From what an officer wants to say to the road: which request is meant, whether this officer may
// say it, and for which of our authorities. On the sequencer's thread.
#pragma once
#include "node/evidence_book.hpp"
#include "node/node.hpp"

namespace haidang::node {

// `reference`: a request id or a unique beginning of one. Error: unknown_request.
Result<RequestRow> look_up(Road& road, const std::string& reference);
// The command, with its case and its request's whole id.
Result<casework::Command> placed(Road& road, const Statement& said);
// Errors: not_permitted, unknown_measure, unknown_request.
Result<Author> author_of(Road& road, const casework::Command& command, const Statement& said);
// May the actor take some step in it, if only one that decides nothing? Errors: those of author_of.
Result<void> check_part(Road& road, const RequestRow& row, const Actor& actor);
// The measure that the command is about.
Result<const treaty::Measure*> measure_of(Road& road, const casework::Command& command);
// Error: not_permitted where a second officer has to see it first.
Result<void> check_four_eyes(Road& road, const casework::Command& command,
                             const std::vector<FourEyes>& rules);
// All of it: the act, if the officer may, the law allows, and who gave what it hands on.
Result<Submitted> say(Road& road, EvidenceBook& book, const Statement& said,
                      const std::vector<FourEyes>& rules, Time now);

}  // namespace haidang::node
