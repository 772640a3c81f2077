// The journal, checked from its files.
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"
#include "journal/audit.hpp"
#include "node/keyring.hpp"

namespace haidang::cli {
namespace {

Result<Outcome> verify_journal(const Context& context, const Arguments&) {
  HD_TRY(const node::Layout layout, layout_of(context));
  HD_TRY(const node::Config config, node::load_config(layout));
  HD_TRY(const Bytes signed_profile, node::own_signed_profile(layout));
  HD_TRY(const directory::Profile profile,
         directory::open_profile(signed_profile, SystemClock{}.now()));
  HD_TRY(const journal::NoteVerifier verifier, journal::NoteVerifier::parse(profile.journal_vkey));
  HD_TRY(store::Database database, store::Database::open(layout.database()));
  HD_TRY(store::Database heads_database, store::Database::open(layout.root / config.heads));
  HD_TRY(const auto heads, journal::SqliteHeadStore::open(std::move(heads_database)));
  HD_TRY(const journal::Journal::Audit audit,
         journal::audit_journal({database, *heads, verifier, layout.tiles(), std::nullopt}));
  const Reader reader = reader_of(context);
  json::array findings(audit.findings.begin(), audit.findings.end());
  const json::object value{{"entries", audit.size.value}, {"findings", findings}};
  if (audit.findings.empty()) {
    return Outcome{
        reader.say("cli.journal-intact", {{"count", fmt::format("{}", audit.size.value)}}), value};
  }
  std::string text = reader.say("cli.journal-altered") + "\n";
  for (const std::string& finding : audit.findings)
    text += "  " + finding + "\n";
  return Outcome{text, value, code_info(Code::journal_altered).exit_code};
}

Result<Outcome> checkpoint(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::without_session(context));
  HD_TRY(const Bytes note, api.get_bytes("/checkpoint"));
  return Outcome{to_text(note), {{"checkpoint", as_text(note)}}};
}

Result<Outcome> backed_up(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done, api.post("/api/v1/backups", json::object{}));
  const json::object& noted = done.as_object();
  const Reader reader = reader_of(context, api);
  return Outcome{
      reader.say("cli.backed-up", {{"moment", reader.moment(field(noted, "backed_up_at"))}}),
      noted};
}

}  // namespace

std::vector<Command> journal_commands() {
  return {
      {{"journal", "backed-up"},
       "Put on record that a backup was made just now; status tells how old it is",
       {"haidang journal backed-up"},
       {},
       backed_up},
      {{"journal", "verify"},
       "Check every entry, tile and signed head of this node's journal",
       {"haidang journal verify --data /srv/haidang"},
       {},
       verify_journal},
      {{"journal", "checkpoint"},
       "The signed head that the node serves",
       {"haidang journal checkpoint"},
       {},
       checkpoint},
  };
}

}  // namespace haidang::cli
