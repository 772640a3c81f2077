// The extract of a request for a domestic custodian.
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

std::string copy_text(const Reader& reader, const json::object& copy) {
  std::string text = text_of(copy, "title") + "\n";
  text += reader.say("cli.custodian-issued", {{"issuer", text_of(copy, "issued_by")},
                                              {"moment", text_of(copy, "issued_at")}}) +
          "\n";
  text += reader.say("cli.custodian-reference", {{"reference", text_of(copy, "reference")}}) + "\n";
  if (const std::string until = text_of(copy, "preserve_until"); !until.empty()) {
    text += reader.say("cli.preserve-until", {{"moment", until}}) + "\n";
  }
  for (const json::value& value : copy.at("items").as_array()) {
    const json::object& item = value.as_object();
    text += fmt::format("\n{}:\n{}\n", text_of(item, "label"), text_of(item, "text"));
  }
  return text;
}

Result<Outcome> custodian_copy(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer,
         api.post("/api/v1/requests/" + arguments.one("REF") + "/custodian-copy", json::object{}));
  const json::object& copy = answer.as_object();
  const Reader reader = reader_of(context);
  std::string text = copy_text(reader, copy);
  if (const auto file = arguments.optional("-o")) {
    HD_TRY_VOID(write_durable(*file, as_bytes(text), FileMode::private_to_owner));
    text = reader.say("cli.written", {{"file", *file}});
  }
  return Outcome{std::move(text), copy};
}

}  // namespace

std::vector<Command> custodian_commands() {
  return {
      {{"request", "custodian-copy"},
       "What the provider that holds the data is told: the data and the secrecy, not the reasons",
       {"haidang request custodian-copy 3f2a91c0 -o order.txt"},
       {{"REF", "REF", "The request", Arity::required},
        {"-o", "FILE", "Where to write it, as text"}},
       custodian_copy},
  };
}

}  // namespace haidang::cli
