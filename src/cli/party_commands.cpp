// Parties: exporting our own signed profile, pinning those of others.
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/text.hpp"
#include "directory/profile.hpp"
#include "node/keyring.hpp"

namespace haidang::cli {
namespace {

constexpr std::size_t profile_bytes_max = 256 * 1024;

Result<Outcome> export_profile(const Context& context, const Arguments& arguments) {
  HD_TRY(const node::Layout layout, layout_of(context));
  HD_TRY(const Bytes profile, node::own_signed_profile(layout));
  HD_TRY(const directory::Profile opened, directory::open_profile(profile, SystemClock{}.now()));
  const std::string file = arguments.optional("-o").value_or(opened.party.text() + ".profile");
  HD_TRY_VOID(write_durable(file, profile));
  const std::string words = directory::fingerprint_words(opened);
  return Outcome{reader_of(context).say("cli.profile-written", {{"file", file}}) + "\n  " + words,
                 {{"file", file}, {"party", opened.party.text()}, {"fingerprint", words}}};
}

Result<Outcome> trust(const Context& context, const Arguments& arguments) {
  HD_TRY(const Bytes profile, read_file(arguments.one("FILE"), profile_bytes_max));
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object body{{"profile", base64(profile)}};
  if (const auto words = arguments.optional("--fingerprint")) body["fingerprint"] = *words;
  HD_TRY(const json::value answer, api.post("/api/v1/parties", body));
  const json::object& party = answer.as_object();
  return Outcome{fmt::format("{}: {}", std::string(party.at("outcome").as_string()),
                             party_text(reader_of(context), party)),
                 party};
}

Result<Outcome> list_parties(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/parties"));
  std::string text;
  for (const json::value& party : answer.as_object().at("parties").as_array()) {
    text += party_text(reader_of(context, api), party.as_object());
  }
  if (text.empty()) text = reader_of(context).say("cli.no-parties");
  return Outcome{text, answer.as_object()};
}

}  // namespace

std::vector<Command> party_commands() {
  return {
      {{"party", "export"},
       "Write this node's signed profile for other Parties, and show its fingerprint",
       {"haidang party export -o xa.profile"},
       {{"-o", "FILE", "Where to write it"}},
       export_profile},
      {{"party", "trust"},
       "Pin a Party's profile; the fingerprint is read to you over the telephone",
       {"haidang party trust xb.profile --fingerprint \"lusab-babad-...\""},
       {{"FILE", "FILE", "The profile that the Party gave you", Arity::required},
        {"--fingerprint", "WORDS", "As read over the telephone; not needed for an update"}},
       trust},
      {{"party", "list"},
       "The Parties that this node has pinned",
       {"haidang party list"},
       {},
       list_parties},
  };
}

}  // namespace haidang::cli
