// Requests and answers on paper.
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/reader.hpp"

namespace haidang::cli {
namespace {

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// The act that `--act` means: the beginning of its id, or a kind (the last one of it). Without it
// the request itself.
Result<std::string> chosen_act(ApiClient& api, const Arguments& arguments) {
  HD_TRY(const json::value view, api.get("/api/v1/requests/" + arguments.one("REF")));
  const std::string request = text_of(view.as_object(), "request");
  const auto wanted = arguments.optional("--act");
  if (!wanted) return request;
  std::string found;
  for (const json::value& entry : view.as_object().at("timeline").as_array()) {
    const json::object& act = entry.as_object();
    if (text_of(act, "request") != request) continue;
    const bool meant = text_of(act, "id").starts_with(*wanted) || text_of(act, "kind") == *wanted;
    if (meant) found = text_of(act, "id");
  }
  if (!found.empty()) return found;
  return Error{Code::not_found, fmt::format("the request has no act '{}'", *wanted), "",
               fmt::format("haidang request show {} --timeline lists them", arguments.one("REF"))};
}

Result<Outcome> letter(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::string act, chosen_act(api, arguments));
  std::string target = "/api/v1/acts/" + act + "/letter";
  if (const auto languages = arguments.optional("--languages"))
    target += "?languages=" + *languages;
  HD_TRY(const Bytes pdf, api.get_bytes(target));
  const std::string file =
      arguments.optional("-o").value_or(fmt::format("letter-{}.pdf", act.substr(0, 8)));
  HD_TRY_VOID(write_durable(file, pdf, FileMode::private_to_owner));
  return Outcome{reader_of(context).say("cli.written", {{"file", file}}),
                 {{"file", file}, {"act", act}}};
}

}  // namespace

std::vector<Command> letter_commands() {
  return {
      {{"request", "letter"},
       "A request or an answer as a PDF letter, a part in each language",
       {"haidang request letter 3f2a91c0 --languages fr,ar -o letter.pdf",
        "haidang request letter 3f2a91c0 --act refuse"},
       {{"REF", "REF", "A request's reference, or the beginning of it", Arity::required},
        {"--act", "ACT", "The beginning of an act's id, or a kind; else the request itself"},
        {"--languages", "TAGS", "Among ar,en,es,fr,pt,ru,vi,zh; else those of the authorities"},
        {"-o", "FILE", "Where to write it"}},
       letter},
  };
}

}  // namespace haidang::cli
