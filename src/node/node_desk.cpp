// What the desk keeps beside cases: notes for its own people, and who was last heard of when.
#include <fmt/format.h>

#include <algorithm>

#include "node/node_state.hpp"

namespace haidang::node {
namespace {

json::object describe(const Note& note) {
  return {{"number", note.number},      {"case", note.case_id.text()}, {"officer", note.officer},
          {"at", format_time(note.at)}, {"text", note.text},           {"entry", note.leaf.value}};
}

json::value time_or_null(const std::optional<Time>& time) {
  return time ? json::value(format_time(*time)) : json::value(nullptr);
}

Result<void> check_text(const std::string& text) {
  if (text.size() > NoteBook::text_bytes_max) {
    return Error{Code::too_large,
                 fmt::format("a note has at most {} bytes", NoteBook::text_bytes_max), "",
                 "Write it as two notes, or add the text as evidence."};
  }
  if (text.find_first_not_of(" \t\r\n") != std::string::npos) return {};
  return Error{Code::bad_value, "a note that says nothing is not kept", "", "Write something."};
}

json::value described_or_null(const std::optional<RequestRow>& row) {
  if (!row) return nullptr;
  return json::object{{"id", row->id.text()},
                      {"status", row->status},
                      {"requested_at", format_time(row->requested_at)},
                      {"last_act_at", format_time(row->last_act_at)}};
}

}  // namespace

Result<json::array> Node::notes(const CaseId& id) {
  return state_->sequencer->read([&](Road& road) -> Result<json::array> {
    HD_TRY(const auto known, road.find_case(id));  // unknown_case
    (void)known;
    HD_TRY(const std::vector<Note> all, state_->notes->of_case(id));
    json::array list;
    for (const Note& note : all)
      list.push_back(describe(note));
    return list;
  });
}

Result<json::object> Node::write_note(const CaseId& id, const std::string& text,
                                      const Actor& actor) {
  HD_TRY_VOID(check_text(text));
  Note note{0, id, actor.officer, {}, text, {}};
  HD_TRY(const Committed committed, state_->write_and_wait([&](Road& road) -> Result<void> {
    HD_TRY(const auto known, road.find_case(id));
    (void)known;
    note.at = state_->parts.clock.now();
    // Without the case's id: what names a case is custody, and goes into packages.
    HD_TRY(note.leaf, road.record("note-written", {{"sha256", hex(note_digest(note))},
                                                   {"officer", actor.officer}}));
    auto added = state_->notes->add(note);
    if (added.ok()) {
      note = *std::move(added);
      return {};
    }
    road.spoil(added.error());
    return added.error();
  }));
  (void)committed;
  state_->emit({"note", {{"case", id.text()}}});
  return describe(note);
}

Result<json::array> Node::contacts(const std::string& measure) {
  return state_->sequencer->read([&](Road& road) -> Result<json::array> {
    HD_TRY(const std::vector<ContactRow> rows, road.archive().contacts());
    json::array list;
    for (const directory::Profile* profile : state_->directory->all()) {
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const ContactRow& it) {
        return it.party == profile->party;
      });
      const ContactRow heard = row == rows.end() ? ContactRow{profile->party, {}, {}} : *row;
      HD_TRY(const auto last,
             road.archive().latest_request(measure, road.self().party, profile->party));
      list.push_back(json::object{{"party", profile->party.text()},
                                  {"received_at", time_or_null(heard.received_at)},
                                  {"confirmed_at", time_or_null(heard.confirmed_at)},
                                  {"request", described_or_null(last)}});
    }
    return list;
  });
}

}  // namespace haidang::node
