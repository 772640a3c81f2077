// A letter as a plain value: every word is chosen, nothing is placed yet. Letters, custody reports
// and certificates are all of this form.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "words/language.hpp"

namespace haidang::letters {

// A short thing beside its label. A code (an id, a digest) reads from left to right in every
// language.
struct Value {
  enum class Script { words, code };
  std::string text;
  Script script = Script::words;
};

struct Field {
  std::string label;
  Value value;
};

// What somebody wrote, in a language of its own.
struct Passage {
  std::string text;
  std::string language;  // BCP 47; empty: not said
  std::string mark;      // "Certified translation into français"; empty: none
};

// Was the rule read in an authentic text? Where it was not, a dagger says so.
enum class Footing { verified, unverified };

struct Heading {
  std::string text;
};

struct Section {
  std::string label;
  std::string citation;  // "art. 42(3)(e)"; empty: none
  Footing footing = Footing::verified;
  std::vector<Passage> passages;
};

struct Cell {
  Value value;
  Footing footing = Footing::verified;
};

struct Table {
  struct Column {
    std::string label;
    unsigned share;  // of the width
  };
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // as many cells as columns
};

using Block = std::variant<Heading, Section, Table>;

// The whole letter in one language.
struct Part {
  wording::Language language;
  std::string sender;                  // "Aurelia"
  std::string office;                  // "24/7 contact point"
  std::string under;                   // the instrument, beneath the head
  std::vector<std::string> stamps;     // "Confidential"
  std::vector<std::string> addressee;  // lines; the first stands out
  std::vector<Field> references;       // date, case, request
  std::string subject;
  std::string opening;
  std::vector<Block> blocks;
  std::string closing;
  std::vector<std::string> signature;  // lines; the first stands out
  std::vector<std::string> notes;      // small print at the end
  std::string fingerprint_label;       // of what `fingerprint` is, on each page
};

struct Letter {
  std::string title;  // of the file
  std::string author;
  Time date;  // the only time in the file
  Digest fingerprint{};
  std::string reference;  // a line on each page: "9f2c…/3"
  std::vector<Part> parts;
};

}  // namespace haidang::letters
