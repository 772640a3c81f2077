// The index, the Parties and their roots, the seal's signer, and the texts that repeat facts.
#include <fmt/format.h>

#include <algorithm>

#include "proof/examination.hpp"

namespace haidang::proof {
namespace {

// What keeps us from judging, as against what speaks against the package.
bool leaves_it_open(Code code) {
  switch (code) {
    case Code::key_expired:
    case Code::unsupported_version:
    case Code::too_large:
    case Code::not_found:
    case Code::storage_failed:
    case Code::unavailable:
      return true;
    default:
      return false;
  }
}

std::string sentence(const Error& error) {
  return error.why.empty() ? error.what : error.what + ": " + error.why;
}

void read_party(Examination& exam, const PartyCode& party) {
  const std::string name = names::profile(party);
  const Bytes* bytes = exam.text(name);
  if (bytes == nullptr) return;
  auto profile = directory::open_profile(*bytes, exam.index.made_at);
  if (!profile.ok()) return exam.failed(name, profile.error());
  if (profile->party != party) {
    return exam.altered(name, "this is the profile of " + profile->party.text());
  }
  const Bytes* root = exam.text(names::root(party));
  if (root != nullptr && as_text(*root) != profile->root.pem()) {
    exam.altered(names::root(party), "this is not the root certificate of the profile");
  }
  exam.profiles.emplace(party, *std::move(profile));
}

Comparison compare(Examination& exam, const directory::Profile& profile,
                   const TrustAnchors& anchors) {
  const auto anchor = anchors.fingerprints.find(profile.party);
  if (anchor == anchors.fingerprints.end()) return Comparison::not_compared;
  if (same_words(anchor->second, directory::fingerprint_words(profile))) return Comparison::same;
  exam.cannot_tell(names::root(profile.party),
                   fmt::format("the root of {} in this package is {}, not the one you trust; "
                               "whatever is signed under it may be anybody's",
                               profile.party.text(), directory::fingerprint_words(profile)));
  return Comparison::different;
}

void check_same(Examination& exam, std::string_view name, std::string_view expected) {
  const Bytes* bytes = exam.text(name);
  if (bytes == nullptr || as_text(*bytes) == expected) return;
  exam.altered(name, "it does not agree with the rest of the package");
}

void check_info(Examination& exam) {
  const Bytes* bytes = exam.text(names::info);
  if (bytes == nullptr) return;
  const auto info = parse_bag_info(as_text(*bytes));
  if (!info.ok()) return exam.failed(names::info, info.error());
  Oxum found;
  for (const auto& [path, size] : exam.files.scan().files) {
    if (!path.starts_with("data/")) continue;
    found.bytes += size;
    found.files += 1;
  }
  if (info->oxum != found) {
    exam.altered(names::info,
                 fmt::format("Payload-Oxum says {} bytes in {} files; there are {} "
                             "bytes in {} files",
                             info->oxum.bytes, info->oxum.files, found.bytes, found.files));
  }
  if (info->identifier != exam.index.case_id.text() ||
      info->maker != exam.index.maker.party.text()) {
    exam.altered(names::info, "it does not agree with " + std::string(names::index));
  }
}

}  // namespace

const Bytes* Examination::text(std::string_view name) const {
  const auto it = texts.find(std::string(name));
  return it == texts.end() ? nullptr : &it->second;
}
void Examination::altered(std::string_view subject, std::string text) {
  report.add(Verdict::altered, std::string(subject), std::move(text));
}
void Examination::cannot_tell(std::string_view subject, std::string text) {
  report.add(Verdict::cannot_tell, std::string(subject), std::move(text));
}
void Examination::remark(std::string_view subject, std::string text) {
  report.add(Verdict::unaltered, std::string(subject), std::move(text));
}
void Examination::failed(std::string_view subject, const Error& error) {
  leaves_it_open(error.code) ? cannot_tell(subject, sentence(error))
                             : altered(subject, sentence(error));
}

void examine_signer(Examination& exam, std::string_view subject, const PartyCode& party,
                    const crypto::Signed& signed_bytes) {
  const crypto::Certificate& signer = signed_bytes.signer;
  if (signer.country() != party.text()) {
    return exam.altered(subject, fmt::format("it should be signed by {}, but the signer is {}",
                                             party.text(), signer.subject()));
  }
  const auto profile = exam.profiles.find(party);
  if (profile == exam.profiles.end()) {
    return exam.cannot_tell(subject, fmt::format("without the profile of {} it is unknown whether "
                                                 "the signer is {}",
                                                 party.text(), party.text()));
  }
  const auto chain = crypto::verify_chain(
      signer, profile->second.root, crypto::CertificateUse::signing, signed_bytes.signing_time);
  if (!chain.ok()) exam.failed(subject, chain.error());
}

Standing examine_index(Examination& exam) {
  const Bytes* bytes = exam.text(names::index);
  if (bytes == nullptr) return Standing::hopeless;
  auto index = parse_index(as_text(*bytes));
  if (!index.ok()) {
    exam.failed(names::index, index.error());
    return Standing::hopeless;
  }
  exam.index = *std::move(index);
  exam.report.case_id = exam.index.case_id.text();
  exam.report.made_by = fmt::format("{} {}, {}", exam.index.maker.party.text(),
                                    exam.index.maker.authority, exam.index.officer);
  exam.report.made_at = exam.index.made_at;
  return Standing::examinable;
}

void examine_parties(Examination& exam, const TrustAnchors& anchors) {
  for (const PartyCode& party : exam.index.parties)
    read_party(exam, party);
  for (const auto& [party, profile] : exam.profiles) {
    const Comparison comparison = compare(exam, profile, anchors);
    exam.report.parties.push_back(
        {party, profile.name, directory::fingerprint_words(profile), comparison});
  }
  for (const auto& [party, words] : anchors.fingerprints) {
    if (exam.profiles.contains(party)) continue;
    exam.cannot_tell(names::profile(party),
                     "you gave a fingerprint for " + party.text() +
                         ", but the package has no profile of it that can be read");
  }
}

void examine_seal(Examination& exam) {
  if (!exam.seal) return;
  examine_signer(exam, names::seal, exam.index.maker.party, *exam.seal);
  exam.report.sealed_at = exam.seal->signing_time;
}

void examine_repetitions(Examination& exam) {
  check_info(exam);
  check_same(exam, names::hashdeep, write_hashdeep(exam.index.items));
  std::vector<directory::Profile> profiles;
  for (const PartyCode& party : exam.index.parties) {
    const auto it = exam.profiles.find(party);
    if (it == exam.profiles.end()) return;
    profiles.push_back(it->second);
  }
  check_same(exam, names::policy, write_policy(profiles));
}

}  // namespace haidang::proof
