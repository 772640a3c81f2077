// What the composers of this room say alike: names, dates, citations, in one language.
#pragma once
#include <string>

#include "letters/compose.hpp"
#include "words/moment.hpp"
#include "words/words.hpp"

namespace haidang::letters {

class Phrases {
 public:
  Phrases(const Setting& setting, wording::Language language)
      : setting_(setting), language_(language) {}

  [[nodiscard]] wording::Language language() const { return language_; }
  [[nodiscard]] const treaty::Treaty& law() const { return setting_.law; }
  [[nodiscard]] std::string say(std::string_view key, const wording::Arguments& with = {}) const {
    return wording::text(language_, key, with);
  }
  [[nodiscard]] std::string say_or(std::string_view key, std::string_view otherwise) const {
    return wording::text_or(language_, key, otherwise);
  }

  [[nodiscard]] std::string party(const PartyCode& code) const;       // "Aurelia (XA)"
  [[nodiscard]] std::string party_name(const PartyCode& code) const;  // "Aurelia"
  [[nodiscard]] std::string office(const Address& who) const;
  [[nodiscard]] std::string zone(const Address& who) const;
  [[nodiscard]] std::string citation(std::string_view text) const;  // "art. 42(7)", as written here
  [[nodiscard]] std::string measure(const std::string& id) const;
  [[nodiscard]] std::string instruments(const std::vector<std::string>& ids) const;
  [[nodiscard]] std::string language_name(std::string_view tag) const;
  [[nodiscard]] std::string clock_kind(treaty::ClockKind kind) const;

 private:
  [[nodiscard]] const Correspondent* find(const PartyCode& code) const;
  [[nodiscard]] const Correspondent::Office* find_office(const Address& who) const;
  const Setting& setting_;
  wording::Language language_;
};

}  // namespace haidang::letters
