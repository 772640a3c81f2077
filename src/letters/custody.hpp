// The two papers of a court package: the custody report (which items, by which acts, what happened
// to them) and the certificate that a person signs for the digests. Pure.
#pragma once
#include <vector>

#include "letters/compose.hpp"

namespace haidang::letters {

struct CustodyRecord {
  const casework::CaseState& state;
  Address maker;
  std::string officer;
  Time made_at;
  Digest payload{};  // of manifest-sha256.txt: one number for all files of evidence
  std::vector<ManifestItem> items;
  struct Entry {
    std::uint64_t index = 0;  // in the maker's journal
    json::object event;
  };
  std::vector<Entry> entries;
};

struct CustodyLimits {
  static constexpr std::size_t rows = 2000;  // printed; the package's files hold all
};

Letter custody_report_of(const CustodyRecord& record, const Setting& setting);
Letter certificate_of(const CustodyRecord& record, const Setting& setting);

}  // namespace haidang::letters
