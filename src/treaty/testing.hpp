// For the tests of this room.
#pragma once
#include "treaty/treaty.hpp"

namespace haidang::treaty {

inline const Treaty& law() {
  return Treaty::embedded();
}

}  // namespace haidang::treaty
