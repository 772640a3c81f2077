// The folder, the seal's bytes and the manifests: is every file there, and only those?
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crypto/digest.hpp"
#include "proof/examination.hpp"
#include "proof/file_hash.hpp"

namespace haidang::proof {
namespace {

constexpr std::size_t texts_bytes_max = 1024UL * 1024 * 1024;

// The part of a package that a file belongs to, if the package still says something without it.
std::string optional_part(std::string_view path) {
  if (path.starts_with("proofs/")) return "proofs";
  if (path.starts_with("receipts/")) return "receipts";
  if (path.starts_with("evidence/chunks/")) return "evidence/chunks";
  if (path.starts_with("keys/")) return std::string(path);
  return {};
}

// Which files are missing, told together where a whole part is.
void tell_missing(Examination& exam) {
  std::map<std::string, std::size_t> left;
  std::set<std::string> whole_told;
  const auto is_there = [&](const std::string& path) {
    return exam.files.scan().files.contains(path);
  };
  for (const auto& [path, digest] : exam.tags)
    left[optional_part(path)] += is_there(path) ? 1 : 0;
  for (const auto& [path, digest] : exam.tags) {
    if (is_there(path)) continue;
    const std::string part = optional_part(path);
    if (part.empty() || left[part] > 0) {
      exam.altered(path, "this file is missing; the manifest lists it");
    } else if (whole_told.insert(part).second) {
      exam.cannot_tell(part, "this part of the package is missing; what it shows is unknown");
    }
  }
}

void read_texts(Examination& exam) {
  std::size_t total = 0;
  for (const auto& [path, digest] : exam.tags) {
    if (!exam.files.scan().files.contains(path)) continue;
    auto bytes = exam.files.read(path, BagLimits::tag_file_bytes);
    if (bytes.ok()) total += bytes->size();
    if (!bytes.ok() || total > texts_bytes_max) {
      exam.cannot_tell(path,
                       bytes.ok() ? "the package is too large to read" : bytes.error().text());
      if (bytes.ok()) return;
      continue;
    }
    if (crypto::sha256(*bytes) != digest) {
      exam.altered(path, "this file is not what the manifest lists: its SHA-256 differs");
    }
    exam.texts[path] = *std::move(bytes);
  }
}

std::optional<Bytes> read_if_there(Examination& exam, std::string_view name) {
  if (!exam.files.scan().files.contains(std::string(name))) return std::nullopt;
  auto bytes = exam.files.read(std::string(name), BagLimits::tag_file_bytes);
  if (bytes.ok()) return *std::move(bytes);
  exam.cannot_tell(name, bytes.error().text());
  return std::nullopt;
}

void open_seal(Examination& exam) {
  const auto bytes = read_if_there(exam, names::seal);
  if (!bytes) {
    exam.cannot_tell(names::seal, "the seal is missing: nobody answers for the package as a whole");
    return;
  }
  auto opened = crypto::open_signed(*bytes, BagLimits::tag_file_bytes);
  if (opened.ok()) {
    exam.seal = *std::move(opened);
  } else {
    exam.altered(names::seal, "the seal is not good: " + opened.error().what);
  }
}

void tell_changes_since_seal(Examination& exam, const Manifest& found) {
  std::set<std::string> changed;
  for (const auto& [path, digest] : exam.tags) {
    const auto it = found.find(path);
    if (it == found.end() || it->second != digest) changed.insert(path);
  }
  for (const auto& [path, digest] : found) {
    if (!exam.tags.contains(path)) changed.insert(path);
  }
  std::string list;
  for (const std::string& path : changed) {
    if (list.size() < 400) list += (list.empty() ? "" : ", ") + path;
  }
  exam.altered(names::tag_manifest, "it was changed after it was sealed, in the lines for " + list);
}

// The sealed manifest counts; the file beside it must be the same bytes.
Standing read_manifests(Examination& exam) {
  const auto bytes = read_if_there(exam, names::tag_manifest);
  auto found = bytes ? parse_manifest(as_text(*bytes))
                     : Result<Manifest>(Error{Code::not_found, "this file is missing"});
  if (!found.ok() && !bytes && !exam.seal) {
    exam.cannot_tell(names::tag_manifest, "there is neither a manifest nor a seal to go by");
  } else if (!found.ok()) {
    exam.altered(names::tag_manifest,
                 found.error().what + (found.error().why.empty() ? "" : ": ") + found.error().why);
  }
  auto sealed = exam.seal ? parse_manifest(as_text(exam.seal->content))
                          : Result<Manifest>(Error{Code::not_found, "there is no seal"});
  if (!sealed.ok() && exam.seal) exam.altered(names::seal, "it does not seal a manifest");
  if (sealed.ok()) {
    exam.tags = *std::move(sealed);
    if (bytes && *bytes != exam.seal->content && found.ok()) tell_changes_since_seal(exam, *found);
    return Standing::examinable;
  }
  if (found.ok()) exam.tags = *std::move(found);
  return exam.tags.empty() ? Standing::hopeless : Standing::examinable;
}

void read_payload_manifest(Examination& exam) {
  const Bytes* bytes = exam.text(names::payload_manifest);
  if (bytes == nullptr) return;
  auto payload = parse_manifest(as_text(*bytes));
  if (!payload.ok()) return exam.failed(names::payload_manifest, payload.error());
  exam.payload = *std::move(payload);
  for (const auto& [path, digest] : exam.payload) {
    if (!path.starts_with("data/")) {
      exam.altered(names::payload_manifest, "it lists " + path + ", which is not under data/");
    }
  }
}

void tell_unexpected(Examination& exam) {
  for (const std::string& path : exam.files.scan().strange) {
    exam.altered(path, "this is not an ordinary file (a link, a device or a strange name)");
  }
  for (const auto& [path, size] : exam.files.scan().files) {
    if (path == names::tag_manifest || path == names::seal) continue;
    if (exam.tags.contains(path) || exam.payload.contains(path)) continue;
    exam.altered(path, "unexpected file: no manifest lists it");
  }
}

void check_declaration(Examination& exam) {
  const Bytes* bytes = exam.text(names::declaration);
  if (bytes != nullptr && as_text(*bytes) != bag_declaration()) {
    exam.altered(names::declaration, "this is not the declaration of a BagIt 1.0 folder in UTF-8");
  }
}

}  // namespace

Standing examine_folder(Examination& exam) {
  auto files = PackageFiles::open(exam.place);
  if (!files.ok()) {
    exam.cannot_tell(exam.place.string(), files.error().text());
    return Standing::hopeless;
  }
  exam.files = *std::move(files);
  const auto is_there = [&](std::string_view name) {
    return exam.files.scan().files.contains(std::string(name));
  };
  if (!is_there(names::declaration) && !is_there(names::tag_manifest) && !is_there(names::seal)) {
    exam.cannot_tell(exam.place.string(), "this folder is not a package: it has no bagit.txt");
    return Standing::hopeless;
  }
  open_seal(exam);
  if (read_manifests(exam) == Standing::hopeless) return Standing::hopeless;
  tell_missing(exam);
  read_texts(exam);
  read_payload_manifest(exam);
  tell_unexpected(exam);
  check_declaration(exam);
  return Standing::examinable;
}

}  // namespace haidang::proof
