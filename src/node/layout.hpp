// Where a node keeps its things: one data directory.
#pragma once
#include <filesystem>

namespace haidang::node {

struct Layout {
  std::filesystem::path root;

  [[nodiscard]] std::filesystem::path config() const { return root / "node.json"; }
  [[nodiscard]] std::filesystem::path keys() const { return root / "keys.json"; }
  [[nodiscard]] std::filesystem::path next_keys() const { return root / "keys.next.json"; }
  [[nodiscard]] std::filesystem::path next_profile() const { return root / "profile.next.p7m"; }
  [[nodiscard]] std::filesystem::path database() const { return root / "node.db"; }
  // Signed heads live apart from the journal; point `heads` of node.json to another disk if there
  // is one.
  [[nodiscard]] std::filesystem::path heads() const { return root / "heads.db"; }
  [[nodiscard]] std::filesystem::path tiles() const { return root / "journal"; }
  [[nodiscard]] std::filesystem::path evidence() const { return root / "evidence"; }
  [[nodiscard]] std::filesystem::path packages() const { return root / "packages"; }
  // Evidence that a browser is still sending.
  [[nodiscard]] std::filesystem::path uploads() const { return root / "uploads"; }
  // The State's own law, beside the treaty data.
  [[nodiscard]] std::filesystem::path law() const { return root / "law"; }
  [[nodiscard]] std::filesystem::path officers() const { return root / "officers.db"; }
  [[nodiscard]] std::filesystem::path lock() const { return root / "lock"; }
};

}  // namespace haidang::node
