// May what another Party gave be used so? Arts 36(3), 40(5), 40(19), 47: its conditions, its
// consents and our notices decide. Pure; whoever hands data out asks here first.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

enum class Use {
  own_proceeding,    // for which it was asked
  other_proceeding,  // 40(19)
  onward,            // to a third Party or an organization, 36(3)
  defence,           // exculpatory to an accused, 40(5), 40(19)
};
std::string_view use_name(Use use);  // "own-proceeding"
Result<Use> parse_use(std::string_view name);

struct IntendedUse {
  Use use = Use::own_proceeding;
  std::string recipient = {};  // of an onward transfer: its code
};

// What was given: one item, or (none) what was said in words under the request.
struct Given {
  const CaseState& state;
  const RequestState& request;
  const ManifestItem* item = nullptr;
};

// Who gives what a request is about: the requested Party, or who informs.
const PartyCode& gives(const RequestState& request);

// Error: use_not_allowed, with each condition that binds as a detail, and what to type.
Result<void> check_use(const Given& given, const IntendedUse& use, const treaty::Treaty& law,
                       Time now);
// What goes along with an item that is transferred onward: its own conditions and the consent's.
std::vector<UseCondition> conditions_onward(const Given& given, const std::string& recipient,
                                            const treaty::Treaty& law, Time now);
// An answer, or information, from which a request to another Party would follow: closed only where
// it was given on condition that it does not go on.
Result<void> check_citation(const CaseState& cited, const PartyCode& self, const PartyCode& to,
                            const treaty::Treaty& law, Time now);

}  // namespace haidang::casework
