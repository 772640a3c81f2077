// An act as a stranger may send it: whatever is accepted must be its own one text form.
#include "acts/body.hpp"

using namespace haidang;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const auto act = parse_act(text);
  if (act.ok()) {
    HD_CHECK(write_act(*act) == text);
    (void)check_body(*act);
  }
  if (const auto body = parse_json_object(text); body.ok()) {
    Act holder;
    holder.body = *body;
    for (const ActKind kind : all_act_kinds()) {
      holder.kind = kind;
      (void)check_body(holder);
    }
  }
  (void)check_file_name(text);
  return 0;
}
