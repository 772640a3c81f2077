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

TEST_CASE("what only the English answer knows is answered in English") {
  CHECK(says("vi", "art 42", "Tiếng Anh: "));
  CHECK(say("vi", "weather") == explain(Treaty::embedded(), "weather"));
}
