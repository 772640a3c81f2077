// A State's own law beside the treaty data: files of one form (docs/formats.md, "Own law"), whose
// rows have the schema of the treaty data. Each file is taken whole or not at all; a file that is
// wrong stops nothing but itself, and says where and why. Pure: texts come in as values.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "treaty/treaty.hpp"

namespace haidang::treaty {

struct OwnFile {
  std::string name;  // "domestic.json", for people
  std::string text;
};

struct LawFault {
  std::string file;
  Error error;  // what names the place: "clocks[2]: ..."
};

struct OwnLaw {
  Treaty law;                         // the treaty data with every file that is in force
  std::vector<std::string> in_force;  // names of files
  std::vector<LawFault> faults;
};

struct OwnLawLimits {
  static constexpr std::size_t files = 32;
  static constexpr std::size_t file_bytes = 512 * 1024;
};

// Whether the vocabulary has such an act; this room does not know it.
using IsAct = std::function<bool(std::string_view name)>;

OwnLaw with_own_law(std::span<const OwnFile> files, const IsAct& is_act);

// "line 3, column 17": where a text stops being JSON; empty where it does not.
std::string syntax_place(std::string_view text);

// What the law at home and the requested Party's own requirements ask of a request beside the
// instruments: one row for each thing that is missing. Nobody judges another State's acts by it.
struct HomeQuestion {
  std::string measure;
  std::string home;       // Party that asks
  std::string requested;  // Party that is asked
  std::string body;       // that authorised it; empty: not said
  std::map<std::string, std::string> contents;
};
std::vector<Detail> missing_at_home(const Treaty& law, const HomeQuestion& question);

}  // namespace haidang::treaty
