// What a check of a package found, for people and for machines. Three outcomes, never two
// (DESIGN section 2, rule 4).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "acts/body.hpp"

namespace haidang::proof {

enum class Verdict { unaltered, cannot_tell, altered };  // the later one outweighs the earlier

std::string_view verdict_name(Verdict verdict);  // "unaltered", "cannot-tell", "altered"
int verdict_exit_code(Verdict verdict);          // 0, 11, 10

// One thing to know. With `unaltered` it is a remark that takes nothing away.
struct Finding {
  Verdict verdict = Verdict::unaltered;
  std::string subject;  // the file, and the chunk where that applies
  std::string text;
};

enum class Comparison { not_compared, same, different };

struct PartyFact {
  PartyCode party;
  std::string name;
  std::string fingerprint;  // words
  Comparison comparison = Comparison::not_compared;
};

struct ActFact {
  std::size_t number = 0;
  Act act;
  Digest sha256{};
  std::optional<std::uint64_t> journal_index;  // in the maker's journal
  std::optional<Time> received_at;             // by the other Party, from its receipt
};

struct ItemFact {
  ManifestItem item;
  std::string file;
  std::size_t delivered_by = 0;  // number of the act
};

struct CustodyFact {
  std::uint64_t journal_index = 0;
  std::string event;  // canonical JSON
};

struct Report {
  Verdict verdict = Verdict::unaltered;
  std::vector<Finding> findings;
  std::string case_id;
  std::string made_by;  // "XA contact-point, officer …"
  std::optional<Time> made_at;
  std::optional<Time> sealed_at;
  std::vector<PartyFact> parties;
  std::vector<ActFact> acts;
  std::vector<ItemFact> items;
  std::vector<CustodyFact> custody;

  // The verdict only ever gets worse.
  void add(Verdict verdict, std::string subject, std::string text);
};

// The plain sentence first, then findings, then who said what when. Fit for a terminal.
std::string report_text(const Report& report);
std::string report_json(const Report& report);

}  // namespace haidang::proof
