// A complete fictional case between Aurelia (XA) and Borealia (XB), with real keys, signatures and
// journals: for the tests of this room and of other tools. Not part of the library.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/random.hpp"
#include "directory/make_party.hpp"
#include "journal/journal.hpp"
#include "proof/package.hpp"
#include "store/database.hpp"

namespace haidang::proof {

// One fictional Party: its keys, its profile and its own journal, all in memory.
class SampleParty {
 public:
  SampleParty(const std::string& code, const std::string& name, Time now);

  [[nodiscard]] const directory::Profile& profile() const { return made_.profile; }
  [[nodiscard]] const Bytes& signed_profile() const { return signed_profile_; }
  [[nodiscard]] Bytes sign(ByteView content, Time at) const;
  // A committed and published entry, with its proof.
  LoggedEvent log(const std::string& kind, const json::object& event, Time at);

 private:
  crypto::SystemRandom random_;
  directory::MadeParty made_;
  Bytes signed_profile_;
  std::unique_ptr<journal::NoteSigner> note_signer_;
  store::Database database_;
  std::unique_ptr<journal::HeadStore> heads_;
  std::unique_ptr<journal::Journal> journal_;
};

struct SampleOptions {
  std::uint64_t image_bytes = 3UL * 64 * 1024 + 1000;  // of the larger evidence file
  std::uint32_t chunk_size = 64 * 1024;
  // A joint investigation, art. 48, with Ceteria (XC), whose last act names another fourth act of
  // XB than the one that XA was sent.
  bool two_stories = false;
};

// Request, acknowledge, accept, deliver (three files), retrieved, close; XA makes the package.
class SampleCase {
 public:
  explicit SampleCase(SampleOptions options = {});

  // Valid as long as the sample lives; callers may change their copy.
  [[nodiscard]] const PackageSource& source() const { return source_; }
  SampleParty& aurelia() { return aurelia_; }
  SampleParty& borealia() { return borealia_; }
  [[nodiscard]] const std::vector<ManifestItem>& items() const { return items_; }
  // Signs one more act in the case and logs it on both sides.
  void speak(SampleParty& author, SampleParty& other, ActKind kind, json::object body);

 private:
  void add_item(const std::string& name, std::uint64_t size, std::uint64_t seed);
  void add_custody(const ManifestItem& item);
  void join(Act& act) const;
  void contradict();

  SampleOptions options_;
  crypto::SystemRandom random_;
  Time now_;
  SampleParty aurelia_;
  SampleParty borealia_;
  std::optional<SampleParty> ceteria_;  // of two stories
  PackageSource source_;
  ActId request_;
  std::vector<ManifestItem> items_;
  struct Chain {
    std::uint64_t length = 0;
    Digest head{};
  };
  std::map<PartyCode, Chain> chains_;
};

}  // namespace haidang::proof
