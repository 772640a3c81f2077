// Evidence and court packages. Files are ingested here, in one pass, straight into the node's
// evidence folder; the node then records what was added.
#include <fmt/format.h>

#include <filesystem>

#include "cli/api_client.hpp"
#include "cli/text.hpp"
#include "crypto/random.hpp"
#include "node/layout.hpp"
#include "proof/verify.hpp"
#include "proof/zip.hpp"
#include "vault/vault.hpp"

namespace haidang::cli {
namespace {

namespace fs = std::filesystem;

json::object describe(const vault::Ingested& ingested, const fs::path& file,
                      const Arguments& arguments) {
  const auto given = [&](const std::string& name, const std::string& otherwise) {
    return arguments.optional(name).value_or(otherwise);
  };
  json::object item{{"id", ingested.geometry.item.text()},
                    {"name", file.filename().string()},
                    {"size", ingested.geometry.size},
                    {"sha256", hex(ingested.sha256)},
                    {"chunk_size", ingested.geometry.chunk_size},
                    {"chunk_count", ingested.geometry.chunk_count()},
                    {"chunk_root", hex(ingested.chunk_root)},
                    {"acquired_at", given("--acquired-at", format_time(SystemClock{}.now()))},
                    {"acquired_by", given("--acquired-by", "")},
                    {"acquisition_tool", given("--tool", "")},
                    {"source", given("--source", "")},
                    {"note", given("--note", "")}};
  if (const auto origin = arguments.optional("--origin")) item["origin"] = *origin;
  return item;
}

Result<json::value> add_file(ApiClient& api, const node::Layout& layout, const fs::path& file,
                             const Arguments& arguments, wording::Language language) {
  crypto::SystemRandom random;
  int shown = -1;
  const auto progress = [&](std::uint64_t done, std::uint64_t total) {
    const int percent = total == 0 ? 100 : static_cast<int>(done * 100 / total);
    if (percent / 10 == shown / 10 && shown >= 0) return;
    shown = percent;
    say(fmt::format("{}: {}% / {}", file.filename().string(), percent,
                    wording::size(language, total)));
  };
  HD_TRY(const vault::Ingested ingested,
         vault::ingest(file, layout.evidence(), ItemId::random(random), random, progress, {}));
  const json::object body{{"item", describe(ingested, file, arguments)},
                          {"key", base64(ingested.key)}};
  return api.post("/api/v1/requests/" + arguments.one("REF") + "/evidence", body);
}

Result<Outcome> add(const Context& context, const Arguments& arguments) {
  HD_TRY(const node::Layout layout, layout_of(context));
  HD_TRY(ApiClient api, ApiClient::open(context));
  // Before the long work: the node must run, and the request must be there.
  HD_TRY_VOID(api.expect("/api/v1/requests/" + arguments.one("REF")));
  json::array added;
  std::string text;
  for (const std::string& file : arguments.many("FILE")) {
    HD_TRY(const json::value item, add_file(api, layout, file, arguments, context.language));
    text += fmt::format("{}  sha256 {}\n", file,
                        std::string(item.as_object().at("sha256").as_string()));
    added.push_back(item);
  }
  const Reader reader = reader_of(context);
  return Outcome{text + reader.say("cli.deliver-it", {{"reference", arguments.one("REF")}}),
                 {{"items", std::move(added)}}};
}

Result<Outcome> list_items(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer,
         api.get("/api/v1/requests/" + arguments.one("REF") + "/evidence"));
  const Reader reader = reader_of(context);
  std::string text;
  for (const json::value& row : answer.as_object().at("items").as_array()) {
    const json::object& item = row.as_object();
    text += fmt::format(
        "{}  {}  {}  {}\n  sha256 {}\n", std::string(item.at("id").as_string()).substr(0, 8),
        reader.word("item-state", std::string_view(item.at("state").as_string())),
        wording::size(context.language, item.at("size").to_number<std::uint64_t>()),
        std::string(item.at("name").as_string()), std::string(item.at("sha256").as_string()));
  }
  if (text.empty()) text = reader.say("cli.no-evidence");
  return Outcome{text, answer.as_object()};
}

// Items are named by the beginning of their id, as the list shows it.
Result<void> name_items(ApiClient& api, const Arguments& arguments, json::object& body) {
  const auto& named = arguments.many("--item");
  if (named.empty()) return {};
  HD_TRY(const json::value answer,
         api.get("/api/v1/requests/" + arguments.one("REF") + "/evidence"));
  json::array items;
  for (const std::string& prefix : named) {
    const std::size_t before = items.size();
    for (const json::value& row : answer.as_object().at("items").as_array()) {
      const auto& id = row.as_object().at("id").as_string();
      if (id.starts_with(prefix)) items.emplace_back(id);
    }
    if (items.size() == before + 1) continue;
    return Error{Code::unknown_item,
                 items.size() == before
                     ? fmt::format("the request has no item that begins with {}", prefix)
                     : fmt::format("several items begin with {}", prefix),
                 "", "List them: haidang evidence list " + arguments.one("REF")};
  }
  body["items"] = std::move(items);
  return {};
}

Result<Outcome> deliver(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object body{{"note", arguments.optional("--note").value_or("")}};
  if (arguments.has("--more-follows")) body["more_follows"] = true;
  json::array conditions;
  for (const std::string& pair : arguments.many("--condition")) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) {
      return Error{Code::usage, fmt::format("--condition '{}' is not CODE=TEXT", pair)};
    }
    conditions.push_back(
        json::object{{"code", pair.substr(0, equals)}, {"text", pair.substr(equals + 1)}});
  }
  if (!conditions.empty()) body["conditions"] = std::move(conditions);
  HD_TRY_VOID(name_items(api, arguments, body));
  for (const std::string& code : arguments.many("--also")) {
    HD_TRY(const PartyCode party, PartyCode::parse(code));
    if (!body.contains("audience")) body["audience"] = json::array();
    body["audience"].get_array().emplace_back(party.text());
  }
  if (arguments.has("--draft")) body["draft"] = true;
  HD_TRY(const json::value done,
         api.post("/api/v1/requests/" + arguments.one("REF") + "/deliveries", body));
  if (arguments.has("--draft")) {
    const json::value* id = done.as_object().if_contains("id");
    const std::string draft =
        id != nullptr && id->is_string() ? std::string(id->get_string()).substr(0, 8) : "";
    return Outcome{
        reader_of(context).say("cli.draft-kept",
                               {{"draft", draft}, {"command", "haidang request approve " + draft}}),
        done.as_object()};
  }
  return Outcome{reader_of(context).say("cli.delivered"), done.as_object()};
}

// The same package as one file; the folder goes when the file verifies.
Result<fs::path> zipped(const fs::path& folder, const fs::path& target) {
  HD_TRY_VOID(proof::write_zip(folder, folder.filename().string(), target));
  const proof::Report report = proof::verify_package(target, {});
  if (report.verdict == proof::Verdict::altered) {
    return Error{Code::storage_failed, "the ZIP file is not what the package is",
                 proof::report_text(report), "The package itself is " + folder.string()};
  }
  std::error_code ec;
  fs::remove_all(folder, ec);
  return target;
}

// For what it is made: what others gave is used as they allowed, arts 36(3), 40(19).
json::object use_of(const Arguments& arguments) {
  if (const auto recipient = arguments.optional("--for")) {
    return {{"use", "onward"}, {"recipient_code", *recipient}};
  }
  if (arguments.has("--other-proceeding")) return {{"use", "other-proceeding"}};
  if (arguments.has("--defence")) return {{"use", "defence"}};
  return {};
}

Result<Outcome> make(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const auto target = arguments.optional("-o");
  std::error_code ec;
  if (target && fs::exists(*target, ec)) {
    return Error{Code::already_exists, *target + " exists already"};
  }
  HD_TRY(const json::value request, api.get("/api/v1/requests/" + arguments.one("REF")));
  const std::string case_id(request.as_object().at("id").as_string());
  HD_TRY(const json::value answer,
         api.post("/api/v1/cases/" + case_id + "/packages", use_of(arguments)));
  json::object made = answer.as_object();
  fs::path folder(std::string(made.at("folder").as_string()));
  if (target && fs::path(*target).extension() == ".zip") {
    HD_TRY(folder, zipped(folder, *target));
    made["folder"] = *target;
  } else if (target) {
    fs::rename(folder, *target, ec);
    if (ec) fs::copy(folder, *target, fs::copy_options::recursive, ec);
    if (ec)
      return Error{Code::storage_failed, "the package could not be moved to " + *target,
                   ec.message()};
    folder = *target;
    made["folder"] = *target;
  }
  return Outcome{reader_of(context).say("cli.package-made", {{"folder", folder.string()}}),
                 std::move(made)};
}

Result<Outcome> verify_package(const Context&, const Arguments& arguments) {
  proof::TrustAnchors anchors;
  for (const std::string& pair : arguments.many("--trust")) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) {
      return Error{Code::usage, fmt::format("--trust '{}' is not PARTY=WORDS", pair)};
    }
    HD_TRY(PartyCode party, PartyCode::parse(pair.substr(0, equals)));
    anchors.fingerprints.emplace(std::move(party), pair.substr(equals + 1));
  }
  const proof::Report report = proof::verify_package(arguments.one("PACKAGE"), anchors);
  HD_TRY(json::object value,
         parse_json_object(proof::report_json(report), {.bytes_max = 64U << 20U, .depth_max = 24}));
  return Outcome{proof::report_text(report), std::move(value),
                 proof::verdict_exit_code(report.verdict)};
}

}  // namespace

std::vector<Command> evidence_commands() {
  return {
      {{"evidence", "add"},
       "Hash, encrypt and record files as evidence for a request; any size, one pass",
       {"haidang evidence add 3f2a91c0 disk.img --tool dc3dd --acquired-by \"J. Examiner\""},
       {request_option,
        {"FILE", "FILE", "Files", Arity::many},
        {"--acquired-at", "TIME", "When the data were acquired"},
        {"--acquired-by", "NAME", "By whom"},
        {"--tool", "TEXT", "With which tool and version"},
        {"--source", "TEXT", "From where"},
        {"--origin", "CODE", "The Party that transferred it first, art. 36(3)"},
        {"--note", "TEXT", "Anything else"}},
       add},
      {{"evidence", "list"},
       "The evidence of a request",
       {"haidang evidence list 3f2a91c0"},
       {request_option},
       list_items},
      {{"evidence", "deliver"},
       "Deliver what was added: sign the manifest and let the other side fetch",
       {"haidang evidence deliver 3f2a91c0",
        "haidang evidence deliver 3f2a91c0 --condition purpose=\"this case only\"",
        "haidang evidence deliver 3f2a91c0 --more-follows",
        "haidang evidence deliver 3f2a91c0 --item 5d0c --also XC"},
       {request_option,
        {"--item", "ITEM", "One of the items that wait; without it all of them", Arity::many},
        {"--also", "PARTY", "A member of the joint investigation that gets them too, art. 48",
         Arity::many},
        {"--note", "TEXT", "A note in the manifest"},
        {"--condition", "CODE=TEXT", "A condition on the use of the items", Arity::many},
        {"--more-follows", "", "A partial result, arts 45, 46", Arity::flag},
        {"--draft", "", "Say nothing yet: another officer approves it", Arity::flag}},
       deliver},
      {{"package", "make"},
       "Make a court package that anyone can verify offline",
       {"haidang package make 3f2a91c0 -o case-package",
        "haidang package make 3f2a91c0 -o case-package.zip",
        "haidang package make 3f2a91c0 --for XC -o for-xc.zip"},
       {request_option,
        {"-o", "PLACE", "A folder, or a file that ends in .zip"},
        {"--for", "CODE", "For a third Party or an organization: needs consent, art. 36(3)"},
        {"--other-proceeding", "", "For another proceeding: needs consent, art. 40(19)",
         Arity::flag},
        {"--defence", "", "Exculpatory to an accused: after notice, arts 40(5), 40(19)",
         Arity::flag}},
       make},
      {{"package", "verify"},
       "Verify a package: unaltered (0), altered (10), cannot tell (11); opens no socket",
       {"haidang package verify case-package --trust XB=lusab-babad-..."},
       {{"PACKAGE", "PLACE", "The package: its folder, or a ZIP file", Arity::required},
        {"--trust", "PARTY=WORDS", "A root fingerprint that you know is the Party's", Arity::many}},
       verify_package},
  };
}

}  // namespace haidang::cli
