// The inside of verify_package: what its steps share. Each step adds findings and leaves behind
// what later steps build on; none of them stops the others.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "crypto/cms.hpp"
#include "directory/profile.hpp"
#include "proof/bag.hpp"
#include "proof/formats.hpp"
#include "proof/package_files.hpp"
#include "proof/verify.hpp"

namespace haidang::proof {

// An item as a signed deliver act has it.
struct DeliveredItem {
  ManifestItem item;
  std::size_t act_number = 0;
};

struct Examination {
  std::filesystem::path place;  // a folder, or a ZIP file
  Report report;
  PackageFiles files;
  Manifest tags;  // what the seal (or else the tag manifest) lists
  Manifest payload;
  std::map<std::string, Bytes> texts;  // the tag files that are there, as read once
  std::optional<crypto::Signed> seal;
  Index index;
  std::map<PartyCode, directory::Profile> profiles;
  std::map<Digest, std::size_t> act_numbers;  // by the digest of the signed bytes
  std::map<std::pair<ActId, ItemId>, DeliveredItem> delivered;
  std::map<std::pair<std::string, std::uint64_t>, Digest> heads;  // origin, size: root

  [[nodiscard]] const Bytes* text(std::string_view name) const;
  void altered(std::string_view subject, std::string text);
  void cannot_tell(std::string_view subject, std::string text);
  void remark(std::string_view subject, std::string text);
  // A failed check: altered, unless the error only says that it cannot be known.
  void failed(std::string_view subject, const Error& error);
};

// folder_examination.cpp: the folder, its manifests and the seal's bytes.
enum class Standing { examinable, hopeless };
Standing examine_folder(Examination& exam);
// index_examination.cpp: the index, the Parties' profiles, who sealed, and the texts that repeat
// them.
Standing examine_index(Examination& exam);
void examine_parties(Examination& exam, const TrustAnchors& anchors);
void examine_seal(Examination& exam);
void examine_repetitions(Examination& exam);

// acts_examination.cpp
void examine_acts(Examination& exam);
void examine_receipts(Examination& exam);
void examine_journal(Examination& exam);

// evidence_examination.cpp
void examine_evidence(Examination& exam);

// Is `signer` a signing certificate of the Party, under the root of its profile, valid at `at`?
// Adds a finding about `subject` if not.
void examine_signer(Examination& exam, std::string_view subject, const PartyCode& party,
                    const crypto::Signed& signed_bytes);

}  // namespace haidang::proof
