// The State's own law files: what is wrong with them, before a node takes them up.
#include <fmt/format.h>

#include "cli/api_client.hpp"
#include "cli/own_law.hpp"
#include "cli/text.hpp"
#include "node/own_law_files.hpp"

namespace haidang::cli {
namespace {

Result<node::OwnLawFiles> files_of(const Context& context, const Arguments& arguments) {
  const std::vector<std::string> named = arguments.many("FILE");
  if (named.empty()) {
    HD_TRY(const node::Layout layout, layout_of(context));
    return node::read_own_law(layout);
  }
  node::OwnLawFiles files;
  for (const std::string& path : named) {
    HD_TRY(treaty::OwnFile file, node::read_law_file(path));
    files.files.push_back(std::move(file));
  }
  return files;
}

json::object fault_view(const treaty::LawFault& fault) {
  const Error& error = fault.error;
  return {{"file", fault.file}, {"in_force", false}, {"code", code_text(error.code)},
          {"what", error.what}, {"why", error.why},  {"next", error.next}};
}

Result<Outcome> check(const Context& context, const Arguments& arguments) {
  HD_TRY(const node::OwnLawFiles files, files_of(context, arguments));
  const treaty::OwnLaw own = node::own_law_of(files);
  const Reader reader = reader_of(context);
  std::string text;
  json::array rows;
  for (const std::string& name : own.in_force) {
    text += reader.say("cli.law-in-order", {{"file", name}}) + "\n";
    rows.push_back(json::object{{"file", name}, {"in_force", true}});
  }
  int exit_code = 0;
  for (const treaty::LawFault& fault : own.faults) {
    text += error_text(context.language, fault.error) + "\n";
    rows.push_back(fault_view(fault));
    exit_code = code_info(fault.error.code).exit_code;
  }
  if (rows.empty()) text = reader.say("cli.no-law-files") + "\n";
  return Outcome{text, {{"files", std::move(rows)}}, exit_code};
}

}  // namespace

treaty::Treaty law_in_force(const Context& context) {
  const auto layout = layout_of(context);
  if (!layout.ok()) return treaty::Treaty::embedded();
  return node::own_law_of(node::read_own_law(*layout)).law;
}

std::vector<Command> law_commands() {
  return {
      {{"law", "check"},
       "Check the State's own law files: file, place, reason, and what to type",
       {"haidang law check", "haidang law check bilateral.json"},
       {{"FILE", "FILE", "Files; none: those of the data directory", Arity::any}},
       check},
  };
}

}  // namespace haidang::cli
