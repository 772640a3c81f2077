#include "http/notice_api.hpp"

namespace haidang::http::notice_api {
namespace {

using haidang::json::object;

constexpr std::size_t seen_at_once_max = 500;

Result<std::vector<std::int64_t>> read_ids(const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "seen");
  HD_TRY(const haidang::json::array list, in.array("notices", seen_at_once_max));
  HD_TRY_VOID(in.finish());
  std::vector<std::int64_t> ids;
  for (const haidang::json::value& value : list) {
    if (!value.is_int64() || value.get_int64() < 1) {
      return Error{Code::bad_value, "seen: 'notices' holds something that is no notice's number"};
    }
    ids.push_back(value.get_int64());
  }
  return ids;
}

}  // namespace

void list_notices(node::Node& node, Call call) {
  answer(call.reply, node.notices(call.actor));
}

void see_notices(node::Node& node, Call call) {
  const auto ids = read_ids(call);
  if (!ids.ok()) return answer(call.reply, ids.error());
  answer(call.reply, node.see_notices(*ids, call.actor));
}

}  // namespace haidang::http::notice_api
