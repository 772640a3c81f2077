#include "banned.hpp"

#include <array>

#include "kinds.hpp"

namespace haidang::tidy {
namespace {

bool everywhere(std::string_view) {
  return true;
}
bool in_src(std::string_view path) {
  return is_in_src(path);
}
bool in_library(std::string_view path) {
  return is_library(path);
}
bool in_src_or_tests(std::string_view path) {
  return is_in_src(path) || is_test(path);
}
bool outside_crypto(std::string_view path) {
  return is_in_src(path) && room_of(path) != "crypto";
}
bool outside_store(std::string_view path) {
  return is_in_src(path) && room_of(path) != "store";
}
bool outside_words(std::string_view path) {
  return is_in_src(path) && room_of(path) != "words";
}
bool outside_mail(std::string_view path) {
  return is_in_src(path) && room_of(path) != "mail";
}
bool outside_cli(std::string_view path) {
  return is_in_src(path) && room_of(path) != "cli";
}

// The log's own sink is where text finally meets the standard streams.
bool outside_log(std::string_view path) {
  return is_library(path) && path != "src/base/log.cpp";
}

// SystemClock, the one place that reads the wall clock.
bool outside_clock(std::string_view path) {
  return in_src_or_tests(path) && path != "src/base/time.cpp";
}

constexpr std::string_view use_re2 = "RE2, or a small parser; it overflows the stack on long input";
constexpr std::string_view use_log = "base/log.hpp in rooms, src/cli's output for people";
constexpr std::string_view use_virtual_time =
    "hand in a Clock and advance it, or wait on a condition";
constexpr std::string_view use_clock = "the Clock that was handed in (base/time.hpp)";
constexpr std::string_view use_random = "the Random that was handed in (base/id.hpp)";
constexpr std::string_view use_crypto = "the crypto room (src/crypto) is the one user of OpenSSL";
constexpr std::string_view use_store = "store/database.hpp is the one user of SQLite";
constexpr std::string_view use_words = "words/words.hpp, words/moment.hpp: the one user of ICU";
constexpr std::string_view use_mail = "mail/relay.hpp; only src/mail calls libcurl";
constexpr std::string_view use_jthread = "a std::jthread with an owner who joins it";
constexpr std::string_view use_fmt = "fmt::format for text, base/log.hpp for output";
constexpr std::string_view use_config = "read it in src/cli and hand the value down";
constexpr std::string_view use_check = "HD_CHECK (base/check.hpp), which stays on in release";

constexpr std::array tokens{
    Banned{"std::regex", Match::prefix, everywhere, "regex", use_re2},
    Banned{"<regex>", Match::whole, everywhere, "regex", use_re2},
    Banned{"std::cout", Match::whole, in_library, "stream", use_log},
    Banned{"std::cerr", Match::whole, in_library, "stream", use_log},
    Banned{"std::clog", Match::whole, in_library, "stream", use_log},
    Banned{"<iostream>", Match::whole, in_library, "stream", use_log},
    Banned{"sleep_for", Match::whole, in_src_or_tests, "sleep", use_virtual_time},
    Banned{"sleep_until", Match::whole, in_src_or_tests, "sleep", use_virtual_time},
    Banned{"usleep", Match::whole, in_src_or_tests, "sleep", use_virtual_time},
    Banned{"nanosleep", Match::whole, in_src_or_tests, "sleep", use_virtual_time},
    Banned{"sleep(", Match::whole, in_src_or_tests, "sleep", use_virtual_time},
    Banned{"system_clock::now", Match::whole, outside_clock, "wall-clock", use_clock},
    Banned{"time(nullptr)", Match::whole, outside_clock, "wall-clock", use_clock},
    Banned{"time(NULL)", Match::whole, outside_clock, "wall-clock", use_clock},
    Banned{"time(0)", Match::whole, outside_clock, "wall-clock", use_clock},
    Banned{"gettimeofday", Match::whole, outside_clock, "wall-clock", use_clock},
    Banned{"clock_gettime", Match::whole, outside_clock, "wall-clock", use_clock},
    Banned{"rand(", Match::whole, in_src, "random", use_random},
    Banned{"srand(", Match::whole, in_src, "random", use_random},
    Banned{"mt19937", Match::prefix, in_library, "random", use_random},
    Banned{"random_device", Match::whole, in_src, "random", use_random},
    Banned{"<openssl/", Match::prefix, outside_crypto, "openssl", use_crypto},
    Banned{"EVP_", Match::prefix, outside_crypto, "openssl", use_crypto},
    Banned{"OPENSSL_", Match::prefix, outside_crypto, "openssl", use_crypto},
    Banned{"X509_", Match::prefix, outside_crypto, "openssl", use_crypto},
    Banned{"CMS_", Match::prefix, outside_crypto, "openssl", use_crypto},
    Banned{"<sqlite3.h>", Match::whole, outside_store, "sqlite", use_store},
    Banned{"sqlite3_", Match::prefix, outside_store, "sqlite", use_store},
    Banned{"<unicode/", Match::prefix, outside_words, "icu", use_words},
    Banned{"icu::", Match::prefix, outside_words, "icu", use_words},
    Banned{"<curl/", Match::prefix, outside_mail, "curl", use_mail},
    Banned{"curl_easy_", Match::prefix, outside_mail, "curl", use_mail},
    Banned{"std::async", Match::whole, everywhere, "thread", use_jthread},
    Banned{".detach()", Match::whole, everywhere, "thread", use_jthread},
    Banned{"->detach()", Match::whole, everywhere, "thread", use_jthread},
    Banned{"printf(", Match::whole, outside_log, "printf", use_fmt},
    Banned{"fprintf(", Match::whole, outside_log, "printf", use_fmt},
    Banned{"sprintf(", Match::whole, outside_log, "printf", use_fmt},
    Banned{"snprintf(", Match::whole, outside_log, "printf", use_fmt},
    Banned{"vsnprintf(", Match::whole, outside_log, "printf", use_fmt},
    Banned{"puts(", Match::whole, outside_log, "printf", use_fmt},
    Banned{"fputs(", Match::whole, outside_log, "printf", use_fmt},
    Banned{"getenv", Match::whole, outside_cli, "getenv", use_config},
    Banned{"secure_getenv", Match::whole, outside_cli, "getenv", use_config},
    Banned{"assert(", Match::whole, in_src, "assert", use_check},
};

constexpr std::string_view finish_it = "do it now, or describe it in the documents";
constexpr std::string_view no_registry = "every dependency is a Debian package (see ./run setup)";
constexpr std::string_view no_tool_names = "the text speaks of the work, not of the tools";

// Split, so that this table does not find itself.
constexpr std::array words{
    Word{"TO"
         "DO",
         true, "leftover", finish_it},
    Word{"FIX"
         "ME",
         true, "leftover", finish_it},
    Word{"X"
         "XX",
         true, "leftover", finish_it},
    Word{"HA"
         "CK",
         true, "leftover", finish_it},
    Word{"registry."
         "npmjs.org",
         false, "registry", no_registry},
    Word{"pypi"
         ".org",
         false, "registry", no_registry},
    Word{"pythonhosted"
         ".org",
         false, "registry", no_registry},
    Word{"crates"
         ".io",
         false, "registry", no_registry},
    Word{"proxy."
         "golang.org",
         false, "registry", no_registry},
    Word{"rubygems"
         ".org",
         false, "registry", no_registry},
    Word{"docker"
         ".io",
         false, "registry", no_registry},
    Word{"ghcr"
         ".io",
         false, "registry", no_registry},
    Word{"Chat"
         "GPT",
         false, "tool-name", no_tool_names},
    Word{"Clau"
         "de",
         false, "tool-name", no_tool_names},
    Word{"Copi"
         "lot",
         false, "tool-name", no_tool_names},
};

constexpr std::array<std::string_view, 4> folders{
    "/wo"
    "rk/",
    "/ho"
    "me/",
    "/ro"
    "ot/",
    "/Us"
    "ers/"};

}  // namespace

std::span<const Banned> banned_tokens() {
  return tokens;
}
std::span<const Word> left_over_words() {
  return words;
}
std::span<const std::string_view> machine_folders() {
  return folders;
}

}  // namespace haidang::tidy
