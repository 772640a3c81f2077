#include "proof/package.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <set>
#include <span>
#include <system_error>

#include "base/durable_file.hpp"
#include "base/embedded.hpp"
#include "crypto/cms.hpp"
#include "crypto/digest.hpp"
#include "directory/profile.hpp"
#include "proof/bag.hpp"
#include "proof/file_hash.hpp"
#include "proof/formats.hpp"
#include "proof/verify.hpp"

namespace haidang {
std::span<const EmbeddedFile> proof_guide();  // guide/, compiled in
std::span<const EmbeddedFile> verify_page();  // web/: verify.html, or nothing in a build without it
}  // namespace haidang

namespace haidang::proof {
namespace {

Error contradiction(std::string why) {
  return {Code::bad_value, "the package cannot be made", std::move(why),
          "Run `haidang journal verify` and make the package again."};
}

// A folder under a temporary name that disappears unless it is kept.
class Workshop {
 public:
  static Result<Workshop> open(const std::filesystem::path& folder) {
    std::error_code ec;
    if (std::filesystem::exists(std::filesystem::symlink_status(folder, ec))) {
      return Error{Code::already_exists, folder.string() + " exists already", "",
                   "Name a folder that does not exist yet."};
    }
    const auto place = std::filesystem::absolute(folder, ec);
    const auto temporary = place.parent_path() / fmt::format(".{}.part", place.filename().string());
    HD_TRY_VOID(make_durable_folder(place.parent_path(), FileMode::private_to_owner));
    if (!std::filesystem::create_directory(temporary, ec) && !ec) {
      return Error{Code::locked, "this package is being made already", "",
                   "Wait; or, if it was interrupted, remove " + temporary.string()};
    }
    if (ec) return storage_error("could not make " + temporary.string(), ec.value());
    std::filesystem::permissions(temporary, std::filesystem::perms::owner_all, ec);
    return Workshop(temporary, place);
  }
  Workshop(Workshop&& other) noexcept
      : temporary_(std::exchange(other.temporary_, {})), place_(std::move(other.place_)) {}
  Workshop& operator=(Workshop&&) = delete;
  ~Workshop() {
    std::error_code ec;
    if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ec);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return temporary_; }

  Result<void> keep() {
    // A folder that appeared meanwhile and holds anything is not replaced (rename(2), ENOTEMPTY).
    if (::rename(temporary_.c_str(), place_.c_str()) != 0) {
      return storage_error("could not put in place " + place_.string(), errno);
    }
    temporary_.clear();
    const int fd = ::open(place_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int synced = fd < 0 ? -1 : ::fsync(fd);
    const int error_number = errno;
    if (fd >= 0) ::close(fd);
    if (synced != 0) {
      return storage_error("could not make durable " + place_.string(), error_number);
    }
    return {};
  }

 private:
  Workshop(std::filesystem::path temporary, std::filesystem::path place)
      : temporary_(std::move(temporary)), place_(std::move(place)) {}
  std::filesystem::path temporary_;
  std::filesystem::path place_;
};

struct OpenedAct {
  Act act;
  Bytes text;
  Digest digest{};
};

Result<OpenedAct> open_act(const PackagedAct& packaged, const CaseId& case_id) {
  HD_TRY(crypto::Signed opened, crypto::open_signed(packaged.signed_act, ActLimits::signed_bytes));
  HD_TRY(Act act, parse_act(as_text(opened.content)));
  if (act.case_id != case_id) return contradiction("an act is of another case");
  return OpenedAct{std::move(act), std::move(opened.content), crypto::sha256(packaged.signed_act)};
}

Result<std::vector<directory::Profile>> open_profiles(const PackageSource& source) {
  std::vector<directory::Profile> profiles;
  for (const Bytes& bytes : source.profiles) {
    HD_TRY(directory::Profile profile, directory::open_profile(bytes, source.made_at));
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

class Packer {
 public:
  Packer(const PackageSource& source, std::filesystem::path folder)
      : source_(source), folder_(std::move(folder)) {}

  Result<void> pack() {
    HD_TRY_VOID(open_sources());
    for (const PackagedItem& item : source_.items)
      HD_TRY_VOID(add_item(item));
    for (std::size_t i = 0; i < acts_.size(); ++i)
      HD_TRY_VOID(add_act(i));
    HD_TRY_VOID(add_receipts());
    HD_TRY_VOID(add_custody());
    HD_TRY_VOID(add_keys());
    HD_TRY_VOID(add_guide());
    HD_TRY_VOID(add(names::index, write_index(index_)));
    HD_TRY_VOID(add(names::hashdeep, write_hashdeep(index_.items)));
    HD_TRY_VOID(add_documents());
    return close();
  }
  [[nodiscard]] const Oxum& oxum() const { return oxum_; }
  [[nodiscard]] const Digest& seal() const { return seal_; }

 private:
  Result<void> open_sources() {
    index_ = {source_.case_id, source_.maker, source_.officer, source_.made_at, {}, {}, {}, {}, 0};
    HD_TRY(profiles_, open_profiles(source_));
    for (const PackagedAct& packaged : source_.acts) {
      HD_TRY(OpenedAct opened, open_act(packaged, source_.case_id));
      acts_.push_back(std::move(opened));
    }
    std::set<PartyCode> speakers{source_.maker.party};
    for (const OpenedAct& opened : acts_)
      speakers.insert(opened.act.author.party);
    for (const PartyCode& party : speakers) {
      if (std::none_of(profiles_.begin(), profiles_.end(),
                       [&](const auto& profile) { return profile.party == party; })) {
        return Error{Code::not_pinned, "the profile of " + party.text() + " is missing",
                     "its acts could not be checked by anybody",
                     "Import it: haidang party trust FILE"};
      }
    }
    return {};
  }

  Result<void> add(std::string_view name, std::string_view text) {
    return add(name, as_bytes(text));
  }
  Result<void> add(std::string_view name, ByteView bytes) {
    HD_CHECK(is_safe_path(name));
    const auto path = folder_ / name;
    HD_TRY_VOID(make_durable_folder(path.parent_path(), FileMode::shared_read));
    tags_[std::string(name)] = crypto::sha256(bytes);
    return write_durable(path, bytes);
  }

  Result<void> add_item(const PackagedItem& packaged) {
    const ManifestItem& item = packaged.item;
    HD_TRY_VOID(check_file_name(item.name));
    const auto* by = delivering_act(item);
    if (by == nullptr) return contradiction("no deliver act of the case has item " + item.name);
    if (chunk_tree_root(packaged.chunk_digests) != item.chunk_root) {
      return Error{Code::chunk_mismatch,
                   "the chunk list of " + item.name + " is not the signed one", "",
                   "Run `haidang journal verify` on the node that holds the evidence."};
    }
    const std::string name = names::evidence(item);
    HD_TRY_VOID(make_durable_folder((folder_ / name).parent_path(), FileMode::shared_read));
    HD_TRY(const Digest written, packaged.write_plain(folder_ / name));
    if (written != item.sha256) {
      return Error{Code::chunk_mismatch, item.name + " is not what the deliver act signed",
                   fmt::format("SHA-256 {} instead of {}", hex(written), hex(item.sha256)),
                   "Run `haidang journal verify` on the node that holds the evidence."};
    }
    payload_[name] = written;
    oxum_.bytes += item.size;
    oxum_.files += 1;
    index_.items.push_back({item, by->act.id});
    return add(names::chunks(item.id), write_chunk_list(packaged.chunk_digests));
  }

  const OpenedAct* delivering_act(const ManifestItem& item) const {
    for (const OpenedAct& opened : acts_) {
      if (opened.act.kind != ActKind::deliver) continue;
      const auto body = read_deliver(opened.act.body);
      if (!body.ok()) continue;
      const auto same = [&](const ManifestItem& other) { return same_facts(item, other); };
      if (std::any_of(body->items.begin(), body->items.end(), same)) return &opened;
    }
    return nullptr;
  }

  Result<void> add_act(std::size_t i) {
    const OpenedAct& opened = acts_[i];
    const Act& act = opened.act;
    const auto& logged = source_.acts[i].logged;
    index_.acts.push_back({act.id, act.author.party, act.kind, opened.digest, logged.has_value()});
    const std::string name = names::act(i + 1, act.author.party, act.kind);
    HD_TRY_VOID(add(name + ".p7m", source_.acts[i].signed_act));
    HD_TRY_VOID(add(name + ".json", opened.text));
    if (!logged) return {};
    HD_TRY(const std::string line, salted_line(*logged));
    HD_TRY_VOID(add(names::act_event(i + 1), line));
    return add(names::act_proof(i + 1), journal::write_proof(logged->proof));
  }

  static Result<std::string> salted_line(const LoggedEvent& logged) {
    HD_TRY(json::object event, parse_json_object(as_text(logged.event)));
    if (canonical(event) != as_text(logged.event)) {
      return contradiction("a journal event is not canonical JSON");
    }
    return write_salted_event({std::move(event), logged.salt});
  }

  Result<void> add_receipts() {
    for (const PackagedReceipt& receipt : source_.receipts) {
      std::string name = receipt.name;
      if (name.empty()) name = fmt::format("{:04}.json", index_.receipts.size() + 1);
      HD_TRY_VOID(check_file_name(name));
      name.insert(0, "receipts/");
      if (tags_.contains(name)) return contradiction("two receipts are called " + name);
      index_.receipts.push_back(name);
      HD_TRY_VOID(add(name, receipt.bytes));
    }
    return {};
  }

  Result<void> add_custody() {
    std::vector<const LoggedEvent*> events;
    events.reserve(source_.custody.size());
    for (const LoggedEvent& event : source_.custody)
      events.push_back(&event);
    std::sort(events.begin(), events.end(),
              [](const auto* a, const auto* b) { return a->proof.index < b->proof.index; });
    std::string lines;
    for (const LoggedEvent* event : events) {
      HD_TRY(const std::string line, salted_line(*event));
      lines += line + "\n";
      const std::string name = names::custody_proof(++index_.custody_events);
      HD_TRY_VOID(add(name, journal::write_proof(event->proof)));
    }
    return add(names::custody, lines);
  }

  Result<void> add_keys() {
    for (std::size_t i = 0; i < profiles_.size(); ++i) {
      const directory::Profile& profile = profiles_[i];
      if (tags_.contains(names::profile(profile.party))) {
        return contradiction("there are two profiles of " + profile.party.text());
      }
      index_.parties.push_back(profile.party);
      HD_TRY_VOID(add(names::profile(profile.party), source_.profiles[i]));
      HD_TRY_VOID(add(names::root(profile.party), profile.root.pem()));
    }
    return add(names::policy, write_policy(profiles_));
  }

  Result<void> add_guide() {
    for (const EmbeddedFile& file : proof_guide()) {
      HD_TRY_VOID(add(fmt::format("verify/{}", file.name), file.bytes));
    }
    for (const EmbeddedFile& file : verify_page()) {
      HD_TRY_VOID(add(fmt::format("verify/{}", file.name), file.bytes));
    }
    return {};
  }

  Result<void> add_documents() {
    if (!source_.documents) return {};
    const Digest payload = crypto::sha256(as_bytes(write_manifest(payload_)));
    HD_TRY(const std::vector<PackagedDocument> documents, source_.documents(payload));
    for (const PackagedDocument& document : documents) {
      HD_TRY_VOID(check_file_name(document.name));
      const std::string name = "evidence/" + document.name;
      if (tags_.contains(name)) return contradiction("two documents are called " + name);
      HD_TRY_VOID(add(name, document.bytes));
    }
    return {};
  }

  // The tag manifest covers everything but itself and its seal; the seal covers the tag manifest.
  Result<void> close() {
    const std::string day = format_time(source_.made_at).substr(0, 10);
    const std::string& party = source_.maker.party.text();
    HD_TRY_VOID(make_durable_folder(folder_ / "data", FileMode::shared_read));
    HD_TRY_VOID(add(names::declaration, bag_declaration()));
    HD_TRY_VOID(add(names::payload_manifest, write_manifest(payload_)));
    HD_TRY_VOID(add(names::info, write_bag_info({day, oxum_, source_.case_id.text(),
                                                 party + " " + source_.maker.authority, party})));
    const std::string manifest = write_manifest(tags_);
    seal_ = crypto::sha256(as_bytes(manifest));
    HD_TRY(const Bytes seal, source_.sign(as_bytes(manifest)));
    HD_TRY_VOID(add(names::seal, seal));
    return add(names::tag_manifest, manifest);
  }

  const PackageSource& source_;
  std::filesystem::path folder_;
  std::vector<directory::Profile> profiles_;
  std::vector<OpenedAct> acts_;
  Index index_;
  Manifest payload_;
  Manifest tags_;
  Oxum oxum_;
  Digest seal_{};
};

Error not_sound(const Report& report) {
  Error error{Code::bad_value,
              "the package would not verify and was not made",
              "",
              "Run `haidang journal verify`; the findings name what does not fit.",
              {}};
  for (const Finding& finding : report.findings) {
    if (finding.verdict != Verdict::altered) continue;
    if (error.why.empty()) error.why = finding.subject + ": " + finding.text;
    error.details.push_back({finding.subject, finding.text, ""});
  }
  return error;
}

}  // namespace

Result<PackageSummary> make_package(const PackageSource& source,
                                    const std::filesystem::path& folder) {
  HD_TRY(Workshop workshop, Workshop::open(folder));
  Packer packer(source, workshop.path());
  HD_TRY_VOID(packer.pack());
  Report report = verify_package(workshop.path(), {});
  if (report.verdict == Verdict::altered) return not_sound(report);
  HD_TRY_VOID(workshop.keep());
  return PackageSummary{folder, packer.oxum().bytes, packer.seal(), std::move(report)};
}

}  // namespace haidang::proof
