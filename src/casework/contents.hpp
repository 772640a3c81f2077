// What a request must state. Inside this room only.
#pragma once
#include "casework/decide.hpp"

namespace haidang::casework {

bool is_blank(std::string_view text);

}  // namespace haidang::casework
