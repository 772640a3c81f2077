#include "letters/custody.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "letters/phrases.hpp"

namespace haidang::letters {
namespace {

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Value figures(std::string_view digest) {
  std::string grouped;
  for (std::size_t i = 0; i < digest.size(); i += 8)
    grouped += (i == 0 ? "" : " ") + std::string(digest.substr(i, 8));
  return {grouped, Value::Script::code};
}

class Report {
 public:
  Report(const CustodyRecord& record, const Setting& setting, wording::Language language)
      : record_(record), say_(setting, language) {}

  Part custody() {
    head("letter.custody-title", "letter.custody-opening");
    items();
    acts();
    entries();
    part_.signature = {record_.officer, part_.office, part_.sender, moment(record_.made_at)};
    part_.notes.push_back(say_.say("letter.custody-note"));
    return std::move(part_);
  }

  Part certificate() {
    head("letter.certificate-title", "letter.certificate-authorised");
    statement("letter.certificate-process");
    statement("letter.certificate-compared");
    statement("letter.certificate-same");
    digests();
    part_.closing = say_.say("letter.certificate-place");
    const std::string room;  // for a hand and a seal
    part_.signature = {say_.say("letter.certificate-sign"),
                       room,
                       room,
                       record_.officer,
                       part_.office,
                       part_.sender};
    return std::move(part_);
  }

 private:
  [[nodiscard]] std::string moment(Time time) const {
    return wording::moment(say_.language(), time, say_.zone(record_.maker));
  }

  void head(std::string_view title, std::string_view opening) {
    part_.language = say_.language();
    part_.sender = say_.party_name(record_.maker.party);
    part_.office = say_.office(record_.maker);
    part_.subject = say_.say(title);
    part_.opening = say_.say(opening);
    part_.fingerprint_label = say_.say("letter.fingerprint-payload");
    const std::string day =
        wording::date(say_.language(), record_.made_at, say_.zone(record_.maker));
    part_.references = {{say_.say("letter.date"), {day}},
                        {say_.say("letter.case"), figures(record_.state.id.text())}};
    for (const auto& [party, chain] : record_.state.chains)
      part_.addressee.push_back(say_.party(party));
  }

  void statement(std::string_view key) {
    const std::string text = say_.say(key, {{"date", moment(record_.made_at)}});
    part_.blocks.emplace_back(
        Section{"", "", Footing::verified, {{text, std::string(say_.language().tag()), ""}}});
  }

  void items() {
    part_.blocks.emplace_back(Heading{say_.say("letter.items")});
    for (std::size_t i = 0; i < record_.items.size() && i < CustodyLimits::rows; ++i)
      item(record_.items[i]);
  }

  void item(const ManifestItem& item) {
    Table table{{{say_.say("letter.item-name"), 3}, {item.name, 11}}, {}};
    const auto row = [&](std::string_view key, Value value) {
      if (!value.text.empty()) table.rows.push_back({{{say_.say(key)}}, {std::move(value)}});
    };
    row("letter.item-size", {wording::size(say_.language(), item.size)});
    table.rows.push_back({{{"SHA-256"}}, {figures(hex(item.sha256))}});
    row("letter.item-acquired", acquired(item));
    row("letter.item-by", {item.acquired_by});
    row("letter.item-tool", {item.acquisition_tool});
    row("letter.item-source", {item.source});
    row("letter.item-delivered", {delivered(item)});
    part_.blocks.emplace_back(std::move(table));
  }

  // As the examiner wrote it: with the offset of the place.
  static Value acquired(const ManifestItem& item) {
    return {item.acquired_at, Value::Script::code};
  }

  [[nodiscard]] std::string delivered(const ManifestItem& item) const {
    for (const casework::CommittedAct& entry : record_.state.timeline) {
      if (entry.act.kind != ActKind::deliver) continue;
      const auto body = read_deliver(entry.act.body);
      if (!body.ok()) continue;
      const auto same = [&](const ManifestItem& one) { return one.id == item.id; };
      if (std::any_of(body->items.begin(), body->items.end(), same))
        return say_.party(entry.act.author.party) + ", " + moment(entry.act.issued_at);
    }
    return {};
  }

  void acts() {
    part_.blocks.emplace_back(Heading{say_.say("letter.custody-acts")});
    Table table{{{say_.say("letter.date"), 5},
                 {say_.say("letter.who"), 4},
                 {say_.say("letter.custody-act"), 5},
                 {"SHA-256", 8}},
                {}};
    for (const casework::CommittedAct& entry : record_.state.timeline) {
      if (table.rows.size() == CustodyLimits::rows) break;
      const std::string kind(act_kind_name(entry.act.kind));
      table.rows.push_back({{{moment(entry.act.issued_at)}},
                            {{say_.party(entry.act.author.party)}},
                            {{say_.say_or("act." + kind, kind)}},
                            {figures(hex(entry.digest))}});
    }
    part_.blocks.emplace_back(std::move(table));
  }

  void entries() {
    if (record_.entries.empty()) return;
    part_.blocks.emplace_back(Heading{say_.say("letter.custody-log")});
    Table table{{{say_.say("letter.entry"), 2},
                 {say_.say("letter.date"), 5},
                 {say_.say("letter.event"), 6},
                 {say_.say("letter.item-name"), 5},
                 {say_.say("letter.who"), 4}},
                {}};
    const std::size_t count = std::min(record_.entries.size(), CustodyLimits::rows);
    for (std::size_t i = 0; i < count; ++i)
      table.rows.push_back(row(record_.entries[i]));
    part_.blocks.emplace_back(std::move(table));
    if (count == record_.entries.size()) return;
    part_.notes.push_back(say_.say("letter.custody-limit",
                                   {{"count", static_cast<std::int64_t>(count)},
                                    {"total", static_cast<std::int64_t>(record_.entries.size())}}));
  }

  [[nodiscard]] std::vector<Cell> row(const CustodyRecord::Entry& entry) const {
    const std::string kind = text_of(entry.event, "kind");
    std::string what = say_.say_or("letter.event-" + kind, kind);
    const std::string purpose = text_of(entry.event, "purpose");
    if (!purpose.empty()) what += ": " + purpose;
    std::string who = text_of(entry.event, "officer");
    for (const std::string_view member : {"by", "from"}) {
      if (who.empty()) who = text_of(entry.event, member);
    }
    const auto at = parse_time(text_of(entry.event, "at"));
    return {{{std::to_string(entry.index), Value::Script::code}},
            {{at.ok() ? moment(*at) : std::string()}},
            {{what}},
            {{name_of(text_of(entry.event, "item"))}},
            {{who}}};
  }

  [[nodiscard]] std::string name_of(const std::string& id) const {
    for (const ManifestItem& item : record_.items) {
      if (item.id.text() == id) return item.name;
    }
    return id.substr(0, 8);
  }

  void digests() {
    part_.blocks.emplace_back(Heading{say_.say("letter.items")});
    Table table{
        {{say_.say("letter.item-name"), 4}, {say_.say("letter.item-size"), 2}, {"SHA-256", 12}},
        {}};
    for (const ManifestItem& item : record_.items) {
      if (table.rows.size() == CustodyLimits::rows) break;
      table.rows.push_back({{{item.name}},
                            {{wording::size(say_.language(), item.size)}},
                            {figures(hex(item.sha256))}});
    }
    part_.blocks.emplace_back(std::move(table));
  }

  const CustodyRecord& record_;
  Phrases say_;
  Part part_;
};

Letter paper(const CustodyRecord& record, const Setting& setting, Part (Report::*compose)()) {
  Letter letter;
  letter.author = Phrases(setting, setting.languages.front()).party(record.maker.party);
  letter.date = record.made_at;
  letter.fingerprint = record.payload;
  letter.reference = record.state.id.text();
  for (const wording::Language language : setting.languages) {
    Report report(record, setting, language);
    letter.parts.push_back((report.*compose)());
  }
  letter.title = letter.parts.front().subject;
  return letter;
}

}  // namespace

Letter custody_report_of(const CustodyRecord& record, const Setting& setting) {
  HD_CHECK(!setting.languages.empty());
  return paper(record, setting, &Report::custody);
}

Letter certificate_of(const CustodyRecord& record, const Setting& setting) {
  HD_CHECK(!setting.languages.empty());
  return paper(record, setting, &Report::certificate);
}

}  // namespace haidang::letters
