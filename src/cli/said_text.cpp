#include "cli/said_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/view.hpp"
#include "cli/wrapped.hpp"
#include "words/columns.hpp"
#include "words/moment.hpp"

namespace haidang::cli {
namespace {

constexpr std::size_t columns_max = 92;

bool is_true(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string_view before_dash(std::string_view tag) {
  return tag.substr(0, tag.find('-'));
}

// Labels with their texts, one beneath the other.
class Writer {
 public:
  Writer(const Reader& reader, const treaty::Treaty& law, const json::object& request,
         const json::object& body, std::size_t indent)
      : reader_(reader), law_(law), request_(request), body_(body), indent_(indent) {}

  void bases();
  void safeguards();
  void contents(std::string_view member);
  void act();
  std::string take() { return std::move(out_); }

  void heading(std::string_view key) { out_ += "  " + reader_.say(key) + "\n"; }

 private:
  // On the label's line if it fits there, else beneath it.
  void put(const std::string& label, std::string_view text) {
    if (text.empty()) return;
    const std::string in(indent_, ' ');
    const std::string one = fmt::format("{}{}: {}", in, label, text);
    if (text.find('\n') == std::string_view::npos && wording::width(one) <= columns_max) {
      out_ += one + "\n";
      return;
    }
    const std::size_t columns = columns_max - indent_ - 2;
    for (const std::string& line : wrapped(label + ":", columns))
      out_ += in + line + "\n";
    for (const std::string& line : wrapped(text, columns))
      out_ += line.empty() ? "\n" : fmt::format("{}  {}\n", in, line);
  }
  void put_key(std::string_view key, std::string_view text) { put(reader_.say(key), text); }
  // A text of people, by the name that its translations give it.
  void put_written(const std::string& label, std::string_view name, std::string_view text);
  void put_member(const std::string& name, const json::value& value, int depth);
  void put_text(const std::string& name, const std::string& text);
  void put_members_of(std::string_view name, const json::object& object);
  void put_conditions();
  void put_grounds();
  void put_items(std::string_view member);
  void put_emergency();

  [[nodiscard]] std::string label_of(std::string_view name) const {
    return reader_.say(fmt::format("letter.field.{}", name));
  }
  [[nodiscard]] std::string cited(const treaty::Source& source) const {
    return fmt::format("[{}{}]", reader_.cited(source.citation),
                       source.verified ? "" : ", " + reader_.say("explain.not-verified"));
  }
  [[nodiscard]] const treaty::Measure* rules() const {
    const std::string measure = field(request_, "measure");
    const treaty::Measure* under = law_.measure_under(measure, field(request_, "governed_by"));
    if (under != nullptr) return under;
    const auto found = law_.measure(measure);
    return found.ok() ? *found : nullptr;
  }
  [[nodiscard]] std::string item_name(const std::string& id) const;

  const Reader& reader_;
  const treaty::Treaty& law_;
  const json::object& request_;
  const json::object& body_;
  std::size_t indent_;
  std::string out_;
};

void Writer::put_written(const std::string& label, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  put(label, text);
  for_each(body_, "translations", [&](const json::object& row) {
    const std::string tag = field(row, "language");
    if (field(row, "of") != name || before_dash(tag) != reader_.language.tag()) return;
    put(reader_.say("letter.translation-" + field(row, "kind"),
                    {{"language", std::string(reader_.language.autonym())}}),
        field(row, "text"));
  });
}

// ------------------------------------------------------------------------------- the request

void Writer::bases() {
  std::vector<std::string> titles;
  for (const json::value& id : list(body_, "legal_bases")) {
    if (!id.is_string()) continue;
    const std::string name(id.get_string());
    const treaty::Instrument* known = law_.instrument(name);
    titles.push_back(reader_.word("instrument", name, known == nullptr ? name : known->title));
  }
  put_key("letter.legal-basis", wording::list(reader_.language, titles));
  const json::value* months = body_.if_contains("penalty_months");
  if (months != nullptr && months->is_number()) {
    put_key("letter.penalty",
            reader_.say("letter.months", {{"count", months->to_number<std::int64_t>()}}));
  }
  put_written(label_of("statute"), "statute", field(body_, "statute"));
  put_key("letter.relies-on", field(body_, "relies_on").substr(0, 8));
  put(label_of("cites"), field(body_, "cites").substr(0, 8));
  if (is_true(body_, "confidential")) put_key("letter.confidential", reader_.say("letter.yes"));
  if (is_true(body_, "oral")) put(label_of("oral"), reader_.say("letter.yes"));
  put_emergency();
  const std::string needed_by = field(body_, "needed_by");
  if (needed_by.empty()) return;
  put_key("letter.needed-by", reader_.moment(needed_by));
  put_written(reader_.say("letter.needed-by-reason"), "needed_by_reason",
              field(body_, "needed_by_reason"));
}

void Writer::put_emergency() {
  if (!is_true(body_, "emergency")) return;
  put_key("letter.emergency", reader_.say("letter.yes"));
  put(label_of("emergency_risk"), field(body_, "emergency_risk"));
  put_written(label_of("emergency_facts"), "emergency_facts", field(body_, "emergency_facts"));
}

// In the order of the law, and then what it does not name.
void Writer::contents(std::string_view member) {
  const json::object& texts = inner(body_, member);
  std::set<std::string, std::less<>> shown;
  if (const treaty::Measure* measure = rules(); measure != nullptr) {
    for (const treaty::ContentItem& item : measure->contents) {
      const std::string label = reader_.word("content." + measure->id, item.name, item.label);
      put_written(fmt::format("{} {}", label, cited(item.source)), item.name,
                  field(texts, item.name));
      shown.insert(item.name);
    }
  }
  for (const auto& text : texts) {
    if (shown.contains(std::string_view(text.key()))) continue;
    put_written(label_of(text.key()), text.key(), field(texts, text.key()));
  }
}

// What the request states beside its contents: safeguards, procedure, use, what it is about.
void Writer::safeguards() {
  const std::string letter = field(body_, "assistance_type");
  if (const treaty::Measure* measure = rules(); measure != nullptr && !letter.empty()) {
    std::string text = fmt::format("({})", letter);
    for (const treaty::AssistanceType& type : measure->assistance_types) {
      if (type.letter != letter) continue;
      text += fmt::format(" {} {}", reader_.word("assistance." + measure->id, letter, type.label),
                          cited(type.source));
    }
    put(label_of("assistance_type"), text);
  }
  for (const std::string name :
       {"necessity", "special_procedure", "permitted_use", "recipient_code"}) {
    // A translation names a text of the contents before a member of the same name.
    const bool taken = inner(body_, "contents").contains(name);
    put_written(label_of(name), taken ? "body." + name : name, field(body_, name));
  }
  put_members_of("authorisation", inner(body_, "authorisation"));
  const json::object& dual = inner(body_, "dual_criminality");
  for (const char* name : {"required", "result", "conduct", "requested_state_offence"}) {
    const json::value* value = dual.if_contains(name);
    if (value != nullptr) put_member(fmt::format("dual_criminality.{}", name), *value, 1);
  }
  put_items("about_items");
  std::string kinds;
  for_each(body_, "selectors", [&](const json::object& selector) {
    kinds += (kinds.empty() ? "" : ", ") + field(selector, "kind");
  });
  put_key("cli.label.selectors", kinds);
}

// ---------------------------------------------------------------------------------- other acts

std::string Writer::item_name(const std::string& id) const {
  std::string name = id;
  for_each(request_, "items", [&](const json::object& item) {
    if (field(item, "id") == id || field(item, "sha256") == id) name = field(item, "name");
  });
  return name;
}

// Whole items of a delivery, or those that are named by id or digest.
void Writer::put_items(std::string_view member) {
  for (const json::value& value : list(body_, member)) {
    if (value.is_object()) {
      put_key("letter.item-name", field(value.get_object(), "name"));
    } else if (value.is_string()) {
      put_key("letter.item", item_name(std::string(value.get_string())));
    }
  }
}

void Writer::put_grounds() {
  for (const json::value& value : list(body_, "grounds")) {
    if (!value.is_string()) continue;
    const std::string code(value.get_string());
    const auto known = law_.ground(code);
    std::string text = fmt::format("{}: {}", code,
                                   reader_.word("ground", code, known.ok() ? (*known)->title : ""));
    if (known.ok()) text += " " + cited((*known)->source);
    put_key("letter.ground", text);
  }
}

void Writer::put_conditions() {
  std::int64_t number = 0;
  for (const json::value& value : list(body_, "conditions")) {
    const std::string label = reader_.say("letter.condition", {{"number", ++number}});
    if (value.is_string()) {
      put_written(label, fmt::format("condition.{}", number), std::string(value.get_string()));
    } else if (value.is_object()) {
      const json::object& condition = value.get_object();
      const std::string until = field(condition, "until");
      put(label,
          fmt::format("{} ({}{})", field(condition, "text"), field(condition, "code"),
                      until.empty()
                          ? ""
                          : ", " + reader_.say("cli.until", {{"moment", reader_.moment(until)}})));
    }
  }
}

void Writer::put_members_of(std::string_view name, const json::object& object) {
  for (const auto& member : object)
    put_member(fmt::format("{}.{}", name, std::string_view(member.key())), member.value(), 1);
}

void Writer::put_text(const std::string& name, const std::string& text) {
  if (parse_time(text).ok()) {
    put(label_of(name), reader_.moment(text));
  } else if (name == "what") {
    put(label_of(name), reader_.word("executed", text));
  } else if (name == "dual_criminality.result") {
    put(label_of(name), reader_.word("web.choice", text));
  } else {
    put_written(label_of(name), name, text);
  }
}

void Writer::put_member(const std::string& name, const json::value& value, int depth) {
  constexpr int depth_max = 3;
  if (depth > depth_max) return;
  if (const json::array* values = value.if_array()) {
    for (const json::value& one : *values)
      put_member(name, one, depth + 1);
  } else if (const json::object* object = value.if_object()) {
    for (const auto& member : *object) {
      const std::string inside = fmt::format("{}.{}", name, std::string_view(member.key()));
      put_member(inside, member.value(), depth + 1);
    }
  } else if (value.is_string()) {
    put_text(name, std::string(value.get_string()));
  } else if (value.is_bool()) {
    put(label_of(name), reader_.say(value.get_bool() ? "letter.yes" : "letter.no"));
  } else if (value.is_int64()) {
    put(label_of(name), wording::number(reader_.language, value.get_int64()));
  }
}

// Every member, whatever kind of act it is of: nothing that was signed stays unsaid.
void Writer::act() {
  put_grounds();
  put_conditions();
  for (const auto& member : body_) {
    const std::string_view name = member.key();
    if (name == "grounds" || name == "conditions" || name == "language" || name == "translations") {
      continue;
    }
    if (name == "items") {
      put_items(name);
    } else if (name == "contents") {
      contents(name);
    } else if (name == "fields") {
      const json::object& fields = inner(body_, name);
      for (const auto& answer : fields)
        put_written(answer.key(), answer.key(), field(fields, answer.key()));
    } else {
      put_member(std::string(name), member.value(), 0);
    }
  }
}

}  // namespace

std::string asked_text(const Reader& reader, const treaty::Treaty& law,
                       const json::object& request) {
  constexpr std::size_t indent = 4;
  Writer writer(reader, law, request, inner(request, "body"), indent);
  writer.heading("letter.basis");
  writer.bases();
  writer.heading("letter.contents");
  writer.contents("contents");
  writer.safeguards();
  return writer.take();
}

std::string said_text(const Reader& reader, const treaty::Treaty& law, const json::object& request,
                      const json::object& row) {
  constexpr std::size_t indent = 6;
  const json::object& body = inner(row, "body");
  Writer writer(reader, law, request, body, indent);
  const std::string measure = field(body, "measure");
  if (measure.empty()) {
    writer.act();
    return writer.take();
  }
  // What it asks stands above, under the request that it opens.
  return fmt::format("{}{}: {}  {}\n", std::string(indent, ' '), reader.say("letter.request"),
                     field(row, "id").substr(0, 8), reader.word("measure", measure));
}

}  // namespace haidang::cli
