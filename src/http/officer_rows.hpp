// Officers' posts as rows of officers.db keep them. Internal to this room.
#pragma once
#include "node/permissions.hpp"
#include "store/database.hpp"

namespace haidang::http {

std::string write_posts(const std::vector<node::Post>& posts);
Result<std::vector<node::Post>> read_posts(std::string_view text);

// [{"authority":"contact-point","roles":["contact-point"]}] as a request's body names them.
// Errors: bad_value and those of reading a member.
Result<std::vector<node::Post>> read_posts(const json::array& array);
json::array describe_posts(const std::vector<node::Post>& posts);

// One's own posts, and those for which one is somebody's deputy at `now`.
Result<std::vector<node::Post>> posts_now(store::Database& database, const std::string& officer,
                                          const std::string& own_posts, Time now);

}  // namespace haidang::http
