#include "node/note_book.hpp"

#include "crypto/digest.hpp"

namespace haidang::node {

Digest note_digest(const Note& note) {
  const json::object object{{"at", format_time(note.at)},
                            {"case", note.case_id.text()},
                            {"officer", note.officer},
                            {"text", note.text}};
  return crypto::sha256(as_bytes(canonical(object)));
}

Result<NoteBook> NoteBook::open(store::Database& database) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS note(number INTEGER PRIMARY KEY AUTOINCREMENT,"
      " case_id TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL,"
      " leaf INTEGER NOT NULL) STRICT;"
      "CREATE INDEX IF NOT EXISTS note_of_case ON note(case_id, number);"));
  return NoteBook(database);
}

Result<Note> NoteBook::add(Note note) {
  auto& count = database_->cached("SELECT count(*) FROM note WHERE case_id=?");
  HD_TRY(const bool counted, count.bind(1, note.case_id.text()).step());
  HD_CHECK(counted);
  if (count.integer(0) >= of_case_max) {
    return Error{Code::unavailable, "the case has too many notes", "2000 is the most", ""};
  }
  auto& row = database_->cached(
      "INSERT INTO note(case_id, officer, at, text, leaf) VALUES(?,?,?,?,?) RETURNING number");
  row.bind(1, note.case_id.text()).bind(2, note.officer).bind(3, note.at);
  row.bind(4, note.text).bind(5, static_cast<std::int64_t>(note.leaf.value));
  HD_TRY(const bool added, row.step());
  HD_CHECK(added);
  note.number = row.integer(0);
  HD_TRY(const bool more, row.step());  // a statement that returns rows is done when it has no more
  HD_CHECK(!more);
  return note;
}

Result<std::vector<Note>> NoteBook::of_case(const CaseId& id) {
  auto& row = database_->cached(
      "SELECT number, officer, at, text, leaf FROM note WHERE case_id=? ORDER BY number");
  row.bind(1, id.text());
  std::vector<Note> list;
  for (;;) {
    HD_TRY(const bool found, row.step());
    if (!found) return list;
    list.push_back({row.integer(0),
                    id,
                    row.text(1),
                    row.time_at(2),
                    row.text(3),
                    {static_cast<std::uint64_t>(row.integer(4))}});
  }
}

}  // namespace haidang::node
