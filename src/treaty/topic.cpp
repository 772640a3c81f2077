#include "treaty/topic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "words/words.hpp"

namespace haidang::treaty {
namespace {

// One rule that can be asked for.
struct Named {
  std::string name;
  std::string other = {};  // a second name: the term of a definition
  std::string title;
  std::string citation;
};

// The headings of which the law has a list, in the order in which a bare name is looked for.
constexpr std::array<std::string_view, 8> headings{"measure",    "ground",      "clock", "offence",
                                                   "instrument", "declaration", "term",  "art"};

class Names {
 public:
  Names(wording::Language language, const Treaty& law) : language_(language), law_(law) {}

  [[nodiscard]] std::vector<Named> under(std::string_view heading) const {
    if (heading == "measure")
      return rows("measure", law_.measures(), &Measure::id, &Measure::title);
    if (heading == "ground") return rows("ground", law_.grounds(), &Ground::code, &Ground::title);
    if (heading == "clock") return rows("clock", law_.clocks(), &ClockRule::id, &ClockRule::counts);
    if (heading == "offence") return offences();
    if (heading == "instrument")
      return rows("instrument", law_.instruments(), &Instrument::id, &Instrument::title);
    if (heading == "declaration") {
      return rows("declaration", law_.declarations(), &DeclarationRule::id,
                  &DeclarationRule::title);
    }
    if (heading == "term") return terms();
    return rows("article", law_.articles(), &Article::number, &Article::title);
  }

 private:
  template <class Row>
  [[nodiscard]] std::vector<Named> rows(std::string_view group, std::span<const Row> from,
                                        std::string Row::* name, std::string Row::* title) const {
    std::vector<Named> out;
    for (const Row& row : from) {
      out.push_back(
          {row.*name, "",
           wording::text_or(language_, fmt::format("{}.{}", group, row.*name), row.*title),
           row.source.citation});
    }
    return out;
  }
  [[nodiscard]] std::vector<Named> offences() const {
    std::vector<Named> out = rows("offence", law_.offences(), &Offence::code, &Offence::title);
    for (Named& row :
         rows("offence-class", law_.offence_classes(), &OffenceClass::id, &OffenceClass::title))
      out.push_back(std::move(row));
    return out;
  }
  [[nodiscard]] std::vector<Named> terms() const {
    std::vector<Named> out =
        rows("definition", law_.definitions(), &Definition::letter, &Definition::term);
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i].other = law_.definitions()[i].term;
    return out;
  }

  wording::Language language_;
  const Treaty& law_;
};

std::string_view bare_text(std::string_view text) {
  const auto first = text.find_first_not_of(" .");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string_view until(std::string_view text, std::string_view ends) {
  return text.substr(0, text.find_first_of(ends));
}

const Named* find(const std::vector<Named>& rows, std::string_view asked) {
  const std::string name = small_letters(asked);
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Named& row) {
    return small_letters(row.name) == name ||
           (!row.other.empty() && small_letters(row.other) == name);
  });
  return at == rows.end() ? nullptr : &*at;
}

Error no_such(std::string_view heading, std::string_view name, const std::vector<Named>& rows) {
  Error error{Code::not_found, fmt::format("the law has no {} '{}'", heading, name)};
  std::vector<std::string> names;
  for (const Named& row : rows) {
    names.push_back(row.name);
    if (!row.other.empty()) names.push_back(row.other);
  }
  if (const auto meant = nearest(name, names)) {
    error.next =
        fmt::format("Did you mean: haidang explain {}", fmt::format("{} {}", heading, *meant));
    return error;
  }
  const std::string all(heading);
  error.next = fmt::format("haidang explain {}", all + "s");
  for (const Named& row : rows)
    error.details.push_back({row.name, row.title, row.citation});
  return error;
}

class Finder {
 public:
  Finder(wording::Language language, const Treaty& law)
      : names_(language, law), language_(language) {}

  [[nodiscard]] Result<std::string> topic(std::string_view asked) const {
    const std::string_view text = bare_text(asked);
    std::string heading = small_letters(until(text, " ."));
    if (heading == "article" || heading == "articles" || heading == "arts") heading = "art";
    if (heading.size() > 1 && heading.ends_with('s')) heading.pop_back();  // "grounds"
    const std::string_view name = bare_text(text.substr(until(text, " .").size()));
    if (heading == "scope") return scope(name);
    if (std::find(headings.begin(), headings.end(), heading) == headings.end()) return bare(text);
    if (name.empty()) return heading;
    if (heading == "measure" && name.find(' ') != std::string_view::npos) return carried(name);
    return one(heading, name);
  }

 private:
  [[nodiscard]] Result<std::string> named(std::string_view heading, std::string_view name) const {
    // "42(6)" is in article 42.
    if (heading == "art") name = until(name, "( ");
    const std::vector<Named> rows = names_.under(heading);
    if (const Named* found = find(rows, name)) return found->name;
    return no_such(heading, name, rows);
  }
  [[nodiscard]] Result<std::string> one(std::string_view heading, std::string_view name) const {
    HD_TRY(const std::string found, named(heading, name));
    return fmt::format("{} {}", heading, found);
  }
  // "preservation budapest": the measure by the rules of another instrument.
  [[nodiscard]] Result<std::string> carried(std::string_view both) const {
    const std::string_view id = until(both, " ");
    HD_TRY(const std::string measure, named("measure", id));
    HD_TRY(const std::string basis, named("instrument", bare_text(both.substr(id.size()))));
    return fmt::format("measure {} {}", measure, basis);
  }
  // MEASURE OFFENCE BASIS ...
  [[nodiscard]] Result<std::string> scope(std::string_view words) const {
    std::string topic = "scope";
    for (int place = 0; !words.empty(); ++place) {
      const std::string_view word = until(words, " ");
      HD_TRY(const std::string found, named(place == 0   ? "measure"
                                            : place == 1 ? "offence"
                                                         : "instrument",
                                            word));
      topic += " " + found;
      words = bare_text(words.substr(word.size()));
    }
    return topic;
  }
  // Without a heading: a number is an article, a name whatever has it.
  [[nodiscard]] Result<std::string> bare(std::string_view text) const {
    if (!text.empty() && text.front() >= '0' && text.front() <= '9') return one("art", text);
    std::vector<std::string> all;
    for (const std::string_view heading : headings) {
      const std::vector<Named> rows = names_.under(heading);
      if (heading != "art") {
        if (const Named* found = find(rows, text))
          return fmt::format("{} {}", heading, found->name);
      }
      all.emplace_back(heading);
      for (const Named& row : rows)
        all.push_back(fmt::format("{} {}", heading, row.name));
    }
    return unknown(text, all);
  }
  [[nodiscard]] Error unknown(std::string_view text, const std::vector<std::string>& all) const {
    Error error{Code::not_found, fmt::format("there is nothing to explain under '{}'", text)};
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const std::string& topic : all)
      names.push_back(topic.substr(topic.find(' ') + 1));
    auto meant = nearest(text, all);
    if (!meant) {
      if (const auto name = nearest(text, names))
        meant = all[static_cast<std::size_t>(std::find(names.begin(), names.end(), *name) -
                                             names.begin())];
    }
    error.next = meant ? fmt::format("Did you mean: haidang explain {}", *meant)
                       : wording::text(language_, "explain.overview");
    return error;
  }

  Names names_;
  wording::Language language_;
};

}  // namespace

Result<std::string> find_topic(wording::Language language, const Treaty& law,
                               std::string_view asked) {
  return Finder(language, law).topic(asked);
}

}  // namespace haidang::treaty
