#include "http/officer_rows.hpp"

namespace haidang::http {
namespace {

constexpr std::size_t roles_max = 32;

Result<node::Post> read_post(const json::value& value) {
  if (!value.is_object()) return Error{Code::bad_value, "a post is not an object"};
  ObjectReader in(value.get_object(), "post");
  node::Post post;
  HD_TRY(const std::string authority, in.text("authority", 64));
  HD_TRY(post.authority, parse_authority(authority));
  HD_TRY(const json::array names, in.array("roles", roles_max));
  for (const json::value& name : names) {
    if (!name.is_string()) return Error{Code::bad_value, "a post's roles are not texts"};
    HD_TRY(const node::Role role, node::parse_role(name.get_string()));
    post.roles.add(role);
  }
  HD_TRY_VOID(in.finish());
  if (post.roles.empty()) return Error{Code::bad_value, "a post has no role"};
  return post;
}

}  // namespace

json::array describe_posts(const std::vector<node::Post>& posts) {
  json::array list;
  for (const node::Post& post : posts) {
    json::array roles;
    for (const std::string& name : post.roles.names())
      roles.push_back(json::string(name));
    json::object row{{"authority", post.authority}, {"roles", std::move(roles)}};
    if (!post.in_place_of.empty()) row["in_place_of"] = post.in_place_of;
    list.push_back(std::move(row));
  }
  return list;
}

std::string write_posts(const std::vector<node::Post>& posts) {
  return json::serialize(describe_posts(posts));
}

Result<std::vector<node::Post>> read_posts(const json::array& array) {
  std::vector<node::Post> posts;
  for (const json::value& value : array) {
    HD_TRY(node::Post post, read_post(value));
    posts.push_back(std::move(post));
  }
  return posts;
}

Result<std::vector<node::Post>> read_posts(std::string_view text) {
  HD_TRY(const json::value value, parse_json(text));
  if (!value.is_array()) {
    return Error{Code::storage_failed, "an officer's posts cannot be read from the database"};
  }
  return read_posts(value.get_array());
}

// A deputy takes the other's part in cases, at the authority that was named; nobody becomes
// administrator or overseer by delegation, and a disabled officer has no deputies.
Result<std::vector<node::Post>> posts_now(store::Database& database, const std::string& officer,
                                          const std::string& own_posts, Time now) {
  HD_TRY(std::vector<node::Post> posts, read_posts(own_posts));
  auto& rows = database.cached(R"sql(
    SELECT delegation.authority, officer.posts, officer.name
    FROM delegation JOIN officer ON officer.name = delegation.officer
    WHERE delegation.deputy = ?1 AND delegation.until > ?2 AND officer.disabled IS NULL
    ORDER BY delegation.id)sql");
  rows.bind(1, officer).bind(2, now);
  for (;;) {
    HD_TRY(const bool found, rows.step());
    if (!found) return posts;
    HD_TRY(const std::vector<node::Post> theirs, read_posts(rows.text(1)));
    for (const node::Post& post : theirs) {
      const node::RoleSet roles = post.roles.shared(node::case_roles);
      if (post.authority != rows.text(0) || roles.empty()) continue;
      posts.push_back({post.authority, roles, rows.text(2)});
    }
  }
}

}  // namespace haidang::http
