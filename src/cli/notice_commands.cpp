// What this officer is told of: what runs out, what is overdue, and which of it has been seen.
#include "cli/api_client.hpp"
#include "cli/command.hpp"
#include "cli/text.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

Result<Outcome> list_notices(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/notices"));
  const json::object& notices = answer.as_object();
  return Outcome{notices_text(reader_of(context, api), list(notices, "notices")), notices};
}

Result<json::array> unseen(ApiClient& api) {
  HD_TRY(const json::value answer, api.get("/api/v1/notices"));
  json::array numbers;
  for_each(answer.as_object(), "notices", [&](const json::object& row) {
    if (field(row, "seen_at").empty()) numbers.push_back(row.at("id"));
  });
  return numbers;
}

// "all": whatever the officer has not seen.
Result<json::array> numbers_to_see(const Arguments& arguments, ApiClient& api) {
  json::array numbers;
  const std::vector<std::string> words = arguments.many("NUMBER");
  if (words == std::vector<std::string>{"all"}) return unseen(api);
  for (const std::string& text : words) {
    const auto value = parse_json(text);
    if (!value.ok() || !value->is_int64()) {
      return Error{Code::bad_value, "'" + text + "' is no notice's number", "",
                   "haidang notice list"};
    }
    numbers.push_back(*value);
  }
  return numbers;
}

Result<Outcome> see_notices(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(json::array numbers, numbers_to_see(arguments, api));
  HD_TRY(const json::value answer,
         api.post("/api/v1/notices/seen", json::object{{"notices", std::move(numbers)}}));
  const json::object& notices = answer.as_object();
  return Outcome{notices_text(reader_of(context, api), list(notices, "notices")), notices};
}

}  // namespace

std::vector<Command> notice_commands() {
  return {
      {{"notice", "list"},
       "What you are told of: what runs out, what is overdue",
       {"haidang notice list"},
       {},
       list_notices},
      {{"notice", "seen"},
       "Say that you have seen notices: these, or all",
       {"haidang notice seen 4 7", "haidang notice seen all"},
       {{"NUMBER", "NUMBER", "Of the list, or all", Arity::many}},
       see_notices},
  };
}

}  // namespace haidang::cli
