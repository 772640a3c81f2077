// The same letters as authorities send them today where they sign and encrypt at all: one gpg
// process to sign and encrypt each, one to decrypt and verify it.
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "machine.hpp"
#include "measurements.hpp"
#include "process.hpp"

namespace haidang::bench {
namespace {

constexpr std::size_t letter_bytes = 2048;

class Gpg {
 public:
  explicit Gpg(const std::filesystem::path& home) : home_(home) {}
  // The agent that gpg starts for itself ends with the folder's use.
  ~Gpg() { (void)run_program({{"gpgconf", "--kill", "all"}, {{"GNUPGHOME", home_.string()}}}); }
  Gpg(const Gpg&) = delete;
  Gpg& operator=(const Gpg&) = delete;

  [[nodiscard]] Result<void> run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(),
                     {"gpg", "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback",
                      "--passphrase", "", "--trust-model", "always"});
    return run_program({std::move(arguments), {{"GNUPGHOME", home_.string()}}});
  }

 private:
  std::filesystem::path home_;
};

}  // namespace

Result<void> measure_letters(const Plan& plan, Report& report) {
  const std::filesystem::path home = plan.folder / "gnupg";
  HD_TRY_VOID(make_durable_folder(home, FileMode::private_to_owner));
  const Gpg gpg(home);
  for (const char* who : {"xa@example.org", "xb@example.org"}) {
    HD_TRY_VOID(gpg.run({"--quick-gen-key", who, "future-default", "default", "0"}));
  }
  const std::string letter = (plan.folder / "letter").string();
  HD_TRY_VOID(write_durable(letter, Bytes(letter_bytes, 'l')));
  const int count = plan.choose(20, 2);
  const Stopwatch watch;
  for (int i = 0; i < count; ++i) {
    HD_TRY_VOID(gpg.run({"-u", "xa@example.org", "-r", "xb@example.org", "-o", letter + ".gpg",
                         "--sign", "--encrypt", letter}));
    HD_TRY_VOID(gpg.run({"-o", letter + ".out", "--decrypt", letter + ".gpg"}));
  }
  const double rate = count / watch.seconds();
  report.add({"letters.gpg",
              "letters/s",
              rate,
              {},
              fmt::format("{} letters of {} bytes, signed and encrypted, decrypted and verified",
                          count, letter_bytes)});
  if (const auto acts = report.value_of("acts.rate")) {
    report.add({"letters.acts_to_gpg", "ratio", *acts / rate, Target{50, Better::more},
                "acts.rate of this run to letters.gpg"});
  }
  return {};
}

}  // namespace haidang::bench
