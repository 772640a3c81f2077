// Who works at this node: what the scheduler asks before it tells somebody something. The accounts
// and the roster are kept by the room that signs officers in.
#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace haidang::node {

// Called on the sequencer's thread; answers names of accounts that are not disabled, each once.
class Staff {
 public:
  virtual ~Staff() = default;
  // With a part in cases at our authority.
  virtual Result<std::vector<std::string>> officers_at(const std::string& authority) = 0;
  // On its roster now.
  virtual Result<std::vector<std::string>> on_duty(const std::string& authority, Time now) = 0;
  // Who stands in now for those on duty.
  virtual Result<std::vector<std::string>> deputies(const std::string& authority, Time now) = 0;
};

}  // namespace haidang::node
