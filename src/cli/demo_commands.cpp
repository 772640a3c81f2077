// The demonstration: two fictional States on this machine, the whole path, told step by step. Each
// step is the very command that an officer would type; --check runs the same as a test.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <thread>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/child_node.hpp"
#include "cli/demo_stage.hpp"
#include "cli/reader.hpp"
#include "cli/serve.hpp"
#include "crypto/random.hpp"
#include "treaty/treaty.hpp"

namespace haidang::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view passphrase = "a demonstration passphrase";
constexpr std::string_view password = "a demonstration password";
constexpr std::size_t image_bytes = 40U << 20U;
constexpr int verdict_altered = 10;

using Given = std::map<std::string, std::vector<std::string>>;

struct State {
  std::string code;
  std::string name;
  Context context;
  std::unique_ptr<ChildNode> process;
  std::string fingerprint;
  std::uint16_t port = 0;
  std::unique_ptr<http::Cable> cable = nullptr;  // through which the other reaches it
};

// Removed when the demonstration ends, however it ends, unless it shall be kept.
class Workplace {
 public:
  enum class Afterwards { removed, kept };
  Workplace(fs::path path, Afterwards afterwards)
      : path_(std::move(path)), afterwards_(afterwards) {}
  ~Workplace() {
    std::error_code ec;
    if (afterwards_ == Afterwards::removed) fs::remove_all(path_, ec);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  Afterwards afterwards_;
};

class Demo {
 public:
  explicit Demo(const Workplace& workplace) : folder_(workplace.path()) {}
  Result<void> play();
  // Both desks on one page, a cable between them, until somebody ends it.
  Result<void> open_stage(Stage::Parts::Opens opens);
  [[nodiscard]] int ticks() const { return ticks_; }

 private:
  // --- acts of the play, in order ---
  Result<void> found_two_states();
  Result<void> introduce_them();
  Result<void> ask_for_preservation();
  Result<void> preserve();
  Result<void> ask_for_the_data();
  Result<void> deliver_evidence();
  Result<void> survive_a_power_cut();
  Result<void> package_and_verify();
  Result<void> tamper();

  Result<Outcome> type(State& state, const std::vector<std::string>& path, Given given);
  Result<void> expect_refusal(State& state, const std::vector<std::string>& path, Given given,
                              Code code);
  // The other State reaches it through its cable, where there is one.
  Result<void> found(State& state, const std::string& code, const std::string& name);
  Result<void> lay_cable(State& state);
  // Cases of other days, as on every desk: what they wait for differs, one is urgent.
  Result<void> fill_queues();
  // Borealia's next answer, where an exercise has nobody there.
  Result<void> answer(const std::string& request, const std::string& measure,
                      const std::string& status);
  Result<std::string> send(const std::string& measure, Given more);
  Result<void> wait_for_status(State& state, const std::string& request, std::string_view status);
  void tick(const std::string& text) { say(fmt::format("  ✓ {}. {}", ++ticks_, text)); }

  fs::path folder_;
  State aurelia_;
  State borealia_;
  std::string preservation_;
  std::string stored_data_;
  std::set<std::string> of_other_days_;
  fs::path package_;
  int ticks_ = 0;
};

Result<Outcome> Demo::type(State& state, const std::vector<std::string>& path, Given given) {
  Arguments arguments;
  for (auto& [name, values] : given)
    arguments.set(name, std::move(values));
  for (const Command& command : all_commands()) {
    if (command.path == path) return command.run(state.context, arguments);
  }
  return Error{Code::internal, "the demonstration types a command that does not exist"};
}

Result<void> Demo::expect_refusal(State& state, const std::vector<std::string>& path, Given given,
                                  Code code) {
  const auto outcome = type(state, path, std::move(given));
  if (!outcome.ok() && outcome.error().code == code) return {};
  return Error{Code::internal, "a refusal was expected: " + code_text(code),
               outcome.ok() ? "the command succeeded" : outcome.error().text()};
}

Result<void> Demo::found(State& state, const std::string& code, const std::string& name) {
  if (state.port == 0) {
    HD_TRY(state.port, free_port());
  }
  state.code = code;
  state.name = name;
  state.context = {folder_ / code, "haidang", Context::Output::text};
  const std::uint16_t reached = state.cable ? state.cable->port() : state.port;
  HD_TRY(const Outcome made, type(state, {"init"},
                                  {{"--party", {code}},
                                   {"--name", {name}},
                                   {"--listen", {fmt::format("127.0.0.1:{}", state.port)}},
                                   {"--endpoint", {fmt::format("https://127.0.0.1:{}", reached)}},
                                   {"--passphrase-file", {(folder_ / "passphrase").string()}},
                                   {"--password-file", {(folder_ / "password").string()}}}));
  state.fingerprint = std::string(made.value.at("fingerprint").as_string());
  state.process =
      std::make_unique<ChildNode>("/proc/self/exe", folder_ / code, std::string(passphrase));
  HD_TRY_VOID(state.process->start());
  HD_TRY(const Outcome in,
         type(state, {"login"}, {{"--password-file", {(folder_ / "password").string()}}}));
  (void)in;
  return {};
}

Result<void> Demo::found_two_states() {
  HD_TRY_VOID(make_durable_folder(folder_, FileMode::private_to_owner));
  HD_TRY_VOID(
      write_durable(folder_ / "passphrase", as_bytes(passphrase), FileMode::private_to_owner));
  HD_TRY_VOID(write_durable(folder_ / "password", as_bytes(password), FileMode::private_to_owner));
  // Most of the time goes into the derivation of keys from passphrases: both at once.
  std::optional<Result<void>> second;
  std::jthread other([&] { second = found(borealia_, "XB", "Borealia"); });
  const Result<void> first = found(aurelia_, "XA", "Aurelia");
  other.join();
  HD_TRY_VOID(first);
  HD_TRY_VOID(*second);
  tick("Two fictional States run their own nodes: Aurelia (XA) and Borealia (XB)");
  return {};
}

Result<void> Demo::introduce_them() {
  const auto introduce = [&](State& to, State& whom) -> Result<void> {
    const std::string file = (folder_ / (whom.code + ".profile")).string();
    HD_TRY(const Outcome exported, type(whom, {"party", "export"}, {{"-o", {file}}}));
    (void)exported;
    HD_TRY_VOID(
        expect_refusal(to, {"party", "trust"}, {{"FILE", {file}}}, Code::fingerprint_mismatch));
    HD_TRY(const Outcome trusted,
           type(to, {"party", "trust"}, {{"FILE", {file}}, {"--fingerprint", {whom.fingerprint}}}));
    (void)trusted;
    return {};
  };
  HD_TRY_VOID(introduce(aurelia_, borealia_));
  HD_TRY_VOID(introduce(borealia_, aurelia_));
  tick(fmt::format("They pin each other by telephone: Borealia reads \"{}\"",
                   borealia_.fingerprint));
  return {};
}

// What a draft leaves open beside its contents: the safeguards that the measure demands, art. 24.
std::vector<std::string> safeguards_of(const json::object& body) {
  std::vector<std::string> settings;
  const auto fill = [&settings](const std::string& name, const json::value& value) {
    if (value.is_string() && value.get_string().empty()) {
      settings.push_back(name + "=Stated for the demonstration.");
    }
  };
  for (const auto& member : body) {
    const std::string name(member.key());
    if (name == "contents") continue;
    fill(name, member.value());
    if (!member.value().is_object()) continue;
    for (const auto& inner : member.value().get_object())
      fill(name + "." + std::string(inner.key()), inner.value());
  }
  return settings;
}

Result<std::string> Demo::send(const std::string& measure, Given more) {
  const std::string draft = (folder_ / (measure + ".json")).string();
  Given given{{"MEASURE", {measure}},
              {"--to", {"XB/contact-point"}},
              {"--offence", {"UNCC-07"}},
              {"-o", {draft}}};
  given.merge(more);
  HD_TRY(const Outcome written, type(aurelia_, {"request", "new"}, std::move(given)));
  (void)written;
  HD_TRY_VOID(
      expect_refusal(aurelia_, {"request", "send"}, {{"FILE", {draft}}}, Code::incomplete_request));
  HD_TRY(const Bytes text, read_file(draft, 1U << 20U));
  HD_TRY(const json::object object, parse_json_object(as_text(text)));
  std::vector<std::string> contents;
  for (const auto& item : object.at("body").as_object().at("contents").as_object()) {
    contents.push_back(std::string(item.key()) + "=Stated for the demonstration.");
  }
  HD_TRY(const Outcome sent, type(aurelia_, {"request", "send"},
                                  {{"FILE", {draft}},
                                   {"--content", std::move(contents)},
                                   {"--set", safeguards_of(object.at("body").as_object())}}));
  return std::string(sent.value.at("request").as_string());
}

// Looks whenever the node says that something happened.
Result<void> Demo::wait_for_status(State& state, const std::string& request,
                                   std::string_view status) {
  HD_TRY(ApiClient watcher, ApiClient::open(state.context));
  HD_TRY(ApiClient asker, ApiClient::open(state.context));
  std::string seen;
  const auto reached = [&] {
    const auto view = asker.get("/api/v1/requests");
    if (!view.ok()) return false;
    for (const json::value& row : view->as_object().at("requests").as_array()) {
      if (row.as_object().at("id").as_string() == request) {
        seen = std::string(row.as_object().at("status").as_string());
      }
    }
    return seen == status;
  };
  HD_TRY_VOID(watcher.watch([&] { return !reached(); }));
  if (seen == status) return {};
  return Error{Code::unavailable, fmt::format("{} does not see '{}'", state.name, status),
               "it sees '" + seen + "'"};
}

Result<void> Demo::ask_for_preservation() {
  HD_TRY(preservation_, send("preservation", {}));
  HD_TRY_VOID(wait_for_status(borealia_, preservation_, "sent"));
  tick(
      "Aurelia asks for expedited preservation, art. 42; an incomplete request did not leave the "
      "house");
  return {};
}

Result<void> Demo::preserve() {
  const Given about{{"REF", {preservation_}}};
  const auto with = [&](Given more) {
    more.insert(about.begin(), about.end());
    return more;
  };
  const std::string until = format_time(SystemClock{}.now() + Days(90));
  const std::string too_short = format_time(SystemClock{}.now() + Days(30));
  HD_TRY_VOID(expect_refusal(
      borealia_, {"request", "refuse"},
      with({{"--ground", {"BANK_SECRECY"}}, {"--reasons", {"Accounts are secret."}}}),
      Code::forbidden_ground));
  for (const char* verb : {"acknowledge", "accept"}) {
    HD_TRY(const Outcome done, type(borealia_, {"request", verb}, about));
    (void)done;
  }
  HD_TRY_VOID(expect_refusal(borealia_, {"request", "preserved"}, with({{"--until", {too_short}}}),
                             Code::period_too_short));
  HD_TRY(const Outcome held,
         type(borealia_, {"request", "preserved"}, with({{"--until", {until}}})));
  (void)held;
  HD_TRY_VOID(wait_for_status(aurelia_, preservation_, "preserved"));
  tick(
      "Borealia preserves for 90 days; 30 were refused (art. 42(8)), as was bank secrecy (art. "
      "40(24))");
  return {};
}

Result<void> Demo::ask_for_the_data() {
  HD_TRY(stored_data_, send("stored-data", {{"--relies-on", {preservation_}}}));
  HD_TRY_VOID(wait_for_status(borealia_, stored_data_, "sent"));
  tick(
      "Aurelia asks for the stored data, art. 44; the preserved data stay held pending the "
      "decision");
  return {};
}

Result<void> write_image(const fs::path& path) {
  Bytes block(1U << 20U);
  std::ofstream out(path, std::ios::binary);
  crypto::SystemRandom random;
  for (std::size_t written = 0; written < image_bytes; written += block.size()) {
    random.fill(block);
    out.write(reinterpret_cast<const char*>(block.data()),
              static_cast<std::streamsize>(block.size()));
  }
  if (!out.flush()) return Error{Code::storage_full, "the sample image could not be written"};
  return {};
}

Result<void> Demo::deliver_evidence() {
  const fs::path image = folder_ / "disk.img";
  HD_TRY_VOID(write_image(image));
  HD_TRY(const Outcome accepted, type(borealia_, {"request", "accept"}, {{"REF", {stored_data_}}}));
  HD_TRY(const Outcome added, type(borealia_, {"evidence", "add"},
                                   {{"REF", {stored_data_}},
                                    {"FILE", {image.string()}},
                                    {"--tool", {"sample"}},
                                    {"--acquired-by", {"B. Examiner"}}}));
  (void)accepted;
  (void)added;
  tick("Borealia accepts and adds a disk image of 40 MiB: hashed and encrypted in one pass");
  return {};
}

// Aurelia's node loses power before the delivery and again while the chunks arrive.
Result<void> Demo::survive_a_power_cut() {
  aurelia_.process->kill();
  HD_TRY(const Outcome delivered,
         type(borealia_, {"evidence", "deliver"}, {{"REF", {stored_data_}}}));
  (void)delivered;
  HD_TRY_VOID(aurelia_.process->start());
  aurelia_.process->kill();
  HD_TRY_VOID(aurelia_.process->start());
  HD_TRY(const Outcome in,
         type(aurelia_, {"login"}, {{"--password-file", {(folder_ / "password").string()}}}));
  (void)in;
  HD_TRY_VOID(wait_for_status(borealia_, stored_data_, "retrieved"));
  tick(
      "Aurelia's node was killed twice meanwhile; every chunk arrived and verified, the retrieval "
      "is receipted");
  return {};
}

Result<void> Demo::package_and_verify() {
  package_ = folder_ / "package";
  HD_TRY(const Outcome made, type(aurelia_, {"package", "make"},
                                  {{"REF", {stored_data_}}, {"-o", {package_.string()}}}));
  (void)made;
  HD_TRY(const Outcome verified,
         type(aurelia_, {"package", "verify"},
              {{"PACKAGE", {package_.string()}},
               {"--trust", {"XA=" + aurelia_.fingerprint, "XB=" + borealia_.fingerprint}}}));
  if (verified.exit_code != 0)
    return Error{Code::internal, "the package does not verify", verified.text};
  tick("A court package verifies offline: " + verified.text.substr(0, verified.text.find('\n')));
  return {};
}

Result<void> Demo::tamper() {
  const auto evidence = [&]() -> fs::path {
    for (const auto& entry : fs::recursive_directory_iterator(package_ / "data")) {
      if (entry.is_regular_file()) return entry.path();
    }
    return {};
  }();
  constexpr std::streamoff place = 5'000'000;
  {
    std::fstream file(evidence, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(place);
    const char byte = static_cast<char>(file.get());
    file.seekp(place);
    file.put(static_cast<char>(byte ^ 1));
  }
  HD_TRY(const Outcome verified,
         type(aurelia_, {"package", "verify"}, {{"PACKAGE", {package_.string()}}}));
  if (verified.exit_code != verdict_altered) {
    return Error{Code::internal, "a flipped bit was not found", verified.text};
  }
  tick("One bit is flipped: " + verified.text.substr(0, verified.text.find('\n')));
  HD_TRY(const Outcome journal, type(borealia_, {"journal", "verify"}, {}));
  if (journal.exit_code != 0) return Error{Code::internal, "Borealia's journal", journal.text};
  tick("Both journals are whole: " + journal.text);
  return {};
}

Result<void> Demo::play() {
  say("Haidang demonstration. The States are fictional; everything else is real.\n");
  HD_TRY_VOID(found_two_states());
  HD_TRY_VOID(introduce_them());
  HD_TRY_VOID(ask_for_preservation());
  HD_TRY_VOID(preserve());
  HD_TRY_VOID(ask_for_the_data());
  HD_TRY_VOID(deliver_evidence());
  HD_TRY_VOID(survive_a_power_cut());
  HD_TRY_VOID(package_and_verify());
  return tamper();
}

Result<void> Demo::lay_cable(State& state) {
  HD_TRY(state.port, free_port());
  HD_TRY(state.cable, http::Cable::lay(state.port));
  return {};
}

Result<void> Demo::answer(const std::string& request, const std::string& measure,
                          const std::string& status) {
  const auto say_there = [&](const std::string& noun, const std::string& verb,
                             Given given) -> Result<void> {
    given.emplace("REF", std::vector<std::string>{request});
    HD_TRY(const Outcome done, type(borealia_, {noun, verb}, std::move(given)));
    (void)done;
    return {};
  };
  if (status == "sent") return say_there("request", "acknowledge", {});
  if (status == "acknowledged") return say_there("request", "accept", {});
  if (measure == "preservation") {
    const std::string until = format_time(SystemClock{}.now() + Days(90));
    return say_there("request", "preserved", {{"--until", {until}}});
  }
  if (measure != "stored-data") return {};  // a person has to answer it
  const fs::path image = folder_ / "exercise.img";
  if (std::error_code ec; !fs::exists(image, ec)) HD_TRY_VOID(write_image(image));
  HD_TRY_VOID(say_there("evidence", "add",
                        {{"FILE", {image.string()}}, {"--acquired-by", {"B. Examiner"}}}));
  return say_there("evidence", "deliver", {});
}

struct OtherDay {
  std::string_view measure;
  bool aurelia_asks;
  std::string_view text;
  std::optional<std::chrono::minutes> needed_in = {};
  // What the other State says after it has acknowledged.
  std::vector<std::pair<std::string_view, json::object>> answers = {};
};

std::vector<OtherDay> other_days(Time now) {
  const json::object consulted{{"text", "Could it wait for the end of a trial here?"}};
  const json::object review{{"review_at", format_time(now + Days(60))},
                            {"reasons", "The trial of an accomplice is under way."}};
  const json::object question{{"text", "Which of the two accounts is meant?"}};
  return {{"emergency-data", true, "A threat to a school, posted an hour ago.",
           std::chrono::minutes(119)},
          {"mutual-legal-assistance",
           true,
           "Fraud with false invoices; the accounts are known.",
           {},
           {{"consult", consulted}, {"postpone", review}}},
          {"preservation", false, "Malware that was spread from a rented server.", Days(3)},
          {"stored-data",
           false,
           "Messages in which access to a bank was offered for sale.",
           Days(20),
           {{"ask", question}}}};
}

json::object body_of(const OtherDay& day, Time now) {
  const std::string text(day.text);
  json::object contents;
  if (const auto rules = treaty::Treaty::embedded().measure(day.measure); rules.ok()) {
    for (const treaty::ContentItem& item : (*rules)->contents)
      contents[item.name] = text;
  }
  json::object body{{"measure", day.measure},
                    {"legal_bases", json::array{"uncc"}},
                    {"offence", "UNCC-07"},
                    {"contents", std::move(contents)}};
  if (day.needed_in) {
    body["needed_by"] = format_time(now + *day.needed_in);
    body["needed_by_reason"] = text;
  }
  if (day.measure == "preservation") return body;
  body["necessity"] = text;
  body["authorisation"] = json::object{{"body", "District court"},
                                       {"reference", "7/2026"},
                                       {"grounds", text},
                                       {"scope", text},
                                       {"duration", "30 days"}};
  body["dual_criminality"] = json::object{{"required", false},
                                          {"conduct", text},
                                          {"result", "not-assessed"},
                                          {"requested_state_offence", "Not known yet."}};
  if (day.measure == "mutual-legal-assistance") body["assistance_type"] = "f";
  if (day.measure == "emergency-data") {
    body["emergency"] = true;
    body["emergency_facts"] = text;
    body["emergency_risk"] = "life";
  }
  return body;
}

Result<void> Demo::fill_queues() {
  const Time now = SystemClock{}.now();
  HD_TRY(ApiClient aurelia, ApiClient::open(aurelia_.context));
  HD_TRY(ApiClient borealia, ApiClient::open(borealia_.context));
  for (const OtherDay& day : other_days(now)) {
    ApiClient& asks = day.aurelia_asks ? aurelia : borealia;
    ApiClient& answers = day.aurelia_asks ? borealia : aurelia;
    const std::string to = day.aurelia_asks ? "XB/contact-point" : "XA/contact-point";
    HD_TRY(const json::value sent,
           asks.post("/api/v1/requests", json::object{{"to", to}, {"body", body_of(day, now)}}));
    const std::string id(sent.as_object().at("request").as_string());
    of_other_days_.insert(id);
    HD_TRY_VOID(wait_for_status(day.aurelia_asks ? borealia_ : aurelia_, id, "sent"));
    const auto say_there = [&](std::string_view kind, const json::object& body) {
      return answers.post("/api/v1/requests/" + id + "/acts",
                          json::object{{"kind", kind}, {"body", body}});
    };
    HD_TRY(const json::value read, say_there("acknowledge", {{"text", "Read."}}));
    (void)read;
    for (const auto& [kind, body] : day.answers) {
      HD_TRY(const json::value said, say_there(kind, body));
      (void)said;
    }
  }
  return {};
}

Result<void> Demo::open_stage(Stage::Parts::Opens opens) {
  block_stop_signals();
  say("Haidang demonstration. The States are fictional; everything else is real.\n");
  HD_TRY_VOID(lay_cable(aurelia_));
  HD_TRY_VOID(lay_cable(borealia_));
  HD_TRY_VOID(found_two_states());
  HD_TRY_VOID(introduce_them());
  HD_TRY_VOID(ask_for_preservation());
  HD_TRY_VOID(preserve());
  HD_TRY_VOID(ask_for_the_data());
  HD_TRY(const Outcome accepted, type(borealia_, {"request", "accept"}, {{"REF", {stored_data_}}}));
  (void)accepted;
  HD_TRY_VOID(wait_for_status(aurelia_, stored_data_, "accepted"));
  HD_TRY_VOID(fill_queues());
  of_other_days_.insert({preservation_, stored_data_});
  const auto package = [this](const fs::path& file) -> Result<void> {
    HD_TRY(const Outcome made,
           type(aurelia_, {"package", "make"}, {{"REF", {stored_data_}}, {"-o", {file.string()}}}));
    (void)made;
    return {};
  };
  HD_TRY(const auto stage,
         Stage::open({.sides = {{{"XA", aurelia_.name, aurelia_.context, *aurelia_.cable},
                                 {"XB", borealia_.name, borealia_.context, *borealia_.cable}}},
                      .folder = folder_,
                      .evidence_request = stored_data_,
                      .earlier_requests = of_other_days_,
                      .opens = opens,
                      .make_package = package,
                      .answer_there = [this](const std::string& request, const std::string& measure,
                                             const std::string& status) {
                        return answer(request, measure, status);
                      }}));
  say(
      fmt::format("\nReady. Open this address in a browser on this machine:\n  {}\n"
                  "{}; by mouse or by keyboard, in eight languages.\n"
                  "The officers are signed in. (Officer: officer   Password: {})\n"
                  "Ctrl-C ends it; nothing is left behind.",
                  stage->address(),
                  opens == Stage::Parts::Opens::exercises ? "Exercises: Borealia answers by itself"
                                                          : "Five steps, two minutes",
                  password));
  wait_for_stop_signal();
  return {};
}

fs::path new_place() {
  crypto::SystemRandom random;
  return fs::temp_directory_path() / ("haidang-demo-" + random_id_text(random).substr(0, 12));
}

// Nodes, keys and journals of their own, which are gone afterwards: no exercise touches a node
// that serves here.
Result<Outcome> learn(const Context& context, const Arguments&) {
  const Workplace workplace(new_place(), Workplace::Afterwards::removed);
  Demo play(workplace);
  HD_TRY_VOID(play.open_stage(Stage::Parts::Opens::exercises));
  return Outcome{reader_of(context).say("cli.demo-ended"), {{"steps", play.ticks()}}};
}

Result<Outcome> demo(const Context& context, const Arguments& arguments) {
  const auto afterwards =
      arguments.has("--keep") ? Workplace::Afterwards::kept : Workplace::Afterwards::removed;
  const Workplace workplace(new_place(), afterwards);
  Demo play(workplace);
  if (!arguments.has("--check")) {
    HD_TRY_VOID(play.open_stage(Stage::Parts::Opens::five_steps));
    return Outcome{reader_of(context).say("cli.demo-ended"), {{"steps", play.ticks()}}};
  }
  HD_TRY_VOID(play.play());
  const std::string left = afterwards == Workplace::Afterwards::kept
                               ? "Kept: " + workplace.path().string()
                               : "Nothing is left behind.";
  return Outcome{
      fmt::format("All {} steps held. {}\nNext: haidang init --help", play.ticks(), left),
      {{"steps", play.ticks()}}};
}

}  // namespace

std::vector<Command> demo_commands() {
  return {{{"demo"},
           "Two fictional States on this machine, side by side in your browser, until Ctrl-C",
           {"haidang demo", "haidang demo --check"},
           {{"--check", "", "Walk the whole path without a browser, step by step, as a test",
             Arity::flag},
            {"--keep", "", "Keep the folder with both nodes and the package", Arity::flag}},
           demo},
          {{"learn"},
           "Exercises on this machine, against a fictional State that answers by itself",
           {"haidang learn"},
           {},
           learn}};
}

}  // namespace haidang::cli
