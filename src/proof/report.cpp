#include "proof/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "proof/bag.hpp"

namespace haidang::proof {
namespace {

std::string_view label(Verdict verdict) {
  switch (verdict) {
    case Verdict::unaltered:
      return "NOTE";
    case Verdict::cannot_tell:
      return "CANNOT TELL";
    case Verdict::altered:
      return "ALTERED";
  }
  return "";
}

std::string_view comparison_name(Comparison comparison) {
  switch (comparison) {
    case Comparison::not_compared:
      return "not compared";
    case Comparison::same:
      return "the one you trust";
    case Comparison::different:
      return "NOT the one you trust";
  }
  return "";
}

// The plain sentence: the outcome and, if it is not the good one, the first reason.
std::string sentence(const Report& report) {
  if (report.verdict == Verdict::unaltered) {
    return fmt::format(
        "UNALTERED: all {} acts and {} evidence files are exactly as signed and "
        "sealed.",
        report.acts.size(), report.items.size());
  }
  const auto counts = [&](const Finding& finding) { return finding.verdict == report.verdict; };
  const auto first = std::find_if(report.findings.begin(), report.findings.end(), counts);
  const auto more = std::count_if(report.findings.begin(), report.findings.end(), counts) - 1;
  std::string text = fmt::format("{}: {}: {}.", label(report.verdict), first->subject, first->text);
  if (more > 0) text += fmt::format(" And {} more.", more);
  return text;
}

bool wants_comparison(const Report& report) {
  return std::any_of(report.parties.begin(), report.parties.end(), [](const PartyFact& party) {
    return party.comparison == Comparison::not_compared;
  });
}

std::string findings_text(const Report& report) {
  std::string out = report.findings.empty() ? "" : "\nFindings\n";
  for (const Verdict verdict : {Verdict::altered, Verdict::cannot_tell, Verdict::unaltered}) {
    for (const Finding& finding : report.findings) {
      if (finding.verdict != verdict) continue;
      out += fmt::format("  {}: {}: {}\n", label(verdict), finding.subject, finding.text);
    }
  }
  return out;
}

std::string parties_text(const Report& report) {
  if (report.parties.empty()) return "";
  std::string out = "\nParties and the fingerprints of their roots\n";
  for (const PartyFact& party : report.parties) {
    out += fmt::format("  {} {}: {} ({})\n", party.party.text(), printable(party.name),
                       party.fingerprint, comparison_name(party.comparison));
  }
  if (wants_comparison(report)) {
    out +=
        "  This result rests on these roots. Compare the words that are \"not compared\" over\n"
        "  another channel, e.g. by telephone with the Party's contact point, or give them with\n"
        "  --trust PARTY=WORDS.\n";
  }
  return out;
}

std::string acts_text(const Report& report) {
  std::string out = report.acts.empty() ? "" : "\nActs, as signed\n";
  for (const ActFact& fact : report.acts) {
    const Act& act = fact.act;
    out +=
        fmt::format("  {:4} {} {} {} ({}): {} to {} {}\n", fact.number, format_time(act.issued_at),
                    act.author.party.text(), act.author.authority, printable(act.officer),
                    act_kind_name(act.kind), act.to.party.text(), act.to.authority);
    out += fmt::format("       SHA-256 {}", hex(fact.sha256));
    if (fact.journal_index) out += fmt::format(", journal entry {}", *fact.journal_index);
    if (fact.received_at) out += ", received " + format_time(*fact.received_at);
    out += "\n";
  }
  return out;
}

std::string items_text(const Report& report) {
  std::string out = report.items.empty() ? "" : "\nEvidence\n";
  for (const ItemFact& fact : report.items) {
    const ManifestItem& item = fact.item;
    out += fmt::format("  {}\n       {} bytes, SHA-256 {}, delivered by act {}\n", fact.file,
                       item.size, hex(item.sha256), fact.delivered_by);
    out += fmt::format("       acquired {} by {} with {}; source: {}\n",
                       printable(item.acquired_at), printable(item.acquired_by),
                       printable(item.acquisition_tool), printable(item.source));
  }
  return out;
}

std::string custody_text(const Report& report) {
  std::string out = report.custody.empty() ? "" : "\nCustody, from the maker's journal\n";
  for (const CustodyFact& fact : report.custody) {
    out += fmt::format("  {:6} {}\n", fact.journal_index, printable(fact.event));
  }
  return out;
}

json::array findings_json(const Report& report) {
  json::array list;
  for (const Finding& finding : report.findings) {
    list.push_back(json::object{{"verdict", verdict_name(finding.verdict)},
                                {"subject", finding.subject},
                                {"text", finding.text}});
  }
  return list;
}

json::array parties_json(const Report& report) {
  json::array list;
  for (const PartyFact& party : report.parties) {
    list.push_back(json::object{{"party", party.party.text()},
                                {"name", party.name},
                                {"fingerprint", party.fingerprint},
                                {"comparison", comparison_name(party.comparison)}});
  }
  return list;
}

json::array acts_json(const Report& report) {
  json::array list;
  for (const ActFact& fact : report.acts) {
    const Act& act = fact.act;
    json::object row{{"number", fact.number},
                     {"id", act.id.text()},
                     {"kind", act_kind_name(act.kind)},
                     {"party", act.author.party.text()},
                     {"authority", act.author.authority},
                     {"officer", act.officer},
                     {"issued_at", format_time(act.issued_at)},
                     {"sha256", hex(fact.sha256)}};
    if (fact.journal_index) row["journal_index"] = *fact.journal_index;
    if (fact.received_at) row["received_at"] = format_time(*fact.received_at);
    list.push_back(std::move(row));
  }
  return list;
}

json::array items_json(const Report& report) {
  json::array list;
  for (const ItemFact& fact : report.items) {
    list.push_back(json::object{{"file", fact.file},
                                {"name", fact.item.name},
                                {"size", fact.item.size},
                                {"sha256", hex(fact.item.sha256)},
                                {"delivered_by", fact.delivered_by}});
  }
  return list;
}

json::array custody_json(const Report& report) {
  json::array list;
  for (const CustodyFact& fact : report.custody) {
    list.push_back(json::object{{"journal_index", fact.journal_index}, {"event", fact.event}});
  }
  return list;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::unaltered:
      return "unaltered";
    case Verdict::cannot_tell:
      return "cannot-tell";
    case Verdict::altered:
      return "altered";
  }
  return "";
}

int verdict_exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::unaltered:
      return 0;
    case Verdict::cannot_tell:
      return 11;
    case Verdict::altered:
      return 10;
  }
  return 11;
}

void Report::add(Verdict found, std::string subject, std::string text) {
  verdict = std::max(verdict, found);
  findings.push_back({found, printable(subject), printable(text)});
}

std::string report_text(const Report& report) {
  std::string out = sentence(report) + "\n";
  out += findings_text(report);
  if (!report.case_id.empty()) {
    out += fmt::format("\nCase {}\n  packaged by {}", report.case_id, printable(report.made_by));
    if (report.made_at) out += " at " + format_time(*report.made_at);
    if (report.sealed_at) out += ", sealed at " + format_time(*report.sealed_at);
    out += "\n";
  }
  out += parties_text(report) + acts_text(report) + items_text(report) + custody_text(report);
  return out;
}

std::string report_json(const Report& report) {
  json::object object{{"haidang_report", 1},
                      {"verdict", verdict_name(report.verdict)},
                      {"sentence", sentence(report)},
                      {"findings", findings_json(report)},
                      {"parties", parties_json(report)},
                      {"acts", acts_json(report)},
                      {"items", items_json(report)},
                      {"custody", custody_json(report)}};
  if (!report.case_id.empty()) {
    object["case"] = report.case_id;
    object["made_by"] = report.made_by;
  }
  if (report.made_at) object["made_at"] = format_time(*report.made_at);
  if (report.sealed_at) object["sealed_at"] = format_time(*report.sealed_at);
  return canonical(object);
}

}  // namespace haidang::proof
