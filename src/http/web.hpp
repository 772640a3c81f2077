// The web interface: files compiled into the binary, with their gzip and brotli forms beside them
// ("index.html", "index.html.gz", "index.html.br"), served to anybody. They hold no case content;
// what the page shows comes from the API, behind a session.
#pragma once
#include <span>

#include "base/embedded.hpp"
#include "http/message.hpp"

namespace haidang::http {

// What a page of ours may do: run its own scripts and styles and speak to its own node, nothing
// inline, and no text becomes markup but through the policy of the component library.
extern const std::string_view page_policy;

class WebFiles {
 public:
  explicit WebFiles(std::span<const EmbeddedFile> files);

  // `path`: without the leading slash; empty is the start page. Error: not_found.
  [[nodiscard]] Response answer(const Request& request, const std::string& path) const;

 private:
  struct Form {
    std::string_view encoding;  // empty: as it is
    std::string_view bytes;
    std::string etag;
  };
  [[nodiscard]] const Form& best_form(const std::vector<Form>& forms,
                                      std::string_view accepted) const;

  std::map<std::string, std::vector<Form>, std::less<>> files_;
  std::map<std::string, std::string, std::less<>> policies_;  // of pages that carry their own
};

// Does an Accept-Encoding header (RFC 9110 section 12.5.3) name this coding, and not with q=0?
bool accepts_encoding(std::string_view header, std::string_view coding);

}  // namespace haidang::http
