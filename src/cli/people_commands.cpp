// A node's own people: its authorities, and the officers at them.
#include <fmt/format.h>

#include <algorithm>

#include "cli/api_client.hpp"
#include "cli/text.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

const Option authority_option{"--authority", "ID", "At which authority [the node's first]"};
const Option role_option{"--role", "ROLE", "haidang explain permissions lists them", Arity::many};
const Option account_password_file{
    "--password-file", "FILE", "Holds the password; 'fd:N' reads descriptor N; else you are asked"};

std::string joined(const json::value& list) {
  std::string text;
  for (const json::value& item : list.as_array())
    text += (text.empty() ? "" : ", ") + std::string(item.as_string());
  return text;
}

json::array array_of(const std::vector<std::string>& list) {
  json::array out;
  for (const std::string& item : list)
    out.push_back(json::string(item));
  return out;
}

std::string officer_text(const Reader& reader, const json::object& officer) {
  std::string text = field(officer, "name");
  if (officer.at("disabled_at").is_string()) {
    text += fmt::format(
        " ({})", reader.say("cli.officer-disabled", {{"moment", field(officer, "disabled_at")}}));
  }
  for (const json::value& value : officer.at("posts").as_array()) {
    const json::object& post = value.as_object();
    text += fmt::format("\n  {}: {}", field(post, "authority"), joined(post.at("roles")));
  }
  return text + "\n";
}

std::string authority_text(const Reader& reader, const json::object& row) {
  std::string text =
      fmt::format("{}  {}\n  {}\n  {}\n", field(row, "id"), field(row, "name"),
                  reader.say("cli.authority-roles", {{"roles", joined(row.at("roles"))}}),
                  reader.say("cli.authority-hours", {{"hours", field(row, "hours")},
                                                     {"zone", field(row, "time_zone")},
                                                     {"languages", joined(row.at("languages"))}}));
  for (const std::string& line : function_lines(reader, row))
    text += "  " + line + "\n";
  return text;
}

Result<json::array> authorities(ApiClient& api) {
  HD_TRY(const json::value answer, api.get("/api/v1/authorities"));
  return answer.as_object().at("authorities").as_array();
}

Result<std::string> chosen_authority(ApiClient& api, const Arguments& arguments) {
  if (const auto named = arguments.optional("--authority")) return *named;
  HD_TRY(const json::array list, authorities(api));
  return field(list.at(0).as_object(), "id");
}

// The officer's posts with those at one authority replaced; no roles: without that post.
json::array with_post(const json::array& posts, const std::string& authority,
                      const std::vector<std::string>& roles) {
  json::array out;
  for (const json::value& post : posts) {
    if (field(post.as_object(), "authority") != authority) out.push_back(post);
  }
  if (!roles.empty()) {
    out.push_back(json::object{{"authority", authority}, {"roles", array_of(roles)}});
  }
  return out;
}

Result<Outcome> add_officer(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::string authority, chosen_authority(api, arguments));
  HD_TRY(const std::string password,
         read_secret(arguments, "--password-file", "Password for the officer"));
  const json::object body{{"name", arguments.one("NAME")},
                          {"password", password},
                          {"posts", with_post({}, authority, arguments.many("--role"))}};
  HD_TRY(const json::value done, api.post("/api/v1/officers", body));
  return Outcome{
      reader_of(context).say("cli.officer-added",
                             {{"officer", officer_text(reader_of(context), done.as_object())}}),
      done.as_object()};
}

Result<Outcome> list_officers(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/officers"));
  std::string text;
  for (const json::value& row : answer.as_object().at("officers").as_array())
    text += officer_text(reader_of(context), row.as_object());
  return Outcome{text, answer.as_object()};
}

Result<Outcome> set_roles(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::string authority, chosen_authority(api, arguments));
  HD_TRY(const json::value answer, api.get("/api/v1/officers"));
  for (const json::value& row : answer.as_object().at("officers").as_array()) {
    const json::object& officer = row.as_object();
    if (field(officer, "name") != arguments.one("NAME")) continue;
    const json::object body{
        {"posts", with_post(officer.at("posts").as_array(), authority, arguments.many("--role"))}};
    HD_TRY(const json::value done,
           api.post("/api/v1/officers/" + arguments.one("NAME") + "/posts", body));
    return Outcome{officer_text(reader_of(context), done.as_object()), done.as_object()};
  }
  return Error{Code::not_found, "there is no officer of this name", "", "haidang officer list"};
}

Result<Outcome> set_password(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object body;
  if (arguments.has("--current-file")) {
    HD_TRY(const std::string current, read_secret(arguments, "--current-file", "Current password"));
    body["current"] = current;
  }
  HD_TRY(const std::string password, read_secret(arguments, "--password-file", "New password"));
  body["password"] = password;
  HD_TRY(const json::value done,
         api.post("/api/v1/officers/" + arguments.one("NAME") + "/password", body));
  return Outcome{reader_of(context).say("cli.password-set"), done.as_object()};
}

Result<Outcome> change(const Context& context, const Arguments& arguments, std::string_view verb) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(
      const json::value done,
      api.post(fmt::format("/api/v1/officers/{}/{}", arguments.one("NAME"), verb), json::object{}));
  return Outcome{officer_text(reader_of(context), done.as_object()), done.as_object()};
}

Result<Outcome> list_authorities(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(json::array list, authorities(api));
  std::string text;
  for (const json::value& row : list)
    text += authority_text(reader_of(context), row.as_object());
  return Outcome{text, {{"authorities", std::move(list)}}};
}

json::object named_authority(const json::array& list, const std::string& id) {
  for (const json::value& row : list) {
    if (field(row.as_object(), "id") == id) return row.as_object();
  }
  return {{"id", id},
          {"name", id},
          {"roles", json::array{}},
          {"languages", json::array({"en"})},
          {"hours", ""},
          {"time_zone", "Etc/UTC"},
          {"phone", ""},
          {"email", ""}};
}

// "a=carry-out": answered in the hours and languages of the authority.
Result<json::array> functions_of(const std::vector<std::string>& pairs, const json::object& body) {
  json::array list;
  std::vector<std::string> sorted = pairs;
  std::sort(sorted.begin(), sorted.end());
  for (const std::string& pair : sorted) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) {
      return Error{Code::usage, fmt::format("--function '{}' is not LETTER=HOW", pair), "",
                   "For example: --function a=carry-out --function d=facilitate"};
    }
    list.push_back(json::object{{"letter", pair.substr(0, equals)},
                                {"how", pair.substr(equals + 1)},
                                {"hours", body.at("hours")},
                                {"languages", body.at("languages")}});
  }
  return list;
}

// What is not named stays as it is.
Result<Outcome> put_authority(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::array list, authorities(api));
  json::object body = named_authority(list, arguments.one("ID"));
  for (const char* member : {"name", "hours", "time_zone", "phone", "email"}) {
    std::string option = fmt::format("--{}", member);
    std::replace(option.begin(), option.end(), '_', '-');
    if (const auto value = arguments.optional(option)) body[member] = *value;
  }
  if (const auto roles = arguments.many("--role"); !roles.empty()) body["roles"] = array_of(roles);
  const auto languages = arguments.many("--language");
  if (!languages.empty()) body["languages"] = array_of(languages);
  if (const auto functions = arguments.many("--function"); !functions.empty()) {
    HD_TRY(body["functions"], functions_of(functions, body));
  }
  HD_TRY(const json::value done, api.post("/api/v1/authorities", body));
  return Outcome{reader_of(context).say("cli.new-version"), done.as_object()};
}

Result<Outcome> remove_authority(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done,
         api.post("/api/v1/authorities/" + arguments.one("ID") + "/removal", json::object{}));
  return Outcome{reader_of(context).say("cli.new-version"), done.as_object()};
}

std::vector<Command> officer_commands() {
  return {
      {{"officer", "add"},
       "Add an officer's account, with roles at one of our authorities",
       {"haidang officer add linh --authority central-authority --role central-authority"},
       {officer_option, authority_option, role_option, account_password_file},
       add_officer},
      {{"officer", "list"},
       "All officers and their posts",
       {"haidang officer list"},
       {},
       list_officers},
      {{"officer", "role"},
       "Set an officer's roles at one authority; none takes the post away",
       {"haidang officer role linh --authority police --role law-enforcement"},
       {officer_option, authority_option, role_option},
       set_roles},
      {{"officer", "password"},
       "Set a password: an administrator anybody's, everybody their own",
       {"haidang officer password linh"},
       {officer_option,
        account_password_file,
        {"--current-file", "FILE", "For your own: holds the present one; 'fd:N' works too"}},
       set_password},
      {{"officer", "disable"},
       "Close an account and end its sessions; what it did stays on record",
       {"haidang officer disable linh"},
       {officer_option},
       [](const Context& context, const Arguments& arguments) {
         return change(context, arguments, "disable");
       }},
      {{"officer", "enable"},
       "Open a closed account again",
       {"haidang officer enable linh"},
       {officer_option},
       [](const Context& context, const Arguments& arguments) {
         return change(context, arguments, "enable");
       }},
  };
}

Result<Outcome> list_declarations(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/declarations"));
  std::string text;
  for (const json::value& value : answer.as_object().at("declarations").as_array()) {
    const json::object& row = value.as_object();
    text += field(row, "id");
    for (const json::value& said : row.at("values").as_array())
      text += "  " + std::string(said.as_string());
    text += "\n";
  }
  return Outcome{text.empty() ? reader_of(context).say("cli.nothing-declared") : text,
                 answer.as_object()};
}

Result<Outcome> declare(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const json::object body{{"id", arguments.one("ID")},
                          {"values", array_of(arguments.many("--value"))}};
  HD_TRY(const json::value done, api.post("/api/v1/declarations", body));
  return Outcome{reader_of(context).say("cli.new-version"), done.as_object()};
}

Result<Outcome> withdraw_declaration(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done,
         api.post("/api/v1/declarations/" + arguments.one("ID") + "/withdrawal", json::object{}));
  return Outcome{reader_of(context).say("cli.new-version"), done.as_object()};
}

std::vector<Command> declaration_commands() {
  const Option id{"ID", "ID", "e.g. languages; haidang explain declarations", Arity::required};
  return {
      {{"declaration", "list"},
       "What our profile declares",
       {"haidang declaration list"},
       {},
       list_declarations},
      {{"declaration", "set"},
       "Put a declaration, reservation or notification into the profile, or change it",
       {"haidang declaration set languages --value en --value fr",
        "haidang declaration set preservation-dual-criminality"},
       {id, {"--value", "TEXT", "What it says, where it says something", Arity::many}},
       declare},
      {{"declaration", "withdraw"},
       "Take a declaration out of the profile",
       {"haidang declaration withdraw oral-urgent"},
       {id},
       withdraw_declaration},
  };
}

}  // namespace

std::vector<Command> people_commands() {
  std::vector<Command> commands = officer_commands();
  const Option id{"ID", "ID", "e.g. central-authority", Arity::required};
  std::vector<Command> more{
      {{"authority", "list"}, "Our authorities", {"haidang authority list"}, {}, list_authorities},
      {{"authority", "add"},
       "Add one of our authorities to the profile, or change it",
       {"haidang authority add justice --name \"Ministry of Justice\" --role central-authority"},
       {id,
        {"--name", "TEXT", "Its name"},
        role_option,
        {"--language", "CODE", "Languages accepted, ISO 639-1", Arity::many},
        {"--hours", "TEXT", "When it answers"},
        {"--time-zone", "IANA", "In which time zone"},
        {"--function", "LETTER=HOW",
         "41(3)(a) to (e): facilitate, carry-out or not-available, e.g. a=carry-out", Arity::many},
        {"--phone", "NUMBER", "Telephone, E.164"},
        {"--email", "ADDRESS", "E-mail"}},
       put_authority},
      {{"authority", "remove"},
       "Take an authority out of the profile",
       {"haidang authority remove justice"},
       {id},
       remove_authority},
  };
  commands.insert(commands.end(), more.begin(), more.end());
  const std::vector<Command> declared = declaration_commands();
  commands.insert(commands.end(), declared.begin(), declared.end());
  return commands;
}

}  // namespace haidang::cli
