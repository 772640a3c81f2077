// haidang-verify: checks a court package on a machine that has nothing to do with any node. No
// network code is linked in.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <optional>
#include <span>

#include "base/durable_file.hpp"
#include "proof/verify.hpp"

namespace {

using haidang::Error;
using haidang::Result;
namespace proof = haidang::proof;

constexpr int usage_exit_code = 2;

constexpr std::string_view usage_text =
    "Usage: haidang-verify PACKAGE [--trust PARTY=WORDS]... [--json] [--report FILE]\n"
    "\n"
    "Checks a court package without any network: is everything in it exactly as the Parties\n"
    "signed it?\n"
    "\n"
    "  PACKAGE              the folder that holds bagit.txt, or a ZIP file of it\n"
    "  --trust PARTY=WORDS  the fingerprint of a Party's root as you know it from another\n"
    "                       channel, e.g. --trust XA=lusab-babad-gutih-tugad-...\n"
    "  --json               the report as JSON\n"
    "  --report FILE        also write the report to FILE\n"
    "\n"
    "Exit codes: 0 unaltered, 10 altered, 11 cannot tell, 2 usage.\n";

enum class Form { text, json };

struct Options {
  std::optional<std::string> package;
  proof::TrustAnchors anchors;
  Form form = Form::text;
  std::optional<std::string> report_file;
};

Error usage(std::string what) {
  return {haidang::Code::usage, std::move(what), "", "haidang-verify --help"};
}

Result<void> take_trust(std::string_view value, Options& options) {
  const std::size_t equals = value.find('=');
  if (equals == std::string_view::npos) return usage("--trust needs PARTY=WORDS");
  HD_TRY(const haidang::PartyCode party, haidang::PartyCode::parse(value.substr(0, equals)));
  options.anchors.fingerprints[party] = std::string(value.substr(equals + 1));
  return {};
}

Result<Options> read_options(std::span<const std::string_view> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const bool has_value = argument == "--trust" || argument == "--report";
    if (has_value && i + 1 == arguments.size()) {
      return usage(fmt::format("{} needs a value", argument));
    }
    if (argument == "--trust") {
      HD_TRY_VOID(take_trust(arguments[++i], options));
    } else if (argument == "--report") {
      options.report_file = std::string(arguments[++i]);
    } else if (argument == "--json") {
      options.form = Form::json;
    } else if (argument.starts_with("-") || options.package) {
      return usage(fmt::format("'{}' is not understood", argument));
    } else {
      options.package = std::string(argument);
    }
  }
  if (!options.package) return usage("which package? Name its folder");
  return options;
}

int verify(const Options& options) {
  const proof::Report report = proof::verify_package(*options.package, options.anchors);
  const std::string text =
      options.form == Form::json ? proof::report_json(report) + "\n" : proof::report_text(report);
  fmt::print("{}", text);
  if (options.report_file) {
    const auto written = haidang::write_durable(*options.report_file, haidang::as_bytes(text));
    if (!written.ok()) {
      fmt::print(stderr, "haidang-verify: {}\n", written.error().text());
      return usage_exit_code;
    }
  }
  return proof::verdict_exit_code(report.verdict);
}

int run(std::span<const std::string_view> arguments) {
  for (const std::string_view argument : arguments) {
    if (argument != "--help" && argument != "-h") continue;
    fmt::print("{}", usage_text);
    return 0;
  }
  const auto options = read_options(arguments);
  if (options.ok()) return verify(*options);
  fmt::print(stderr, "haidang-verify: {}\n\n{}", options.error().text(), usage_text);
  return usage_exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    return run(arguments);
  } catch (const std::exception& error) {
    // Out of memory and the like: nothing was found out about the package.
    fmt::print("CANNOT TELL: the check could not be finished: {}\n", error.what());
    return proof::verdict_exit_code(proof::Verdict::cannot_tell);
  }
}
