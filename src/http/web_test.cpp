#include "http/web.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace haidang;
using namespace haidang::http;

namespace {

constexpr std::array files{
    EmbeddedFile{"index.html", "plain page"},
    EmbeddedFile{"index.html.gz", "gzip page"},
    EmbeddedFile{"index.html.br", "brotli page"},
    EmbeddedFile{"assets/a-1234.js", "script"},
    EmbeddedFile{
        "verify.html",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
        "'sha256-x='; require-trusted-types-for 'script'\"><p>verifier"},
};

Response get(const WebFiles& web, const std::string& path,
             std::map<std::string, std::string> headers = {}) {
  Request request;
  request.headers = std::move(headers);
  return web.answer(request, path);
}

}  // namespace

TEST_CASE("a file goes out in the best form that the reader takes") {
  const WebFiles web(files);
  CHECK(as_text(get(web, "").body) == "plain page");
  const Response best = get(web, "", {{"accept-encoding", "gzip, deflate, br"}});
  CHECK(as_text(best.body) == "brotli page");
  CHECK(best.headers.at("content-encoding") == "br");
  CHECK(best.headers.at("vary") == "accept-encoding");
  CHECK(best.content_type == "text/html; charset=utf-8");
  const Response without = get(web, "", {{"accept-encoding", "br;q=0, gzip;q=0.5"}});
  CHECK(as_text(without.body) == "gzip page");
  CHECK(as_text(get(web, "", {{"accept-encoding", "gzip;q=0.0"}}).body) == "plain page");
}

TEST_CASE("accept-encoding names a coding only as a whole word") {
  CHECK(accepts_encoding("gzip", "gzip"));
  CHECK(accepts_encoding(" deflate , GZip ;q=0.01", "gzip"));
  CHECK(!accepts_encoding("x-gzip", "gzip"));
  CHECK(!accepts_encoding("", "gzip"));
  CHECK(!accepts_encoding("gzip;q=0.000", "gzip"));
}

TEST_CASE("each form has a tag of its own, and who has it is not sent it again") {
  const WebFiles web(files);
  const std::string plain = get(web, "").headers.at("etag");
  const std::string brotli = get(web, "", {{"accept-encoding", "br"}}).headers.at("etag");
  CHECK(plain != brotli);
  const Response again = get(web, "", {{"accept-encoding", "br"}, {"if-none-match", brotli}});
  CHECK(again.status == 304);
  CHECK(again.body.empty());
  CHECK(!again.headers.contains("content-encoding"));
  CHECK(get(web, "", {{"accept-encoding", "br"}, {"if-none-match", plain}}).status == 200);
}

TEST_CASE("only what is named by its content is kept for ever") {
  const WebFiles web(files);
  CHECK(get(web, "").headers.at("cache-control") == "no-cache");
  CHECK(get(web, "verify.html").headers.at("cache-control") == "no-cache");
  CHECK(get(web, "assets/a-1234.js").headers.at("cache-control").ends_with("immutable"));
}

TEST_CASE("every page forbids what is inline and untrusted") {
  const WebFiles web(files);
  for (const char* path : {"", "verify.html", "assets/a-1234.js"}) {
    const std::string policy = get(web, path).headers.at("content-security-policy");
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(policy.find("require-trusted-types-for 'script'") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(policy.find("http") == std::string::npos);
  }
}

TEST_CASE("a page of one file is served under the policy that it carries, and framed by nobody") {
  const WebFiles web(files);
  const std::string policy = get(web, "verify.html").headers.at("content-security-policy");
  CHECK(policy ==
        "default-src 'none'; script-src 'sha256-x='; require-trusted-types-for 'script'; "
        "frame-ancestors 'none'");
  CHECK(get(web, "").headers.at("content-security-policy") == page_policy);
}

TEST_CASE("nothing but the files is served") {
  const WebFiles web(files);
  for (const char* path : {"index.html.gz", "etc/passwd", "assets", "assets/", "../index.html"})
    CHECK(get(web, path).status == 404);
}

TEST_CASE("a node without the interface says so on its start page") {
  const WebFiles web(std::span<const EmbeddedFile>{});
  const Response page = get(web, "");
  CHECK(page.status == 200);
  CHECK(as_text(page.body).find("without its web interface") != std::string_view::npos);
  CHECK(get(web, "verify.html").status == 404);
}
