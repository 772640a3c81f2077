// The stage of the demonstration: one page in a browser with the desks of both States, the cable
// between them, and what has been done of its five steps.
#pragma once
#include <array>
#include <filesystem>
#include <memory>
#include <set>

#include "cli/command.hpp"
#include "http/cable.hpp"
#include "http/gateway.hpp"

namespace haidang::cli {

class Stage {
 public:
  struct Side {
    std::string code;
    std::string name;
    Context context;     // of the State's officer, who is signed in
    http::Cable& cable;  // through which the other reaches it
  };
  struct Parts {
    std::array<Side, 2> sides;  // who asks, who is asked
    std::filesystem::path folder;
    std::string evidence_request;            // accepted already: waits for its evidence
    std::set<std::string> earlier_requests;  // all that were there before the visitor
    enum class Opens { five_steps, exercises } opens = Opens::five_steps;
    std::function<Result<void>(const std::filesystem::path& zip)> make_package;
    // The asked State's next answer to a request, as its officer would type it: for exercises, in
    // which nobody sits there.
    std::function<Result<void>(const std::string& request, const std::string& measure,
                               const std::string& status)>
        answer_there;
  };
  static Result<std::unique_ptr<Stage>> open(Parts parts);
  ~Stage();
  [[nodiscard]] std::string address() const;  // with the key to it

 private:
  struct State;
  explicit Stage(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haidang::cli
