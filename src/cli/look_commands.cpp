// How our agencies look on this node's pages.
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "cli/api_client.hpp"
#include "cli/command.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

constexpr std::size_t emblem_bytes_max = std::size_t{64} * 1024;

std::string look_line(const Reader& reader, const json::object& look) {
  const std::string text = reader.say("cli.look-row", {{"authority", field(look, "authority")},
                                                       {"name", field(look, "name")},
                                                       {"light", field(look, "light")},
                                                       {"dark", field(look, "dark")}});
  if (field(look, "emblem") != "true") return text + "\n";
  return text + "  " + reader.say("cli.look-emblem") + "\n";
}

std::string looks_text(const Reader& reader, const json::object& answer) {
  std::string text;
  for_each(answer, "looks", [&](const json::object& look) { text += look_line(reader, look); });
  return text.empty() ? reader.say("cli.look-none") + "\n" : text;
}

// One byte more than is taken, so that the node says what is too large.
Result<std::string> read_emblem(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::not_found, fmt::format("{} cannot be read", path)};
  Bytes bytes(emblem_bytes_max + 1);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() <= emblem_bytes_max) return base64(bytes);
  return Error{Code::too_large, "the emblem is over 64 KiB", "",
               "Save it as PNG, 16 to 512 pixels a side, without metadata."};
}

Result<Outcome> show_look(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/looks"));
  return Outcome{looks_text(reader_of(context), answer.as_object()), answer.as_object()};
}

Result<Outcome> set_look(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object body{{"authority", arguments.one("AUTHORITY")},
                    {"name", arguments.one("--name")},
                    {"light", arguments.one("--light")},
                    {"dark", arguments.one("--dark")}};
  if (const auto path = arguments.optional("--emblem")) {
    HD_TRY(const std::string emblem, read_emblem(*path));
    body["emblem"] = emblem;
  }
  HD_TRY(const json::value answer, api.post("/api/v1/looks", body));
  return Outcome{look_line(reader_of(context), answer.as_object()), answer.as_object()};
}

Result<Outcome> remove_look(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer,
         api.post("/api/v1/looks/" + arguments.one("AUTHORITY") + "/removal", json::object{}));
  return Outcome{looks_text(reader_of(context), answer.as_object()), answer.as_object()};
}

}  // namespace

std::vector<Command> look_commands() {
  const Option authority{"AUTHORITY", "ID", "Which of our authorities", Arity::required};
  return {
      {{"look", "show"},
       "How our agencies look on this node's pages",
       {"haidang look show"},
       {},
       show_look},
      {{"look", "set"},
       "Give an agency its name, its emblem and two colours that everybody can read",
       {"haidang look set contact-point --name 'Cybercrime Bureau' --light '#17507a' "
        "--dark '#8fc4ea' --emblem emblem.png"},
       {authority,
        {"--name", "TEXT", "The agency's name, as its pages show it", Arity::required},
        {"--light", "COLOUR", "Where the page is light; contrast 4.5:1 or more", Arity::required},
        {"--dark", "COLOUR", "Where the page is dark; contrast 4.5:1 or more", Arity::required},
        {"--emblem", "FILE", "PNG, 16 to 512 pixels a side, at most 64 KiB [as it is]"}},
       set_look},
      {{"look", "remove"},
       "Let an agency look as the program does",
       {"haidang look remove contact-point"},
       {authority},
       remove_look},
  };
}

}  // namespace haidang::cli
