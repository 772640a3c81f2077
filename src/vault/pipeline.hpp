// Chunks on a belt: three stages, each on its own thread and each seeing the chunks in order, over
// a fixed number of buffers; internal to this room.
#pragma once
#include <array>
#include <functional>
#include <stop_token>

#include "vault/disk.hpp"

namespace haidang::vault {

// Two a stage: one in work, one waiting. With the buffers this bounds the memory of a whole pass.
constexpr std::size_t belt_slots = 6;

struct Slot {
  std::uint64_t index = 0;
  AlignedBuffer buffer;
  Digest digest{};
};

using Stage = std::function<Result<void>(Slot&)>;

// Sends chunks 0 .. count-1 through the stages. The last stage runs on the caller's thread. The
// first error (or exception) ends all of them and is returned (or thrown on). Error: unavailable
// when stopped.
Result<void> run_belt(std::uint64_t count, std::size_t buffer_bytes,
                      const std::array<Stage, 3>& stages, const std::stop_token& stop);

}  // namespace haidang::vault
