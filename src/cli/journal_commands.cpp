// The journal, checked from its files; and the law, explained from its data.
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/own_law.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"
#include "journal/audit.hpp"
#include "node/keyring.hpp"
#include "node/permissions.hpp"
#include "treaty/explain.hpp"
#include "treaty/explain_in.hpp"

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

std::string explain_code(const Reader& reader, const CodeInfo& info) {
  const std::string key = "error." + code_text(info.code);
  return fmt::format("{} ({})\n{}\n{}", code_text(info.code), info.name, reader.say(key),
                     reader.say("cli.next", {{"step", reader.say(key + ".next")}}));
}

Result<Outcome> explain(const Context& context, const Arguments& arguments) {
  std::string topic;
  for (const std::string& word : arguments.many("TOPIC"))
    topic += (topic.empty() ? "" : " ") + word;
  for (const CodeInfo& info : all_codes()) {
    if (topic != code_text(info.code) && topic != info.name) continue;
    Reader english = reader_of(context);
    english.language = {};
    return Outcome{explain_code(reader_of(context), info),
                   {{"topic", topic}, {"text", explain_code(english, info)}}};
  }
  const treaty::Treaty law = law_in_force(context);
  if (topic == "permissions") {
    const std::string table = node::explain_permissions(law);
    return Outcome{table, {{"topic", topic}, {"text", table}}};
  }
  return Outcome{treaty::explain_in(context.language, law, topic),
                 {{"topic", topic}, {"text", treaty::explain(law, topic)}}};
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
      {{"explain"},
       "What an article, measure, ground, clock, offence or error code means; who may do what",
       {"haidang explain art 42", "haidang explain ground BANK_SECRECY", "haidang explain HD-3002",
        "haidang explain permissions"},
       {{"TOPIC", "TOPIC", "What to explain", Arity::many}},
       explain},
  };
}

}  // namespace haidang::cli
