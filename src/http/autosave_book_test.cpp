#include "http/autosave_book.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "crypto/random.hpp"

using namespace haidang;
using namespace haidang::http;

namespace {

struct Desk {
  std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("haidang-autosave-" + std::to_string(::getpid()));
  crypto::SystemRandom random;
  Time now = parse_time("2026-06-01T12:00:00Z").value();
  std::unique_ptr<AutosaveBook> book;

  Desk() {
    std::filesystem::remove(file);
    auto database = store::Database::open(file).value();
    REQUIRE(database
                .execute("CREATE TABLE officer(name TEXT PRIMARY KEY) STRICT;"
                         "INSERT INTO officer VALUES ('an'), ('linh');")
                .ok());
    book = AutosaveBook::open(std::move(database)).value();
  }
  ~Desk() {
    book.reset();
    for (const char* end : {"", "-wal", "-shm"})
      std::filesystem::remove(file.string() + end);
  }
  std::optional<Autosave> save(const std::string& officer, std::int64_t replaces,
                               const std::string& content, const std::string& name = "new") {
    return book->save(officer, replaces, {name, 0, now, content}).value();
  }
};

}  // namespace

TEST_CASE("what is typed is one officer's, and the other's of the same name is another") {
  Desk desk;
  CHECK(desk.save("an", 0, R"({"text":"an's"})")->version == 1);
  CHECK_FALSE(desk.book->find("linh", "new").value());
  CHECK(desk.save("linh", 0, R"({"text":"linh's"})")->version == 1);
  CHECK(desk.book->find("an", "new").value()->content == R"({"text":"an's"})");
  CHECK(desk.book->list("an").value().size() == 1);
}

TEST_CASE("a save that does not replace the version it knew changes nothing") {
  Desk desk;
  CHECK(desk.save("an", 0, "{\"a\":1}"));
  CHECK(desk.save("an", 1, "{\"a\":2}")->version == 2);
  CHECK_FALSE(desk.save("an", 1, "{\"a\":3}"));
  CHECK_FALSE(desk.save("an", 0, "{\"a\":4}"));
  CHECK_FALSE(desk.save("an", 7, "{\"a\":5}"));
  CHECK(desk.book->find("an", "new").value()->content == "{\"a\":2}");
  CHECK(desk.book->remove("an", "new").ok());
  CHECK(desk.book->remove("an", "new").error().code == Code::not_found);
  CHECK_FALSE(desk.save("an", 2, "{\"a\":6}"));
  CHECK(desk.save("an", 0, "{\"a\":7}")->version == 1);
}

TEST_CASE("there is a limit to what an officer leaves here, and to each text") {
  Desk desk;
  for (int at = 0; at < AutosaveBook::rows_max; ++at)
    CHECK(desk.save("an", 0, "{}", std::to_string(at)));
  CHECK(desk.book->save("an", 0, {"more", 0, desk.now, "{}"}).error().code == Code::unavailable);
  CHECK(desk.save("an", 1, "{}", "0"));
  const std::string large(AutosaveBook::content_bytes_max + 1, 'x');
  CHECK(desk.book->save("linh", 0, {"new", 0, desk.now, large}).error().code == Code::too_large);
}

TEST_CASE("the device's key is an officer's own and stays the same") {
  Desk desk;
  const Bytes key = desk.book->key_of("an", desk.random).value();
  CHECK(key.size() == AutosaveBook::key_bytes);
  CHECK(desk.book->key_of("an", desk.random).value() == key);
  CHECK(desk.book->key_of("linh", desk.random).value() != key);
  CHECK_FALSE(desk.book->key_of("nobody", desk.random).ok());
}
