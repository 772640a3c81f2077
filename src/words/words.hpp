// What people read, in their language: one key, one sentence. Texts come from i18n/<tag>.json.
#pragma once
#include <map>
#include <string>
#include <variant>

#include "words/catalogue.hpp"
#include "words/language.hpp"

namespace haidang::wording {

// A number takes part in plural forms and is written as the language writes numbers; a text is
// put in as it is. In Arabic it is isolated (U+2068, U+2069): a Latin reference, digest or file
// name keeps its order, and the sentence around it too.
using Value = std::variant<std::int64_t, std::string>;
using Arguments = std::map<std::string, Value, std::less<>>;

// text(vi, "cli.waiting-acts", {{"party", "XB"}, {"count", 3}}).
// A text that this language lacks is given in English, and one that English lacks too as the last
// word of its key in plain letters: people never see a key.
std::string text(Language language, std::string_view key, const Arguments& arguments = {});
// The same, for a key made of data ("status." + what a newer node says): `otherwise` if there is
// no such key.
std::string text_or(Language language, std::string_view key, std::string_view otherwise,
                    const Arguments& arguments = {});
// The text of that group ("content.") whose English is `english`: for a sentence that arrives
// without its key. Without such a text: `english`.
std::string translated(Language language, std::string_view group, std::string_view english);
// A citation as the data give it ("art. 42(7)", "arts 6, 24", "art. 35(3), art. 40(22)"), its
// articles called as this language calls them.
std::string citation(Language language, std::string_view text);
[[nodiscard]] bool has(Language language, std::string_view key);
// Who answers for the text that `text` would give.
[[nodiscard]] Review review_of(Language language, std::string_view key);

// A pattern that is no catalogue's: for tests of the catalogues. Errors: malformed.
Result<std::string> format_pattern(Language language, std::string_view pattern,
                                   const Arguments& arguments);

}  // namespace haidang::wording
