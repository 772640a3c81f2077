// DATA/law: the State's own law files, read once when the node starts (treaty/own_law.hpp). What
// cannot be taken stops nothing, and `doctor` says so.
#pragma once
#include "node/layout.hpp"
#include "treaty/own_law.hpp"

namespace haidang::node {

// As they lie there, in the order of their names.
struct OwnLawFiles {
  std::vector<treaty::OwnFile> files;
  std::vector<treaty::LawFault> unreadable;  // unreadable, or no JSON file at all
};
OwnLawFiles read_own_law(const Layout& layout);
// Any other file, by its path.
Result<treaty::OwnFile> read_law_file(const std::filesystem::path& path);
// The treaty data with all of them that are in order.
treaty::OwnLaw own_law_of(const OwnLawFiles& read);

}  // namespace haidang::node
