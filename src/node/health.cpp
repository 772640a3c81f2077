#include "node/health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "node/node_state.hpp"

namespace haidang::node {
namespace {

constexpr std::uintmax_t disk_low_bytes = 2ULL * 1024 * 1024 * 1024;
constexpr std::int64_t backup_days_max = 3;
constexpr std::size_t due_shown = 20;
constexpr std::size_t parked_shown = 100;
constexpr std::size_t notices_shown = 50;

void check_keys(const directory::Profile& profile, Time now, json::array& findings) {
  const auto check = [&](std::string_view what, const crypto::Certificate& certificate) {
    const auto left = std::chrono::floor<Days>(certificate.not_after() - now).count();
    if (left > 60) return;
    findings.push_back(finding(
        left < 0 ? "error" : "warning",
        left < 0
            ? fmt::format("the {} key of {} expired {} days ago", what, profile.party.text(), -left)
            : fmt::format("the {} key of {} expires in {} days", what, profile.party.text(), left),
        "Ours: haidang key rotate. A peer's: haidang party trust FILE, with its new profile"));
  };
  check("signing", profile.keys.signing);
  check("sealing", profile.keys.sealing);
  check("transport", profile.keys.transport);
  check("root", profile.root);
}

json::array describe_backlog(const exchange::Outbox& outbox, Time now, json::array& findings) {
  json::array list;
  for (const exchange::Backlog& row : outbox.backlog()) {
    json::object line{{"party", row.to.party.text()}, {"authority", row.to.authority},
                      {"waiting", row.waiting},       {"parked", row.parked},
                      {"failures", row.failures},     {"next_attempt", nullptr}};
    if (row.next_attempt) line["next_attempt"] = format_time(*row.next_attempt);
    list.push_back(std::move(line));
    if (row.waiting > 0 && row.failures > 0) {
      const auto wait = row.next_attempt
                            ? std::chrono::ceil<std::chrono::seconds>(*row.next_attempt - now)
                            : std::chrono::seconds{0};
      findings.push_back(
          finding("warning",
                  fmt::format("{} acts wait for {}: {} (tried {} times, again in {} s)",
                              row.waiting, row.to.party.text(), row.last_failure, row.failures,
                              std::max<std::int64_t>(0, wait.count())),
                  "Nothing is lost. If it lasts, telephone the Party: its node may be down."));
    }
  }
  return list;
}

// Set aside until somebody looks: each with why, and with what to type.
json::array describe_parked(const exchange::Outbox& outbox, json::array& findings) {
  json::array list;
  for (const auto& [to, row] : outbox.parked()) {
    if (list.size() == parked_shown) break;
    list.push_back(json::object{{"act", row.act.id.text()},
                                {"case", row.act.case_id.text()},
                                {"party", to.party.text()},
                                {"authority", to.authority},
                                {"code", row.code},
                                {"reason", row.reason}});
    if (row.code == code_text(Code::gap)) continue;  // told with the act before it
    findings.push_back(finding(
        "error",
        fmt::format("an act to {} is set aside: {} {}", to.party.text(), row.code, row.reason),
        fmt::format("haidang explain {}; once mended: haidang outbox retry {}", row.code,
                    to.party.text())));
  }
  return list;
}

Result<json::array> describe_due(Road& road) {
  HD_TRY(const std::vector<RequestRow> rows, road.archive().open_requests(due_shown));
  json::array list;
  for (const RequestRow& row : rows) {
    json::object line{{"request", row.id.text()},
                      {"measure", row.measure},
                      {"requesting", row.requesting.text()},
                      {"requested", row.requested.text()},
                      {"status", row.status},
                      {"waits_for", row.waits_for},
                      {"due", nullptr},
                      {"emergency", row.urgent}};
    if (row.due) line["due"] = format_time(*row.due);
    list.push_back(std::move(line));
  }
  return list;
}

// What is open of what officers were told; and what reached nobody.
Result<json::array> describe_notices(Node::State& state, Road& road, json::array& findings) {
  HD_TRY(const std::vector<Notice> open, state.notices->open_ones(notices_shown));
  json::array list;
  for (const Notice& row : open) {
    HD_TRY(const std::vector<std::string> officers, state.notices->officers_of(row.id));
    json::object line = describe_notice(row, road.law());
    line["officers"] = json::array(officers.begin(), officers.end());
    list.push_back(std::move(line));
    if (!officers.empty()) continue;
    findings.push_back(finding(
        "warning",
        fmt::format(
            "a notice about request {} reached nobody: no officer takes part in cases at {}",
            row.request.text().substr(0, 8), row.authority),
        "haidang officer list; haidang officer posts NAME ..."));
  }
  return list;
}

// Own law files: what is broken is not in force, and what changed is not yet.
void check_law(const Node::State& state, json::array& findings) {
  for (const treaty::LawFault& fault : state.own_law.faults) {
    findings.push_back(finding("error", "not in force: " + fault.error.what,
                               fault.error.next + " Then stop the node and start it."));
  }
  const OwnLawFiles now = read_own_law(state.parts.layout);
  const auto same = [](const treaty::OwnFile& a, const treaty::OwnFile& b) {
    return a.name == b.name && a.text == b.text;
  };
  const auto& then = state.law_files.files;
  if (std::equal(now.files.begin(), now.files.end(), then.begin(), then.end(), same)) return;
  findings.push_back(finding("warning", "law files changed since the node started",
                             "haidang law check; then stop the node and start it"));
}

void check_disk(const std::filesystem::path& root, json::object& out, json::array& findings) {
  std::error_code ec;
  const auto space = std::filesystem::space(root, ec);
  if (ec) return;
  out["disk_free_bytes"] = space.available;
  if (space.available >= disk_low_bytes) return;
  findings.push_back(
      finding("error", fmt::format("only {} MiB are free on the data disk", space.available >> 20U),
              "Free space; what was committed is safe, new work will be refused."));
}

// None on record says nothing: backups may be made and not told.
void check_backup(const std::optional<Time>& at, Time now, json::object& out,
                  json::array& findings) {
  out["backed_up_at"] = nullptr;
  if (!at) return;
  out["backed_up_at"] = format_time(*at);
  const auto days = std::chrono::floor<Days>(now - *at).count();
  if (days < backup_days_max) return;
  findings.push_back(finding("warning",
                             fmt::format("the last backup on record is {} days old", days),
                             "Back up as docs/operation.md says, then: haidang journal backed-up"));
}

}  // namespace

json::object finding(std::string_view level, std::string text, std::string next) {
  return {{"level", level}, {"text", std::move(text)}, {"next", std::move(next)}};
}

json::object describe_party(const directory::Profile& profile) {
  json::array authorities;
  for (const directory::AuthorityInfo& row : profile.authorities) {
    authorities.push_back(directory::write_authority(row));
  }
  json::array declarations;
  for (const directory::Declaration& row : profile.declarations)
    declarations.push_back(directory::write_declaration(row));
  return {{"party", profile.party.text()},
          {"name", profile.name},
          {"version", profile.version},
          {"issued_at", format_time(profile.issued_at)},
          {"endpoint", profile.endpoint},
          {"fingerprint", directory::fingerprint_words(profile)},
          {"authorities", std::move(authorities)},
          {"declarations", std::move(declarations)},
          {"keys_expire", format_time(profile.keys.signing.not_after())},
          {"journal_vkey", profile.journal_vkey}};
}

Result<json::object> describe_health(Node::State& state, Road& road,
                                     const std::optional<Time>& backed_up) {
  const Time now = state.parts.clock.now();
  json::array findings;
  json::object out = {{"self", describe_party(state.parts.profile)}, {"now", format_time(now)}};
  check_keys(state.parts.profile, now, findings);
  for (const directory::Profile* peer : state.directory->all())
    check_keys(*peer, now, findings);
  if (state.directory->all().empty()) {
    findings.push_back(finding("warning", "no other Party is pinned yet",
                               "haidang party trust FILE --fingerprint WORDS"));
  }
  HD_TRY(json::array due, describe_due(road));
  HD_TRY(const std::vector<EvidenceItem> wanted, state.book->wanted());
  out["due"] = std::move(due);
  HD_TRY(out["notices"], describe_notices(state, road, findings));
  HD_TRY_VOID(add_mail_findings(state, findings));
  out["backlog"] = describe_backlog(road.outbox(), now, findings);
  out["parked"] = describe_parked(road.outbox(), findings);
  out["evidence_arriving"] = wanted.size();
  const auto head = state.journal->head();
  const std::uint64_t signed_size = head ? head->size.value : 0;
  out["journal"] = json::object{{"entries", state.journal->size().value}, {"signed", signed_size}};
  if (signed_size < state.journal->size().value) {
    findings.push_back(
        finding("error", "the journal has entries that no head covers", "haidang journal verify"));
  }
  if (rotation_staged(state.parts.layout)) {
    findings.push_back(finding("warning", "new keys wait for the node's next start",
                               "Stop the node and start it: haidang serve"));
  }
  check_law(state, findings);
  check_disk(state.parts.layout.root, out, findings);
  check_backup(backed_up, now, out, findings);
  out["findings"] = std::move(findings);
  return out;
}

}  // namespace haidang::node
