// What officers write about a case for their own people: rows of this node alone. Nothing here is
// an act, so nothing here can be sent, and no package holds it.
#pragma once
#include <string>
#include <vector>

#include "acts/act.hpp"
#include "journal/journal.hpp"
#include "store/database.hpp"

namespace haidang::node {

struct Note {
  std::int64_t number = 0;  // within the node, from 1
  CaseId case_id;
  std::string officer;
  Time at;
  std::string text;
  journal::LeafIndex leaf;  // the journal's entry with the note's digest
};

// What the journal's entry is about: {"at","case","officer","text"} in canonical form.
Digest note_digest(const Note& note);

class NoteBook {
 public:
  static constexpr std::size_t text_bytes_max = 16384;
  static constexpr std::int64_t of_case_max = 2000;
  static Result<NoteBook> open(store::Database& database);

  Result<Note> add(Note note);  // unavailable: the case has too many
  Result<std::vector<Note>> of_case(const CaseId& id);

 private:
  explicit NoteBook(store::Database& database) : database_(&database) {}
  store::Database* database_;
};

}  // namespace haidang::node
