#include "letters/compose.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "acts/random_act.hpp"
#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::letters;
using casework::testkit::Pair;

namespace {

wording::Language language(std::string_view tag) {
  return wording::Language::find(tag).value();
}

Setting setting(std::vector<wording::Language> languages) {
  Setting made{casework::testkit::law(), {}, std::move(languages)};
  made.parties[PartyCode::parse("XA").value()] = {"Aurelia", {}};
  made.parties[PartyCode::parse("XB").value()] = {
      "Borealia", {{"central-authority", {"Ministry of Justice", "Europe/Paris"}}}};
  return made;
}

// Every word of a part, one line each.
std::string words_of(const Part& part) {
  std::string all = part.subject + "\n" + part.opening + "\n";
  const auto add = [&](const std::string& text) { all += text + "\n"; };
  for (const Block& block : part.blocks) {
    if (const auto* section = std::get_if<Section>(&block)) {
      add(section->label + " | " + section->citation);
      for (const Passage& passage : section->passages)
        add("[" + passage.mark + "] " + passage.text);
    } else if (const auto* table = std::get_if<Table>(&block)) {
      for (const auto& row : table->rows) {
        for (const Cell& cell : row)
          add(cell.value.text);
      }
    }
  }
  for (const std::string& note : part.notes)
    add(note);
  return all;
}

bool says(const Part& part, std::string_view text) {
  return words_of(part).find(text) != std::string::npos;
}

std::string plain(std::string text) {  // without the isolates that protect what is put in
  for (const std::string_view mark : {"\u2068", "\u2069"}) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
      text.erase(at, mark.size());
  }
  return text;
}

}  // namespace

TEST_CASE("a request becomes a letter in both languages, with its contents, basis and marks") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const Letter letter =
      letter_of(*pair.asking.state, request, setting({language("en"), language("ar")})).value();
  REQUIRE(letter.parts.size() == 2);
  const Part& english = letter.parts[0];
  CHECK(english.sender == "Aurelia");
  CHECK(english.addressee == std::vector<std::string>{"Borealia (XB)", "Ministry of Justice"});
  CHECK(english.subject == "Request: Expedited preservation of stored electronic data (art. 42)");
  CHECK(says(english, "art. 42(3)(e)"));
  CHECK(says(english, "has not yet been compared"));
  CHECK(plain(letter.parts[1].subject).find("المادة 42") != std::string::npos);
  CHECK(letter.fingerprint == pair.asking.state->timeline.front().digest);
  CHECK(letter.author == "Aurelia (XA)");
}

TEST_CASE("what the officer wrote stands as written, the translation for the reader before it") {
  Pair pair;
  RequestBody body = casework::testkit::request_body("preservation");
  body.contents["necessity"] = "Logs are deleted soon.";
  body.wording.language = "en";
  body.wording.translations = {
      {"necessity", "fr", TranslationKind::certified, "Les journaux seront effacés.", {}},
      {"necessity", "vi", TranslationKind::machine, "Nhật ký sẽ bị xóa.", {}}};
  const ActId id = pair.say("XA", ActKind::request, std::nullopt, write_body(body)).value();
  const Letter letter =
      letter_of(*pair.asking.state, id,
                setting({language("en"), language("fr"), language("vi"), language("ru")}))
          .value();
  const auto order = [](const Part& part, std::string_view first, std::string_view then) {
    const std::string all = words_of(part);
    return all.find(first) != std::string::npos && all.find(first) < all.find(then);
  };
  CHECK(says(letter.parts[0], "[] Logs are deleted soon."));
  CHECK_FALSE(says(letter.parts[0], "journaux"));
  CHECK(order(letter.parts[1], "[Traduction certifiée : Français] Les journaux",
              "Logs are deleted soon."));
  CHECK(order(letter.parts[2], "Nhật ký sẽ bị xóa.", "Logs are deleted soon."));
  CHECK(says(letter.parts[2], "[Bản dịch máy sang Tiếng Việt, chưa được ai rà soát]"));
  CHECK(says(letter.parts[3], "[Как написано, язык: English] Logs are deleted soon."));
}

TEST_CASE("a translation of the contents is not shown for another text of the same name") {
  Pair pair;
  RequestBody body = casework::testkit::request_body("preservation");
  body.necessity = "Less than this would not do.";
  body.contents["necessity"] = "Logs are deleted soon.";
  body.wording.translations = {
      {"necessity", "fr", TranslationKind::original, "Les journaux seront effacés.", {}}};
  const ActId id = pair.say("XA", ActKind::request, std::nullopt, write_body(body)).value();
  const Letter letter = letter_of(*pair.asking.state, id, setting({language("fr")})).value();
  const std::string all = words_of(letter.parts[0]);
  CHECK(all.find("Les journaux") == all.rfind("Les journaux"));
  CHECK(says(letter.parts[0], "[] Less than this would not do."));
}

TEST_CASE("an answer names its grounds with their rule, its reasons and its conditions") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const ActId refusal =
      pair.say("XB", ActKind::refuse, request,
               write_body(RefuseBody{{"ESSENTIAL_INTERESTS"}, "An operation is going on.", {}}))
          .value();
  const Letter letter =
      letter_of(*pair.answering.state, refusal, setting({language("en")})).value();
  const Part& part = letter.parts[0];
  CHECK(part.sender == "Borealia");
  CHECK(part.office == "Ministry of Justice");
  CHECK(part.subject.starts_with("Refusal: "));
  CHECK(says(part, "An operation is going on."));
  CHECK(says(part, "Ground | art. 40(21)(b)"));
}

TEST_CASE("a letter does not change when later acts arrive") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const Setting where = setting({language("en")});
  const std::string before = words_of(letter_of(*pair.asking.state, request, where)->parts[0]);
  const ActId done = pair.say("XB", ActKind::preserved, request,
                              write_body(PreservedBody{casework::testkit::day(90), "", {}}))
                         .value();
  CHECK(words_of(letter_of(*pair.asking.state, request, where)->parts[0]) == before);
  const Part after = letter_of(*pair.asking.state, done, where)->parts[0];
  CHECK(words_of(after) != before);
  CHECK(says(after, "art. 42(8)"));
}

TEST_CASE("an act that is not there has no letter, nor has a letter without a language") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const auto none =
      letter_of(*pair.asking.state, casework::testkit::act_id(999), setting({language("en")}));
  CHECK(none.error().code == Code::not_found);
  CHECK(letter_of(*pair.asking.state, request, setting({})).error().code == Code::bad_value);
}

TEST_CASE("nothing that was signed stays unsaid, whatever the kind of the act") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  CHECK(rc::check([&] {
    Act act = haidang::testing::some_act();
    RC_PRE(act.kind != ActKind::request && act.body.if_contains("measure") == nullptr);
    act.case_id = casework::testkit::case_id();
    act.author = casework::testkit::aurelia();
    act.to = casework::testkit::borealia();
    act.request = request;
    act.seq = 2;
    act.body["text_of_tomorrow"] = json::object{{"inner", "a member nobody knows yet"}};
    casework::CaseState state = *pair.asking.state;
    state.timeline.push_back({act, {}});
    const auto letter = letter_of(state, act.id, setting({language("zh")}));
    RC_ASSERT(letter.ok());
    RC_ASSERT(says(letter->parts[0], "a member nobody knows yet"));
  }));
}
