// The extract of a request for a domestic custodian.
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

std::string copy_text(const Reader& reader, const json::object& copy) {
  std::string text = field(copy, "title") + "\n";
  text += reader.say("cli.custodian-issued",
                     {{"issuer", field(copy, "issued_by")}, {"moment", field(copy, "issued_at")}}) +
          "\n";
  text += reader.say("cli.custodian-reference", {{"reference", field(copy, "reference")}}) + "\n";
  if (const std::string until = field(copy, "preserve_until"); !until.empty()) {
    text += reader.say("cli.preserve-until", {{"moment", until}}) + "\n";
  }
  for (const json::value& value : copy.at("items").as_array()) {
    const json::object& item = value.as_object();
    text += fmt::format("\n{}:\n{}\n", field(item, "label"), field(item, "text"));
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
