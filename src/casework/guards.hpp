// What the statuses alone cannot say about a step. Inside this room only.
#pragma once
#include "casework/transitions.hpp"

namespace haidang::casework {

Error not_now(std::string why, std::string next);

Result<void> prolongs(const RequestState&, const Attempt&);       // 42(9)
Result<void> outlasts(const RequestState&, const Attempt&);       // 42(8)
Result<void> not_pending(const RequestState&, const Attempt&);    // 42(8)
Result<void> ran_out(const RequestState&, const Attempt&);        // 42(8)
Result<void> still_held(const RequestState&, const Attempt&);     // 40(26)
Result<void> fresh_items(const RequestState&, const Attempt&);    // each item once
Result<void> goes_on(const RequestState&, const Attempt&);        // no open caution
Result<void> may_close(const RequestState&, const Attempt&);      // not closed, nothing owed
Result<void> expired(const RequestState&, const Attempt&);        // the period is over
Result<void> unconditional(const RequestState&, const Attempt&);  // 40(28)
Result<void> conditional(const RequestState&, const Attempt&);    // 40(28)
Result<void> as_it_stands(const RequestState& request, const Attempt& attempt);
Result<void> caution_open(const RequestState&, const Attempt&);    // 42(7), 40(20)
Result<void> not_inquired(const RequestState&, const Attempt&);    // 40(26)
Result<void> awaits_writing(const RequestState&, const Attempt&);  // 40(13)
Result<void> not_announced(const RequestState&, const Attempt&);   // 50(8)
Result<void> announced(const RequestState&, const Attempt&);       // 50(8)
Result<void> has_items(const RequestState&, const Attempt&);       // something was delivered
Result<void> awaits_items(const RequestState&, const Attempt&);    // 48: given, not confirmed
Result<void> was_given(const RequestState&, const Attempt&);       // 40(19)
Result<void> has_conditions(const RequestState&, const Attempt&);  // 36(1)(b), 40(19)
Result<void> is_followed(const RequestState&, const Attempt&);     // another measure relies on it
Result<void> consulted_to_refuse(const RequestState&, const Attempt&);    // 40(28), 37(17)
Result<void> consulted_to_postpone(const RequestState&, const Attempt&);  // 40(28)
Result<void> was_heard(const RequestState&, const Attempt&);              // 50(8)
Result<void> owes_prosecution(const RequestState&, const Attempt&);       // 37(11)
Result<void> ends_it(const RequestState&, const Attempt&);      // what was asked for is done
Result<void> goes_before(const RequestState&, const Attempt&);  // a step on the way to it
Result<void> still_stand(const RequestState&, const Attempt&);  // 40(5), 47

}  // namespace haidang::casework
