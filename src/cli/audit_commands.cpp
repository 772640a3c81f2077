// What was done at the node, when and by whom: the journal's entries, searched, and as a table.
#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/command.hpp"
#include "cli/text.hpp"
#include "cli/view.hpp"
#include "http/target.hpp"
#include "words/columns.hpp"

namespace haidang::cli {
namespace {

// "?kind=...&words=...", what was given alone; empty: everything.
std::string query_of(const Arguments& arguments) {
  std::string query;
  for (const auto& [option, name] :
       {std::pair("--words", "words"), std::pair("--kind", "kind"), std::pair("--from", "from"),
        std::pair("--until", "until"), std::pair("--before", "before"),
        std::pair("--limit", "limit")}) {
    const std::string value = arguments.optional(option).value_or("");
    if (value.empty()) continue;
    query += query.empty() ? '?' : '&';
    query += std::string(name) + "=" + http::encode_component(value);
  }
  return query;
}

// All that an entry says beside its kind, its time and who did it.
std::string details_of(const Reader& reader, const json::object& row) {
  const json::value* event = row.if_contains("event");
  if (event == nullptr || !event->is_object()) return reader.say("web.audit.erased");
  json::object rest = event->get_object();
  for (const char* shown : {"kind", "at", "officer"})
    rest.erase(shown);
  return json::serialize(rest);
}

std::string entries_text(const Reader& reader, const json::object& page) {
  std::vector<std::vector<std::string>> rows;
  for_each(page, "entries", [&](const json::object& row) {
    rows.push_back({"", field(row, "index"), reader.moment(field(row, "at")), field(row, "kind"),
                    field(inner(row, "event"), "officer"), details_of(reader, row)});
  });
  std::string text = rows.empty() ? reader.say("cli.nothing-due") + "\n" : wording::table(rows);
  const std::string next = field(page, "next");
  if (!next.empty()) text += reader.say("cli.more-entries", {{"number", next}}) + "\n";
  return text;
}

Result<Outcome> search(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const auto file = arguments.optional("--csv");
  if (file) {
    HD_TRY(const Bytes table, api.get_bytes("/api/v1/journal/entries.csv" + query_of(arguments)));
    HD_TRY_VOID(write_durable(*file, table, FileMode::private_to_owner));
    return Outcome{reader_of(context).say("cli.written", {{"file", *file}}), {{"file", *file}}};
  }
  HD_TRY(const json::value page, api.get("/api/v1/journal/entries" + query_of(arguments)));
  return Outcome{entries_text(reader_of(context, api), page.as_object()), page.as_object()};
}

}  // namespace

std::vector<Command> audit_commands() {
  return {
      {{"journal", "search"},
       "Search what was done here, when and by whom; the latest first",
       {"haidang journal search --kind officer-added",
        "haidang journal search --words linh --from 2027-03-01T00:00:00Z --csv march.csv"},
       {{"--words", "TEXT", "That stands in the entry"},
        {"--kind", "KIND", "Entries of this kind alone"},
        {"--from", "TIME", "From this moment on, as 2027-03-01T00:00:00Z"},
        {"--until", "TIME", "Before this moment"},
        {"--before", "NUMBER", "Entries before the one of this number"},
        {"--limit", "COUNT", "So many at most, up to 500; else 100"},
        {"--csv", "FILE", "As a table into a file, 20,000 at most; that is an entry itself"}},
       search},
  };
}

}  // namespace haidang::cli
