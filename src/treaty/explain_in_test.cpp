#include "treaty/explain_in.hpp"

#include <doctest/doctest.h>

#include "treaty/explain.hpp"

using namespace haidang::treaty;
using haidang::wording::Language;

namespace {

std::string say(std::string_view tag, std::string_view topic) {
  return explain_in(Language::find(tag).value(), Treaty::embedded(), topic);
}

bool says(std::string_view tag, std::string_view topic, std::string_view text) {
  return say(tag, topic).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("an English reader gets the English answer") {
  for (const char* topic : {"", "art 42", "measures", "ground BANK_SECRECY", "weather"})
    CHECK(say("en", topic) == explain(Treaty::embedded(), topic));
}

TEST_CASE("a rule is explained in the reader's language, and its mark too") {
  CHECK(says("vi", "art 42", "Điều 42. "));
  CHECK(says("vi", "art 42", "CHƯA ĐỐI CHIẾU"));
  CHECK(says("ar", "term emergency", "الطوارئ"));
  CHECK(says("fr", "ground BANK_SECRECY", "Secret bancaire"));
  CHECK(says("fr", "ground BANK_SECRECY", "jamais un motif de refus"));
  CHECK(says("es", "clock preservation-minimum", "norma del tratado"));
  CHECK(says("zh", "offence UNCC-07", "非法访问"));
  CHECK(says("ru", "instruments", "Организации Объединенных Наций"));
  CHECK(says("pt", "ground NONE", "Não encontrado"));
  CHECK(says("pt", "", "art NUMBER"));
}

TEST_CASE("a measure names its contents, grounds, duties and clocks") {
  for (const char* part : {"Bảo quản khẩn cấp", "Đầu mối liên lạc 24/7", "Sự cần thiết",
                           "Có thể từ chối", "chưa đối chiếu", "Thời hạn:"})
    CHECK_MESSAGE(says("vi", "measure preservation", part), part);
  CHECK(!says("vi", "measure preservation", "not verified"));
}

TEST_CASE("the gate explains itself in the reader's language, with citations") {
  CHECK(says("fr", "scope preservation UNCC-07 uncc", "Permis, sur la base de uncc."));
  CHECK(says("fr", "scope preservation UNCC-07 uncc", "art. 42"));
  CHECK(says("fr", "scope extradition other uncc", "ferme"));
  CHECK(says("fr", "scope extradition other uncc", "Il faut nommer une autre base juridique"));
  CHECK(says("vi", "scope stored-data serious-crime uncc", "chưa đối chiếu"));
  CHECK(says("zh", "scope", "法律基础"));
  CHECK(says("ar", "scope preservation", "uncc"));
  CHECK(says("es", "scope weather", "No se ha encontrado"));
  CHECK(say("en", "scope preservation") == explain(Treaty::embedded(), "scope preservation"));
}

TEST_CASE("every reason of the gate has its words, whatever is asked") {
  const Treaty& law = Treaty::embedded();
  for (const Measure& measure : law.measures()) {
    for (const char* offence : {"UNCC-11.1.b", "serious-crime", "other"}) {
      for (const Instrument& basis : law.instruments()) {
        RequestFacts facts{measure.id, {basis.id}, offence, std::nullopt, {}};
        facts.assistance_type = "b";
        facts.requested = {{"misuse-of-devices", {"sale"}}, {"extradition-basis", {"no"}}};
        for (const ScopeReason& reason : scope(law, facts).reasons) {
          const std::string text = reason_in(Language::find("pt").value(), reason);
          CHECK(text.find("scope.") == std::string::npos);
          CHECK(text.find('{') == std::string::npos);
          CHECK(!text.empty());
          CHECK(parse_why(why_text(reason.why)) == reason.why);
          CHECK(reason.why != ScopeWhy::unknown);
        }
      }
    }
  }
}

TEST_CASE("what only the English answer knows is answered in English") {
  CHECK(says("vi", "art 42", "Tiếng Anh: "));
  CHECK(say("vi", "weather") == explain(Treaty::embedded(), "weather"));
}
