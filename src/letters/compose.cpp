#include "letters/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "letters/phrases.hpp"

namespace haidang::letters {
namespace {

using casework::CaseState;
using casework::CommittedAct;
using casework::RequestState;

// The case as the author saw it when it spoke: its own acts up to this one, and as many of the
// others' as it says that it had seen.
std::vector<CommittedAct> known_to_author(const CaseState& state, const Act& act) {
  std::vector<CommittedAct> known;
  for (const CommittedAct& entry : state.timeline) {
    const PartyCode& party = entry.act.author.party;
    if (entry.act.seq > (party == act.author.party ? act.seq : act.seen_of(party))) continue;
    known.push_back(entry);
  }
  return known;
}

// Which members of a body have a place of their own in the letter.
bool has_its_place(std::string_view member) {
  static const std::set<std::string_view> members{
      "measure",      "legal_bases", "offence",   "penalty_months", "contents",
      "confidential", "emergency",   "relies_on", "language",       "translations",
      "conditions",   "grounds",     "items"};
  return members.contains(member);
}

std::string_view text_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view{};
}

const json::array* array_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr ? value->if_array() : nullptr;
}

class PartComposer {
 public:
  PartComposer(const Setting& setting, wording::Language language, const CommittedAct& entry,
               const RequestState* request)
      : say_(setting, language), entry_(entry), request_(request) {
    // A demand, or information given without being asked: whatever names a measure opens it.
    if (!text_member(act().body, "measure").empty()) {
      if (auto body = read_request(act().body); body.ok()) opens_ = *std::move(body);
    }
  }

  Part compose() {
    part_.language = say_.language();
    head();
    subject();
    if (opens_) request_blocks(*opens_);
    answer_blocks();
    other_members();
    items();
    clocks();
    ending();
    return std::move(part_);
  }

 private:
  [[nodiscard]] const Act& act() const { return entry_.act; }
  [[nodiscard]] std::string zone() const { return say_.zone(act().author); }
  // In both zones, a line each.
  [[nodiscard]] std::string moments(Time time) const {
    std::string both = wording::moment(say_.language(), time, zone());
    const std::string theirs = say_.zone(act().to);
    if (theirs != zone()) both += "\n" + wording::moment(say_.language(), time, theirs);
    return both;
  }

  void head() {
    part_.sender = say_.party_name(act().author.party);
    part_.office = say_.office(act().author);
    if (request_ != nullptr) part_.under = say_.instruments(request_->body.legal_bases);
    if (request_ != nullptr && request_->body.confidential)
      part_.stamps.push_back(say_.say("letter.confidential"));
    if (request_ != nullptr && request_->body.emergency)
      part_.stamps.push_back(say_.say("letter.emergency"));
    part_.addressee = {say_.party(act().to.party), say_.office(act().to)};
    const std::string date = wording::date(say_.language(), act().issued_at, zone());
    part_.references = {{say_.say("letter.date"), {date}},
                        {say_.say("letter.case"), code(act().case_id.text())}};
    if (request_ != nullptr)
      part_.references.push_back({say_.say("letter.request"), code(request_->id.text())});
    if (act().kind != ActKind::request)
      part_.references.push_back({say_.say("letter.act"), code(act().id.text())});
    if (!act().also.empty()) {
      std::string others;
      for (const Address& other : act().also)
        others += (others.empty() ? "" : "\n") + say_.party(other.party);
      part_.references.push_back({say_.say("letter.also"), {others}});
    }
    part_.fingerprint_label = say_.say("letter.fingerprint");
  }

  // In groups of eight, so that it breaks where it may be read.
  static Value code(const std::string& id) {
    std::string grouped;
    for (std::size_t i = 0; i < id.size(); i += 8)
      grouped += (i == 0 ? "" : " ") + id.substr(i, 8);
    return {grouped, Value::Script::code};
  }

  void subject() {
    const std::string kind(act_kind_name(act().kind));
    part_.subject = say_.say_or("act." + kind, kind);
    if (request_ != nullptr) {
      const auto rules = say_.law().measure(request_->body.measure);
      const std::string article = rules.ok() ? "art. " + (*rules)->article : "";
      part_.subject = say_.say("letter.subject", {{"kind", part_.subject},
                                                  {"matter", say_.measure(request_->body.measure)},
                                                  {"article", say_.citation(article)}});
    }
    part_.opening = say_.say(act().kind == ActKind::request ? "letter.opening-request"
                                                            : "letter.opening-answer");
  }

  void heading(std::string_view key) { part_.blocks.emplace_back(Heading{say_.say(key)}); }

  void section(std::string label, std::vector<Passage> passages, const treaty::Source* source) {
    Section made{std::move(label), "", Footing::verified, std::move(passages)};
    if (source != nullptr) {
      made.citation = say_.citation(source->citation);
      made.footing = footing(source->verified);
    }
    part_.blocks.emplace_back(std::move(made));
  }
  void line(std::string_view key, std::string text, const treaty::Source* source = nullptr) {
    section(say_.say(key), {{std::move(text), std::string(say_.language().tag()), ""}}, source);
  }

  Footing footing(bool verified) {
    unverified_ = unverified_ || !verified;
    return verified ? Footing::verified : Footing::unverified;
  }

  // ------------------------------------------------------------- texts and their translations

  [[nodiscard]] std::string_view tag() const { return say_.language().tag(); }
  [[nodiscard]] static bool same_language(std::string_view one, std::string_view other) {
    return one.substr(0, one.find('-')) == other.substr(0, other.find('-'));
  }

  [[nodiscard]] std::string mark(TranslationKind kind, std::string_view language) const {
    const std::string key = "letter.translation-" + std::string(translation_kind_name(kind));
    return say_.say(key, {{"language", say_.language_name(language)}});
  }

  // The translation into this part's language first, if there is one; then the text itself, which
  // is what was signed for.
  [[nodiscard]] std::vector<Passage> passages(std::string_view of, std::string_view text) const {
    std::vector<Passage> out;
    const std::string_view written = text_member(act().body, "language");
    for (const Translation& translation : translations()) {
      if (translation.item || translation.of != of) continue;
      if (!same_language(translation.language, tag())) continue;
      out.push_back(
          {translation.text, translation.language, mark(translation.kind, translation.language)});
    }
    Passage own{std::string(text), std::string(written), ""};
    if (!written.empty() && (!out.empty() || !same_language(written, tag())))
      own.mark = say_.say("letter.text-in", {{"language", say_.language_name(written)}});
    out.push_back(std::move(own));
    return out;
  }

  [[nodiscard]] std::vector<Translation> translations() const {
    std::vector<Translation> list;
    const json::array* rows = array_member(act().body, "translations");
    if (rows == nullptr) return list;
    for (const json::value& row : *rows) {
      if (const json::object* object = row.if_object()) list.push_back(read(*object));
    }
    return list;
  }

  // The act was read strictly when it was admitted; here only the known members count.
  static Translation read(const json::object& row) {
    Translation translation;
    translation.of = text_member(row, "of");
    translation.language = text_member(row, "language");
    translation.text = text_member(row, "text");
    for (const TranslationKind kind : all_translation_kinds()) {
      if (translation_kind_name(kind) == text_member(row, "kind")) translation.kind = kind;
    }
    const auto item = ItemId::parse(text_member(row, "item"));
    if (item.ok()) translation.item = *item;
    return translation;
  }

  // ------------------------------------------------------------------------------- the request

  void request_blocks(const RequestBody& body) {
    heading("letter.basis");
    line("letter.legal-basis", say_.instruments(body.legal_bases));
    offence(body);
    if (body.relies_on) {
      section(say_.say("letter.relies-on"), {{code(body.relies_on->text()).text, "", ""}}, nullptr);
    }
    if (body.needed_by) needed_by(body);
    heading("letter.contents");
    contents(body);
  }

  void offence(const RequestBody& body) {
    const treaty::Offence* known = say_.law().offence(body.offence);
    const treaty::OffenceClass* group = say_.law().offence_class(body.offence);
    std::string text = body.offence;
    const treaty::Source* source = nullptr;
    if (known != nullptr) {
      text = say_.say_or("offence." + body.offence, known->title);
      source = &known->source;
    } else if (group != nullptr) {
      text = say_.say_or("offence-class." + body.offence, group->title);
      source = &group->source;
    }
    line("letter.offence", text, source);
    if (body.penalty_months)
      line("letter.penalty", say_.say("letter.months", {{"count", *body.penalty_months}}));
  }

  void needed_by(const RequestBody& body) {
    line("letter.needed-by", moments(*body.needed_by));
    if (!body.needed_by_reason) return;
    section(say_.say("letter.needed-by-reason"),
            passages("needed_by_reason", *body.needed_by_reason), nullptr);
  }

  // In the order of the law, and then what it does not name.
  void contents(const RequestBody& body) {
    std::set<std::string> shown;
    const auto rules = say_.law().measure(body.measure);
    if (rules.ok()) {
      for (const treaty::ContentItem& item : (*rules)->contents) {
        const auto text = body.contents.find(item.name);
        if (text == body.contents.end() || text->second.empty()) continue;
        section(say_.say_or("content." + body.measure + "." + item.name, item.label),
                passages(item.name, text->second), &item.source);
        shown.insert(item.name);
      }
    }
    for (const auto& [name, text] : body.contents) {
      if (!shown.contains(name) && !text.empty())
        section(say_.say("letter.field." + name), passages(name, text), nullptr);
    }
  }

  // --------------------------------------------------------------------------------- answers

  void answer_blocks() {
    if (const json::array* grounds = array_member(act().body, "grounds")) {
      for (const json::value& code : *grounds) {
        if (code.is_string()) ground(std::string(code.get_string()));
      }
    }
    const json::array* conditions = array_member(act().body, "conditions");
    if (conditions == nullptr) return;
    for (std::size_t i = 0; i < conditions->size(); ++i) {
      const json::value& text = conditions->at(i);
      if (!text.is_string()) continue;
      section(say_.say("letter.condition", {{"number", static_cast<std::int64_t>(i + 1)}}),
              passages(fmt::format("condition.{}", i + 1), text.get_string()), nullptr);
    }
  }

  void ground(const std::string& code) {
    const auto known = say_.law().ground(code);
    const std::string title =
        say_.say_or("ground." + code, known.ok() ? std::string_view((*known)->title) : code);
    line("letter.ground", title, known.ok() ? &(*known)->source : nullptr);
  }

  // Every other member, whatever kind of act it is of: nothing that was signed stays unsaid.
  void other_members() {
    for (const auto& member : act().body) {
      if (has_its_place(member.key())) continue;
      if (opens_ && std::string_view(member.key()).starts_with("needed_by")) continue;
      show_member(std::string(member.key()), member.value(), 0);
    }
  }

  void show_member(const std::string& name, const json::value& value, int depth) {
    const std::string label = say_.say("letter.field." + name);
    if (const json::array* list = value.if_array()) {
      for (const json::value& one : *list) {
        if (depth < 3) show_member(name, one, depth + 1);
      }
    } else if (const json::object* object = value.if_object()) {
      for (const auto& member : *object) {
        if (depth < 3)
          show_member(name + "." + std::string(member.key()), member.value(), depth + 1);
      }
    } else if (value.is_string()) {
      show_text(name, label, value.get_string());
    } else if (value.is_bool()) {
      section(label, {{say_.say(value.get_bool() ? "letter.yes" : "letter.no"), "", ""}}, nullptr);
    } else if (value.is_int64()) {
      section(label, {{wording::number(say_.language(), value.get_int64()), "", ""}}, nullptr);
    }
  }

  // What a code of the data is called; empty where the text is somebody's own words.
  [[nodiscard]] std::string word_for(const std::string& name, std::string_view code) const {
    if (name == "assistance_type" && opens_) {
      return fmt::format("({}) {}", code,
                         say_.say_or(fmt::format("assistance.{}.{}", opens_->measure, code), code));
    }
    if (name == "about") return say_.say_or(fmt::format("letter.about.{}", code), code);
    if (name == "dual_criminality.result" || name == "emergency_risk")
      return say_.say_or(fmt::format("web.choice.{}", code), code);
    return {};
  }

  void show_text(const std::string& name, const std::string& label, std::string_view text) {
    if (text.empty()) return;
    const auto time = parse_time(text);
    if (const std::string word = word_for(name, text); !word.empty()) {
      section(label, {{word, std::string(tag()), ""}}, nullptr);
    } else if (time.ok()) {
      section(label, {{moments(*time), std::string(tag()), ""}}, nullptr);
    } else {
      section(label, passages(own_text(name), text), nullptr);
    }
  }

  // A translation names a text of the contents before a member of the same name.
  [[nodiscard]] std::string own_text(const std::string& name) const {
    const bool taken = opens_ && opens_->contents.contains(name);
    return taken ? "body." + name : name;
  }

  // -------------------------------------------------------------------------------- evidence

  void items() {
    const json::array* list = array_member(act().body, "items");
    if (list != nullptr && act().kind == ActKind::deliver) delivered();
    if (list != nullptr && act().kind != ActKind::deliver) named_items(*list);
    for (const Translation& translation : translations()) {
      if (!translation.item) continue;
      section(mark(translation.kind, translation.language),
              {{say_.say("letter.document", {{"item", translation.item->text()}}), "", ""}},
              nullptr);
    }
  }

  void delivered() {
    const auto body = read_deliver(act().body);
    if (!body.ok()) return;
    heading("letter.items");
    Table table{
        {{say_.say("letter.item-name"), 5}, {say_.say("letter.item-size"), 2}, {"SHA-256", 7}}, {}};
    for (const ManifestItem& item : body->items) {
      table.rows.push_back(
          {{{item.name}}, {{wording::size(say_.language(), item.size)}}, {code(hex(item.sha256))}});
    }
    part_.blocks.emplace_back(std::move(table));
  }

  void named_items(const json::array& list) {
    if (list.empty()) return;
    heading(act().kind == ActKind::retrieved ? "letter.retrieved" : "letter.items");
    Table table{{{say_.say("letter.item"), 1}}, {}};
    for (const json::value& id : list) {
      if (id.is_string()) table.rows.push_back({{code(std::string(id.get_string()))}});
    }
    part_.blocks.emplace_back(std::move(table));
  }

  // ---------------------------------------------------------------------------------- clocks

  void clocks() {
    if (request_ == nullptr || request_->clocks.empty()) return;
    Table table{{{say_.say("letter.clock-counts"), 6},
                 {say_.say("letter.clock-kind"), 4},
                 {say_.say("letter.clock-rule"), 3},
                 {say_.say("letter.clock-due"), 6}},
                {}};
    for (const casework::Clock& clock : request_->clocks) {
      if (clock.state != casework::Clock::State::ended) table.rows.push_back(row(clock));
    }
    if (table.rows.empty()) return;
    heading("letter.clocks");
    part_.blocks.emplace_back(std::move(table));
  }

  std::vector<Cell> row(const casework::Clock& clock) {
    const treaty::ClockRule* rule = say_.law().clock(clock.rule);
    std::string due = clock.due ? moments(*clock.due) : say_.say("letter.no-date");
    if (clock.state == casework::Clock::State::paused)
      due += "\n(" + say_.say("letter.paused") + ")";
    return {{{say_.say_or("clock." + clock.rule, clock.counts)}},
            {{say_.clock_kind(clock.kind)}},
            {{say_.citation(clock.citation)}, footing(rule != nullptr && rule->source.verified)},
            {{due}}};
  }

  // -------------------------------------------------------------------------------- the end

  void ending() {
    part_.closing = say_.say("letter.closing");
    part_.signature = {act().officer, part_.office, part_.sender,
                       say_.say("letter.signed", {{"date", moments(act().issued_at)}})};
    part_.notes.push_back(say_.say("letter.authoritative"));
    if (unverified_) part_.notes.push_back("\u2020 " + say_.say("letter.unverified"));
  }

  Phrases say_;
  const CommittedAct& entry_;
  const RequestState* request_;
  std::optional<RequestBody> opens_;
  Part part_;
  bool unverified_ = false;
};

}  // namespace

Result<Letter> letter_of(const CaseState& state, const ActId& id, const Setting& setting) {
  if (setting.languages.empty()) return Error{Code::bad_value, "a letter needs a language"};
  const auto entry =
      std::find_if(state.timeline.begin(), state.timeline.end(),
                   [&](const CommittedAct& committed) { return committed.act.id == id; });
  if (entry == state.timeline.end()) {
    return Error{Code::not_found, "the case holds no such act"};
  }
  const CaseState then = casework::fold(known_to_author(state, entry->act), setting.law);
  const Act& act = entry->act;
  const RequestState* request = then.find(act.id);
  if (request == nullptr && act.request) request = then.find(*act.request);
  Letter letter;
  letter.author = Phrases(setting, setting.languages.front()).party(act.author.party);
  letter.date = act.issued_at;
  letter.fingerprint = entry->digest;
  letter.reference = fmt::format("{} \u00b7 {} \u00b7 {}/{}", act.case_id.text().substr(0, 8),
                                 act.id.text().substr(0, 8), act.author.party.text(), act.seq);
  for (const wording::Language language : setting.languages)
    letter.parts.push_back(PartComposer(setting, language, *entry, request).compose());
  letter.title = letter.parts.front().subject;
  return letter;
}

}  // namespace haidang::letters
