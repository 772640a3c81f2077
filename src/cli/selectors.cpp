#include "cli/selectors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "crypto/digest.hpp"
#include "crypto/key_file.hpp"

namespace haidang::cli {
namespace {

struct Selector {
  std::string kind;
  std::string value;
};

// Both sides must come to one spelling: no space around, ASCII letters small.
std::string plain(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return "";
  std::string value(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
  std::transform(value.begin(), value.end(), value.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return value;
}

Result<Selector> parse_selector(const std::string& pair) {
  const auto equals = pair.find('=');
  Selector selector;
  if (equals != std::string::npos) {
    selector = {plain(pair.substr(0, equals)), plain(pair.substr(equals + 1))};
  }
  if (!selector.kind.empty() && !selector.value.empty()) return selector;
  return Error{Code::usage, "a selector is KIND=VALUE", "for example email=somebody@example.org",
               "Write one a line, or one an option."};
}

// Slow on purpose: who has the sealed form can only guess, at 64 MiB and two passes a guess.
Digest seal(const Selector& selector, const crypto::PassphraseSalt& salt) {
  const std::string text = fmt::format("haidang selector 1\n{}\n{}", selector.kind, selector.value);
  return crypto::sha256(crypto::derive_key(text, salt));
}

}  // namespace

Result<std::vector<SealedSelector>> seal_selectors(const std::vector<std::string>& pairs,
                                                   Random& random) {
  crypto::PassphraseSalt salt{};
  random.fill(salt);
  std::vector<SealedSelector> sealed;
  for (const std::string& pair : pairs) {
    HD_TRY(const Selector selector, parse_selector(pair));
    sealed.push_back({selector.kind, hex(salt), seal(selector, salt)});
  }
  return sealed;
}

Result<std::size_t> count_matches(const std::vector<SealedSelector>& sealed,
                                  const std::vector<std::string>& own) {
  std::map<std::string, crypto::PassphraseSalt> salts;
  for (const SealedSelector& each : sealed) {
    HD_TRY(const Bytes bytes, parse_hex(each.salt));
    crypto::PassphraseSalt& salt = salts[each.salt];
    if (bytes.size() != salt.size()) return Error{Code::bad_value, "a salt is not 16 bytes"};
    std::copy(bytes.begin(), bytes.end(), salt.begin());
  }
  std::size_t matches = 0;
  for (const std::string& line : own) {
    HD_TRY(const Selector selector, parse_selector(line));
    for (const auto& [text, salt] : salts) {
      const bool asked = std::any_of(sealed.begin(), sealed.end(), [&](const auto& each) {
        return each.kind == selector.kind && each.salt == text;
      });
      if (!asked) continue;
      const Digest digest = seal(selector, salt);
      matches += static_cast<std::size_t>(
          std::count_if(sealed.begin(), sealed.end(), [&](const auto& each) {
            return each.kind == selector.kind && each.salt == text && each.digest == digest;
          }));
    }
  }
  return matches;
}

}  // namespace haidang::cli
