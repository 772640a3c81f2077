// The papers of a court package: gathered on the sequencer's thread, made on the packer's.
#pragma once
#include <memory>
#include <vector>

#include "letters/compose.hpp"
#include "node/node_state.hpp"
#include "proof/package.hpp"

namespace haidang::node {

struct PaperMaker {
  std::shared_ptr<const casework::CaseState> state;
  letters::Setting setting;

  // custody.pdf and certificate.pdf, in the languages of the maker and of the others.
  [[nodiscard]] Result<std::vector<proof::PackagedDocument>> make(
      const proof::PackageSource& source, const Digest& payload_manifest) const;
};

// On the sequencer's thread.
Result<PaperMaker> papers_of(Node::State& state, Road& road, const CaseId& id);

}  // namespace haidang::node
