#include "http/web.hpp"

#include <algorithm>
#include <array>

#include "crypto/digest.hpp"
#include "http/head.hpp"

namespace haidang::http {

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html haidang-worker";

namespace {

struct Type {
  std::string_view ending;
  std::string_view type;
};

constexpr std::array types{
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".json", "application/json"},
    Type{".svg", "image/svg+xml"},
};

struct Coding {
  std::string_view ending;
  std::string_view name;
};

// The better one first.
constexpr std::array codings{Coding{".br", "br"}, Coding{".gz", "gzip"}};

constexpr std::string_view built_without =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Haidang</title>"
    "<h1>This node was built without its web interface</h1>"
    "<p>The node works; use the command line: <code>haidang login</code>, then "
    "<code>haidang request list</code>.</p>"
    "<p>To have the interface, build again where npm and Node.js 20.19 (or 22.12 and later) are "
    "installed, with <code>cmake --preset release -DHAIDANG_WEB=ON</code>.</p></html>\n";

std::string_view type_of(std::string_view name) {
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const Type& row) { return name.ends_with(row.ending); });
  return found == types.end() ? std::string_view("application/octet-stream") : found->type;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "q=0", "q=0.0", "q=0.000": not acceptable.
bool is_zero_weight(std::string_view parameters) {
  const std::size_t at = parameters.find("q=0");
  return at != std::string_view::npos &&
         parameters.find_first_of("123456789", at + 3) == std::string_view::npos;
}

bool names_etag(std::string_view header, std::string_view etag) {
  return header == "*" || header.find(etag) != std::string_view::npos;
}

// The policy that a page of one file carries: what is inline in it is named there by its digest.
// Empty: it carries none.
std::string own_policy(std::string_view page) {
  constexpr std::string_view before = "http-equiv=\"Content-Security-Policy\" content=\"";
  const std::size_t at = page.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = page.substr(at + before.size());
  return std::string(rest.substr(0, rest.find('"'))) + "; frame-ancestors 'none'";
}

void put_headers(Response& response) {
  response.headers["content-security-policy"] = page_policy;
  response.headers["cross-origin-opener-policy"] = "same-origin";
  response.headers["cross-origin-resource-policy"] = "same-origin";
  response.headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()";
}

}  // namespace

bool accepts_encoding(std::string_view header, std::string_view coding) {
  while (!header.empty()) {
    const std::string_view row = header.substr(0, header.find(','));
    header.remove_prefix(std::min(row.size() + 1, header.size()));
    const std::size_t end = std::min(row.find(';'), row.size());
    const std::string name = lower_case(trimmed(row.substr(0, end)));
    if (name == coding) return !is_zero_weight(row.substr(end));
  }
  return false;
}

WebFiles::WebFiles(std::span<const EmbeddedFile> files) {
  for (const EmbeddedFile& file : files) {
    std::string_view name = file.name;
    std::string_view encoding;
    for (const Coding& coding : codings) {
      if (!name.ends_with(coding.ending)) continue;
      name.remove_suffix(coding.ending.size());
      encoding = coding.name;
    }
    if (std::string policy = own_policy(file.bytes); encoding.empty() && !policy.empty()) {
      policies_.emplace(name, std::move(policy));
    }
    // Strong: the digest is of the very bytes that go out (RFC 9110 section 8.8.3).
    const std::string etag = '"' + hex(crypto::sha256(as_bytes(file.bytes))).substr(0, 32) + '"';
    files_[std::string(name)].push_back({encoding, file.bytes, etag});
  }
}

const WebFiles::Form& WebFiles::best_form(const std::vector<Form>& forms,
                                          std::string_view accepted) const {
  for (const Coding& coding : codings) {
    if (!accepts_encoding(accepted, coding.name)) continue;
    const auto found = std::find_if(forms.begin(), forms.end(),
                                    [&](const Form& form) { return form.encoding == coding.name; });
    if (found != forms.end()) return *found;
  }
  return *std::find_if(forms.begin(), forms.end(),
                       [](const Form& form) { return form.encoding.empty(); });
}

Response WebFiles::answer(const Request& request, const std::string& path) const {
  if (files_.empty() && path.empty()) {
    Response page = Response::text(200, "text/html; charset=utf-8", built_without);
    put_headers(page);
    return page;
  }
  const std::string name = path.empty() ? "index.html" : path;
  const auto found = files_.find(name);
  if (found == files_.end()) {
    return Response::problem({Code::not_found, "there is nothing at this address"});
  }
  const Form& form = best_form(found->second, request.header("accept-encoding").value_or(""));
  Response response;
  put_headers(response);
  response.headers["etag"] = form.etag;
  response.headers["vary"] = "accept-encoding";
  // Names under assets/ hold a digest of their content: such a file never changes.
  response.headers["cache-control"] =
      name.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  response.content_type = type_of(name);
  if (const auto policy = policies_.find(name); policy != policies_.end()) {
    response.headers["content-security-policy"] = policy->second;
  }
  if (names_etag(request.header("if-none-match").value_or(""), form.etag)) {
    response.status = 304;
    return response;
  }
  if (!form.encoding.empty()) response.headers["content-encoding"] = form.encoding;
  response.body = to_bytes(form.bytes);
  return response;
}

}  // namespace haidang::http
