// Makes a court package of one case: a BagIt folder (RFC 8493) with the evidence in plain, every
// act as it was signed, receipts, the custody record and what is needed to check all of it offline.
// Layout: docs/formats.md, "Court package"; names in proof/formats.hpp.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "acts/body.hpp"
#include "journal/journal.hpp"
#include "proof/report.hpp"

namespace haidang::proof {

// An entry of the maker's journal with its place under a signed head.
struct LoggedEvent {
  Bytes event;  // canonical JSON, the bytes that were committed
  journal::Salt salt{};
  journal::InclusionProof proof;
};

struct PackagedAct {
  Bytes signed_act;                   // CMS, the exact bytes
  std::optional<LoggedEvent> logged;  // how the maker's journal records it
};

struct PackagedReceipt {
  std::string name;  // of the file under receipts/; empty: a number
  Bytes bytes;       // JSON as the other Party issued it
};

struct PackagedItem {
  ManifestItem item;  // as the deliver act has it
  std::vector<Digest> chunk_digests;
  // Writes the plain file, durable, and returns the SHA-256 of what it wrote.
  std::function<Result<Digest>(const std::filesystem::path& target)> write_plain;
};

// A paper for people, as a file under evidence/: "custody.pdf".
struct PackagedDocument {
  std::string name;
  Bytes bytes;
};

struct PackageSource {
  CaseId case_id;
  Address maker;
  std::string officer;
  Time made_at;
  std::vector<PackagedAct> acts;  // in case order (casework::put_in_order)
  std::vector<PackagedReceipt> receipts;
  std::vector<PackagedItem> items;
  std::vector<LoggedEvent> custody;
  std::vector<Bytes> profiles;  // the signed profile of every Party, the maker's included
  std::function<Result<Bytes>(ByteView)> sign;  // CMS by the maker's signing key
  // Papers about the whole, given the SHA-256 of the payload manifest; may be empty.
  std::function<Result<std::vector<PackagedDocument>>(const Digest& payload_manifest)> documents;
};

struct PackageSummary {
  std::filesystem::path folder;
  std::uint64_t evidence_bytes = 0;
  Digest seal{};  // SHA-256 of the tag manifest that is sealed: one number for the whole package
  Report report;  // of the check that every package passes before it is handed out
};

// `folder` must not exist; it appears only when it is complete, durable and checked: a package that
// its own verifier finds altered is never made. Errors: already_exists, chunk_mismatch (the
// evidence is not what the deliver act signed), bad_value and malformed (the source contradicts
// itself), not_pinned (a profile is missing), storage_full, storage_failed, and those of `sign`.
Result<PackageSummary> make_package(const PackageSource& source,
                                    const std::filesystem::path& folder);

}  // namespace haidang::proof
