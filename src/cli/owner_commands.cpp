// Who of our officers has a request in hand.
#include "cli/api_client.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

Result<Outcome> hand_over(const Context& context, const Arguments& arguments,
                          const std::string& officer) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object body{{"officer", officer}};
  if (const auto former = arguments.optional("--from")) body["instead_of"] = *former;
  const std::string path = "/api/v1/requests/" + arguments.one("REF") + "/owner";
  HD_TRY(const json::value done, api.post(path, body));
  const json::object& answer = done.as_object();
  const std::string owner = field(answer, "owner");
  const std::string reference = field(answer, "request").substr(0, 8);
  return Outcome{reader_of(context).say(owner.empty() ? "cli.given-back" : "cli.taken",
                                        {{"reference", reference}, {"officer", owner}}) +
                     "\n",
                 answer};
}

Result<Outcome> take(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value session, api.get("/api/v1/session"));
  return hand_over(context, arguments, field(session.as_object(), "officer"));
}

Result<Outcome> give(const Context& context, const Arguments& arguments) {
  return hand_over(context, arguments, arguments.one("OFFICER"));
}

Result<Outcome> give_back(const Context& context, const Arguments& arguments) {
  return hand_over(context, arguments, "");
}

}  // namespace

std::vector<Command> owner_commands() {
  const Option from{"--from", "OFFICER", "Who has it now, if somebody else"};
  return {
      {{"request", "take"},
       "Have a request in hand; the other State does not learn it",
       {"haidang request take 3f2a91c0", "haidang request take 3f2a91c0 --from linh"},
       {request_option, from},
       take},
      {{"request", "give"},
       "Give a request to another officer who has a part in it",
       {"haidang request give 3f2a91c0 linh", "haidang request give 3f2a91c0 an --from linh"},
       {request_option, {"OFFICER", "NAME", "The officer's account", Arity::required}, from},
       give},
      {{"request", "give-back"},
       "Have a request in hand no longer: anybody may take it",
       {"haidang request give-back 3f2a91c0"},
       {request_option, from},
       give_back},
  };
}

}  // namespace haidang::cli
