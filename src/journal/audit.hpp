// The full check of a journal, which needs no journal that opens: what is left of an altered one is
// just what an auditor has to look at.
#pragma once
#include <filesystem>
#include <optional>

#include "journal/journal.hpp"

namespace haidang::journal {

constexpr std::size_t audit_findings_max = 1000;

struct AuditedParts {
  store::Database& database;
  HeadStore& heads;
  const NoteVerifier& verifier;
  std::optional<std::filesystem::path> tiles;
  std::optional<TreeSize> size;  // how many entries to read; all of them if nothing
};

// Reads every entry, every file of a full tile and every signed head, in constant memory. What is
// wrong becomes a finding that names its entry, tile or head; an error is a failure to read.
Result<Journal::Audit> audit_journal(const AuditedParts& parts);

}  // namespace haidang::journal
