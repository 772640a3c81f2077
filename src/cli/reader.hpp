// Whom a text is for: the language, the office's time zone, those of the other Parties, and when.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "words/moment.hpp"
#include "words/words.hpp"

namespace haidang::cli {

class ApiClient;
struct Context;

struct Reader {
  wording::Language language;
  Time now;
  std::string zone = "Etc/UTC";              // of our own authority, by its profile
  std::map<std::string, std::string> zones;  // of the others: "XB/contact-point", and "XB"

  [[nodiscard]] std::string say(std::string_view key, const wording::Arguments& with = {}) const;
  // The word for a value of the data: say("status", "info-requested"). A value that has no word
  // yet is given as it is.
  [[nodiscard]] std::string word(std::string_view group, std::string_view value) const;
  // The same with the English title that the data give, where there is one.
  [[nodiscard]] std::string word(std::string_view group, std::string_view value,
                                 std::string_view english) const;
  [[nodiscard]] std::string cited(std::string_view citation) const;
  // "in 3 days: ..." in our zone and that of the other address. RFC 3339 text from the API; what is
  // no time is given as it is.
  [[nodiscard]] std::string due(std::string_view time, std::string_view other) const;
  [[nodiscard]] std::string moment(std::string_view time) const;
};

// Without a node: the language alone, and UTC.
Reader reader_of(const Context& context);
// With what the node knows of its own authority and of the Parties that it has pinned. A node that
// cannot say is no reason to say nothing: then times are in UTC.
Reader reader_of(const Context& context, ApiClient& api);

}  // namespace haidang::cli
