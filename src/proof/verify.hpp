// Checks a court package offline, trusting nothing in it that a Party's root did not sign.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "proof/report.hpp"

namespace haidang::proof {

// What the reader knows of the Parties from another channel.
struct TrustAnchors {
  std::map<PartyCode, std::string> fingerprints;  // words, as read over the telephone
};

// `place`: the folder, or a ZIP file of it, which is read in place and never unpacked.
//
// Never fails: what cannot be examined makes the verdict "cannot tell" and is named. Memory does
// not grow with the evidence. Knows no clock: signatures count at the time they claim.
//
// What stays unknown: whether the maker left out the last acts of the case when it made the
// package. Acts taken out of a finished package break its seal; and gaps in a Party's chain, `seen`
// counts and receipts for acts that are not there show older ones.
Report verify_package(const std::filesystem::path& place, const TrustAnchors& anchors);

}  // namespace haidang::proof
